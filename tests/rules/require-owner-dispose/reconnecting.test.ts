// A class that connects again when its session has ended puts nothing in the place of an open one.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-owner-dispose'] };
const opening = `import WebSocket from 'ws';

`;
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);
const feed = (rest: string): string => `
export class Feed {
  #socket!: WebSocket;
  readonly #url: string;
  constructor(url: string) {
    this.#url = url;
    this.#connect();
  }
${rest}
  stop() {
    this.#socket.terminate();
  }
}`;

describe('a private method that connects', () => {
  checkAll([
    tidy('at first, and when the session is closed', feed(`  #connect() {
    this.#socket = new WebSocket(this.#url);
    this.#socket.on('error', console.error);
    this.#socket.on('close', () => this.#connect());
  }`)),
    tidy('a while after it', feed(`  #connect() {
    const socket = new WebSocket(this.#url);
    socket.on('error', console.error);
    socket.on('close', () => {
      setTimeout(() => this.#connect(), 100);
    });
    this.#socket = socket;
  }`)),
    tidy('by way of another', feed(`  #connect() {
    this.#socket = new WebSocket(this.#url);
    this.#socket.on('error', console.error);
    this.#socket.on('close', () => this.#again());
  }
  #again() {
    console.log('connecting again');
    this.#connect();
  }`)),
    leaky('also when it is told to', feed(`  #connect() {
    this.#socket = new WebSocket(this.#url); // ! require-owner-dispose
    this.#socket.on('error', console.error);
    this.#socket.on('close', () => this.#connect());
  }
  renew() {
    this.#connect();
  }`)),
    leaky('at every message', feed(`  #connect() {
    this.#socket = new WebSocket(this.#url); // ! require-owner-dispose
    this.#socket.on('error', console.error);
    this.#socket.on('message', () => this.#connect());
  }`)),
    leaky('when something else is closed', feed(`  #connect() {
    this.#socket = new WebSocket(this.#url); // ! require-owner-dispose
    this.#socket.on('error', console.error);
    process.stdin.on('close', () => this.#connect());
  }`)),
  ]);
});
