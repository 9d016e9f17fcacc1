// Asynchronous closes whose promise nobody awaits, returns or collects.
import { describe } from 'vitest';
import { bad, checkAll } from '../support/sample.ts';

describe('reported at the close', () => {
  checkAll([
    bad('a bare asynchronous close as a statement: also a discharge, so nothing else is reported', `
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  client.close(); // ! no-floating-close
}
`),
    bad('in a function that is not async', `
import { Client } from 'undici';

export function touch(origin: string) {
  const client = new Client(origin);
  client.close(); // ! no-floating-close
}
`),
    bad('`void` before a bare close', `
import { Client } from 'undici';

export function touch(origin: string) {
  const client = new Client(origin);
  void client.close(); // ! no-floating-close
}
`),
    bad('safelyCloseClient as a statement', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  safelyCloseClient(client); // ! no-floating-close
}
`),
    bad('`void safelyCloseClient(…)` outside of a callback whose result is ignored', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  void safelyCloseClient(client); // ! no-floating-close
}
`),
    bad('closeAll', `
import { closeAll } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  closeAll([client]); // ! no-floating-close
}
`),
    bad('safelyCloseClient of a borrowed session', `
import { safelyCloseClient } from 'safely-close';
import type { Client } from 'undici';

export async function finish(client: Client) {
  safelyCloseClient(client); // ! no-floating-close
}
`),
    bad('the native disposer', `
import { createServer } from 'node:http';

export async function serve(port: number) {
  const server = createServer();
  try {
    server.listen(port);
  } catch (error) {
    console.error(error);
  } finally {
    server[Symbol.asyncDispose](); // ! no-floating-close
  }
}
`),
    bad('in a `finally`', `
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    client.close(); // ! no-floating-close
  }
}
`),
    bad('kept in a variable that nobody reads', `
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  const closed = client.close(); // ! no-floating-close
}
`),
    bad('after `&&` and in a conditional expression', `
import { Client } from 'undici';

export async function touch(origin: string, wanted: boolean) {
  const first = new Client(origin);
  first && first.close(); // ! no-floating-close
  const second = new Client(origin);
  wanted ? second.close() : second.destroy(); // ! no-floating-close, no-floating-close
}
`),
    bad('in a test hook, whose result the runner awaits', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { afterEach, beforeEach } from 'vitest';

let client: Client;

beforeEach(() => {
  client = new Client('http://127.0.0.1:8080');
});

afterEach(() => {
  void safelyCloseClient(client); // ! no-floating-close
});
`),
    bad('in a callback of `then`, whose result the chain awaits', `
import { safelyCloseClient } from 'safely-close';
import type { Client } from 'undici';

export function finish(client: Client, ready: Promise<void>) {
  return ready.then(() => {
    void safelyCloseClient(client); // ! no-floating-close
  });
}
`),
    bad('in an async dispose method', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  readonly #client = new Client('https://example.com');

  async [Symbol.asyncDispose]() {
    safelyCloseClient(this.#client); // ! no-floating-close
  }
}
`),
    bad('a promise of all that nobody awaits', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  Promise.all([safelyCloseClient(client)]); // ! no-floating-close
}
`),
    bad('in a stack\'s deferred callback, which the stack awaits', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  await using stack = new AsyncDisposableStack();
  const client = new Client(origin);
  stack.defer(() => {
    void safelyCloseClient(client); // ! no-floating-close
  });
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
}
`),
  ]);
});
