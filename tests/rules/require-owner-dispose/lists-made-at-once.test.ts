// A field that is given a whole list of sessions at once: the class must close each of them.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-owner-dispose', 'require-safe-close'] };
const opening = `import { Worker } from 'node:worker_threads';
import WebSocket from 'ws';
import { closeAll } from 'safely-close';

`;
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);

describe('a list that is mapped in the constructor', () => {
  checkAll([
    leaky('closed in a loop, of which strict takes it that it may break off', `
export class Feeds {
  all: WebSocket[]; // !strict require-owner-dispose
  constructor(urls: string[]) {
    this.all = urls.map((url) => new WebSocket(url));
  }
  close() {
    for (const socket of this.all) socket.terminate();
  }
}`),
    tidy('closed by forEach', `
export class Feeds {
  all: WebSocket[];
  constructor(urls: string[]) {
    this.all = urls.map((url) => new WebSocket(url));
  }
  close() {
    this.all.forEach((socket) => socket.terminate());
  }
}`),
    tidy('closed with closeAll', `
export class Feeds {
  readonly #all: WebSocket[];
  constructor(urls: string[]) {
    this.#all = urls.map((url) => new WebSocket(url));
  }
  async [Symbol.asyncDispose]() {
    await closeAll(this.#all);
  }
}`),
    leaky('never closed', `
export class Feeds {
  all: WebSocket[]; // ! require-owner-dispose
  constructor(urls: string[]) {
    this.all = urls.map((url) => new WebSocket(url));
  }
  close() {
    console.log('closed');
  }
}`),
  ]);
});

describe('a list of a given length', () => {
  checkAll([
    tidy('closed together', `
export class Pool {
  readonly #all: Worker[];
  constructor(file: string, size: number) {
    this.#all = Array.from({ length: size }, () => new Worker(file));
  }
  async close() {
    await Promise.all(this.#all.map((worker) => worker.terminate()));
  }
}`),
    tidy('in a field', `
export class Pool {
  all = Array.from({ length: 3 }, () => new Worker('./work.js'));
  async close() {
    await closeAll(this.all);
  }
}`),
    leaky('in a field, never closed', `
export class Pool {
  all = Array.from({ length: 3 }, () => new Worker('./work.js')); // ! require-owner-dispose
}`),
  ]);
});
