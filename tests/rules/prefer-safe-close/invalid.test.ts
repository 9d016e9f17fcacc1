// Sessions closed by a bare close where `await using` or safelyCloseClient would do.
import { describe } from 'vitest';
import { bad, checkAll, improvable } from '../support/sample.ts';

describe('reported at the close', () => {
  checkAll([
    improvable('a bare close in an async function', `
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  await client.close(); // ! prefer-safe-close
}
`),
    improvable('the like of close: destroy', `
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  await client.destroy(); // ! prefer-safe-close
}
`),
    improvable('a close that returns nothing', `
import { Easy } from 'node-libcurl';

export async function touch() {
  const easy = new Easy();
  easy.close(); // ! prefer-safe-close
}
`),
    improvable('a close on several paths: each one', `
import { Easy } from 'node-libcurl';

export async function touch(wanted: boolean) {
  const easy = new Easy();
  if (wanted) {
    easy.close(); // ! prefer-safe-close
    return 1;
  }
  easy.close(); // ! prefer-safe-close
  return 2;
}
`),
    improvable('an optional one', `
import { Easy } from 'node-libcurl';

export async function touch(wanted: boolean) {
  const easy = wanted ? new Easy() : undefined;
  easy?.close(); // ! prefer-safe-close
}
`),
    improvable('through an alias, and inside a closure that is called', `
import { Easy } from 'node-libcurl';

export async function touch() {
  const easy = new Easy();
  const alias = easy;
  const finish = async () => {
    alias.close(); // ! prefer-safe-close
  };
  await finish();
}
`),
    improvable('returned', `
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  return client.close(); // ! prefer-safe-close
}
`),
    improvable('in a function that returns a promise and so can become async', `
import { Client } from 'undici';

export function touch(origin: string): Promise<void> {
  const client = new Client(origin);
  return client.close(); // ! prefer-safe-close
}
`),
    improvable('at module level of an ES module', `
import { Easy } from 'node-libcurl';

const easy = new Easy();
easy.close(); // ! prefer-safe-close
`),
    improvable('in a `finally` that has a `catch` before it, which prefer-await-using leaves alone', `
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } catch (error) {
    console.error(error);
    return undefined;
  } finally {
    await client.close(); // ! prefer-safe-close
  }
}
`),
    improvable('in a test hook', `
import { Client } from 'undici';
import { afterEach, beforeEach } from 'vitest';

let client: Client;

beforeEach(() => {
  client = new Client('http://127.0.0.1:8080');
});

afterEach(() => client.close()); // ! prefer-safe-close
`),
    improvable('in a dispose method of a class', `
import { Client } from 'undici';

export class Api {
  readonly #client = new Client('https://example.com');

  async [Symbol.asyncDispose]() {
    await this.#client.close(); // ! prefer-safe-close
  }
}
`),
    improvable('pushed and awaited with others', `
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  await Promise.all([client.close()]); // ! prefer-safe-close
}
`),
  ]);
});

describe('in a callback whose result is ignored, where `void safelyCloseClient(…)` would do', () => {
  checkAll([
    improvable('an event handler of the session', `
import { Curl } from 'node-libcurl';

export function fire(url: string) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', () => {
    curl.close(); // ! prefer-safe-close
  });
  curl.on('error', () => {
    curl.close(); // ! prefer-safe-close
  });
  curl.perform();
}
`, { modes: ['recommended'] }),
    improvable('a signal handler', `
import { connect } from 'node:http2';

export function untilStopped(origin: string) {
  const session = connect(origin);
  process.once('SIGTERM', () => {
    session.close(); // ! prefer-safe-close
  });
}
`),
    improvable('an un-awaited asynchronous close there is this rule\'s, not no-floating-close\'s', `
import { Client } from 'undici';

export function untilStopped(origin: string) {
  const client = new Client(origin);
  process.once('SIGTERM', () => {
    client.close(); // ! prefer-safe-close
  });
}
`),
    improvable('an executor', `
import { Easy } from 'node-libcurl';

export function touch() {
  return new Promise<void>((resolve) => {
    const easy = new Easy();
    easy.close(); // ! prefer-safe-close
    resolve();
  });
}
`),
    improvable('a bound reference that is registered, reported at the reference', `
import { connect } from 'node:http2';

export function untilStopped(origin: string) {
  const session = connect(origin);
  process.once('SIGTERM', session.close.bind(session)); // ! prefer-safe-close
}
`, { modes: ['recommended'] }),
    improvable('a bare reference that is registered', `
import { Curl } from 'node-libcurl';

export function fire(url: string) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', curl.close); // ! prefer-safe-close
  curl.on('error', curl.close); // ! prefer-safe-close
  curl.perform();
}
`, { modes: ['recommended'] }),
    improvable('`this.close()` in a handler of the session', `
import { Curl } from 'node-libcurl';

export function fire(url: string) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', function () {
    this.close(); // ! prefer-safe-close
  });
  curl.on('error', function () {
    this.close(); // ! prefer-safe-close
  });
  curl.perform();
}
`, { modes: ['recommended'] }),
  ]);
});

describe('one defect, one report', () => {
  checkAll([
    bad('a session that require-safe-close reports has no second report at its close', `
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  await client.request({ path: '/', method: 'HEAD' });
  await client.close();
}
`),
    improvable('a bare close in a try and finally that `await using` says shorter is prefer-await-using\'s', `
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin); // ! prefer-await-using
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await client.close();
  }
}
`),
    bad('an un-awaited close outside of such callbacks is no-floating-close\'s alone', `
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  client.close(); // ! no-floating-close
}
`),
    improvable('a handler of a session that nothing declares', `
const { Curl } = require('node-libcurl');

exports.check = (url) => {
  curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', function () {
    this.close(); // !recommended prefer-safe-close
  });
  curl.on('error', function () {
    this.close(); // !recommended prefer-safe-close
  });
  curl.perform();
};
`, { filename: 'check.cjs', modes: ['recommended'] }),
    improvable('a close of which a promise is made at once', `
import { createServer } from 'node:http';
import { promisify } from 'node:util';

export async function port() {
  const server = createServer();
  server.listen(0);
  const address = server.address();
  await promisify(server.close.bind(server))(); // !recommended prefer-safe-close
  return address;
}
`, { modes: ['recommended'] }),
    improvable('a session of a fork of node-libcurl', `
import { Curl } from '@getinsomnia/node-libcurl';

export async function version() {
  const curl = new Curl();
  curl.close(); // ! prefer-safe-close
}
`),
  ]);
});
