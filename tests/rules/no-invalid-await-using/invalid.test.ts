// `await using` and `using` of what cannot be disposed so: a TypeError at run time.
import { describe } from 'vitest';
import { bad, checkAll } from '../support/sample.ts';

describe('reported at the initializer', () => {
  checkAll([
    bad('`await using` of a class that has no disposer', `
import { Curl } from 'node-libcurl';

export async function probe() {
  await using curl = new Curl(); // ! no-invalid-await-using
  console.log(curl);
}
`),
    bad('the line of the initializer, not of the keyword', `
import { Curl } from 'node-libcurl';

export async function probe() {
  await using curl =
    new Curl(); // ! no-invalid-await-using
  console.log(curl);
}
`),
    bad('`using` of a class that has no disposer', `
import { Easy } from 'node-libcurl';

export function probe() {
  using easy = new Easy(); // ! no-invalid-await-using
  console.log(easy);
}
`),
    bad('a factory, awaited or not', `
import { connect } from 'node:http2';
import { Client } from 'undici';

async function open(origin: string) {
  return new Client(origin);
}

export async function probe(origin: string) {
  await using session = connect(origin); // ! no-invalid-await-using
  await using client = await open(origin); // ! no-invalid-await-using
  console.log(session, client);
}
`),
    bad('`using` where only the asynchronous disposer exists', `
import { createServer } from 'node:http';

export function probe() {
  using server = createServer(); // ! no-invalid-await-using
  console.log(server);
}
`),
    bad('`using` with closing, which gives an asynchronous disposer', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export function probe(origin: string) {
  using client = closing(new Client(origin)); // ! no-invalid-await-using
  console.log(client);
}
`),
    bad('one arm of a conditional expression', `
import { Curl } from 'node-libcurl';

export async function probe(wanted: boolean) {
  await using curl = wanted ? new Curl() : null; // ! no-invalid-await-using
  console.log(curl);
}
`),
    bad('a subclass that adds no disposer', `
import { Curl } from 'node-libcurl';

class MyCurl extends Curl {}

export async function probe() {
  await using curl = new MyCurl(); // ! no-invalid-await-using
  console.log(curl);
}
`),
    bad('a variable that was opened before', `
import { Curl } from 'node-libcurl';

export async function probe() {
  const curl = new Curl();
  await using managed = curl; // ! no-invalid-await-using
  console.log(managed);
}
`),
    bad('two declarators, the one that is wrong', `
import { closing } from 'safely-close';
import { Easy } from 'node-libcurl';

export async function probe() {
  await using first = closing(new Easy()),
    second = new Easy(); // ! no-invalid-await-using
  console.log(first, second);
}
`),
    bad('the C-style `for`, which crashes some engines, even with closing', `
import { closing } from 'safely-close';
import { Easy } from 'node-libcurl';

export async function probe(count: number) {
  for (await using easy = closing(new Easy()); count > 0; count--) { // ! no-invalid-await-using
    console.log(easy);
  }
}
`),
  ]);
});
