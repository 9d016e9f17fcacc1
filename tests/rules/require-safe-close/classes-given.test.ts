// A function that constructs what it is given makes a session where that is a client's class.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-safe-close'] };
const opening = `import { Curl } from 'node-libcurl';
function make<T>(Client: new () => T): T { return new Client(); }
const named = (name: string, Client: new () => Curl) => {
  const client = new Client();
  return client;
};
async function makeLater<T>(Client: new () => T): Promise<T> { return new Client(); }

`;
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);

describe('a class that is given to a function', () => {
  checkAll([
    leaky('that constructs it', `
export function run() {
  const curl = make(Curl); // ! require-safe-close
  curl.setOpt('URL', 'http://127.0.0.1/');
}`),
    leaky('that constructs it by way of a variable, as its second argument', `
export function run() {
  const curl = named('first', Curl); // ! require-safe-close
  curl.setOpt('URL', 'http://127.0.0.1/');
}`),
    leaky('that is asynchronous', `
export async function run() {
  const curl = await makeLater(Curl); // ! require-safe-close
  curl.setOpt('URL', 'http://127.0.0.1/');
}`),
    leaky('of this file', `
class Fetcher extends Curl {}
export function run() {
  const fetcher = make(Fetcher); // ! require-safe-close
  fetcher.setOpt('URL', 'http://127.0.0.1/');
}`),
    tidy('and what it makes is closed', `
export function run() {
  make(Curl).close();
}`),
    tidy('and is no client', `
export function run() {
  return make(Map).size;
}`),
  ]);
});
