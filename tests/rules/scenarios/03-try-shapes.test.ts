// try / catch / finally in their shapes.
import { bad, good, improvable } from '../support/sample.ts';
import { reportedBy, scenario, silent } from '../support/scenario.ts';

scenario(29, 'opened before `try`, closed in `finally`', silent, [
  good('in a function that cannot await', `
import { Easy } from 'node-libcurl';

export function status(url: string) {
  const easy = new Easy();
  try {
    easy.setOpt('URL', url);
    easy.perform();
    return easy.getInfo('RESPONSE_CODE');
  } finally {
    easy.close();
  }
}
`),
  improvable('in one that can', `
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
]);

scenario(31, 'closed in `catch` only', reportedBy('require-safe-close'), [
  bad('and the error thrown on', `
import { Easy } from 'node-libcurl';

export function status(url: string) {
  const easy = new Easy(); // ! require-safe-close
  try {
    easy.setOpt('URL', url);
    easy.perform();
    return easy.getInfo('RESPONSE_CODE');
  } catch (error) {
    easy.close();
    throw error;
  }
}
`),
  bad('and swallowed', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function isAlive(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  try {
    await client.request({ path: '/', method: 'HEAD' });
    return true;
  } catch {
    await safelyCloseClient(client);
    return false;
  }
}
`),
  good('closed in `catch` and at the end of `try`, nothing between may throw twice', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function isAlive(origin: string) {
  const client = new Client(origin);
  try {
    await client.request({ path: '/', method: 'HEAD' });
  } catch {
    await safelyCloseClient(client);
    return false;
  }
  await safelyCloseClient(client);
  return true;
}
`),
]);

scenario(33, 'closed in `finally` under an unrelated flag', reportedBy('require-safe-close'), [
  bad('a parameter that says something else', `
import { Easy } from 'node-libcurl';

export function status(url: string, verbose: boolean) {
  const easy = new Easy(); // ! require-safe-close
  try {
    easy.setOpt('URL', url);
    easy.perform();
  } finally {
    if (verbose) easy.close();
  }
}
`),
  bad('a flag that is set only when all went well', `
import { Easy } from 'node-libcurl';

export function status(url: string) {
  const easy = new Easy(); // ! require-safe-close
  let done = false;
  try {
    easy.setOpt('URL', url);
    easy.perform();
    done = true;
  } finally {
    if (done) easy.close();
  }
}
`),
]);

scenario(35, 'two bare closes in one `finally`', reportedBy('require-safe-close'), [
  bad('the second leaks when the first throws', `
import { Easy } from 'node-libcurl';

export function compare(url: string) {
  let first: Easy | undefined;
  let second: Easy | undefined;
  try {
    first = new Easy();
    second = new Easy(); // ! require-safe-close
    first.setOpt('URL', url);
    first.perform();
    second.perform();
  } finally {
    first?.close();
    second?.close();
  }
}
`),
  good('safelyCloseClient never throws', `
import { Easy } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export async function compare(url: string) {
  let first: Easy | undefined;
  let second: Easy | undefined;
  try {
    first = new Easy();
    second = new Easy();
    first.setOpt('URL', url);
    first.perform();
    second.perform();
  } finally {
    await safelyCloseClient(first);
    await safelyCloseClient(second);
  }
}
`),
  good('a nested `finally` closes the second whatever the first does', `
import { Easy } from 'node-libcurl';

export function compare(url: string) {
  const first = new Easy();
  try {
    const second = new Easy();
    try {
      first.setOpt('URL', url);
      first.perform();
      second.perform();
    } finally {
      second.close();
    }
  } finally {
    first.close();
  }
}
`),
]);

scenario(37, 'returned inside a `try` whose `finally` throws', reportedBy('require-safe-close'), [
  bad('a call in the `finally`', `
import { connect } from 'node:http2';
import { record } from './record.js';

export function open(origin: string) {
  try {
    return connect(origin); // ! require-safe-close
  } finally {
    record(origin);
  }
}
`),
  bad('a `throw` in the `finally`', `
import { connect } from 'node:http2';

export function open(origin: string, banned: boolean) {
  try {
    return connect(origin); // ! require-safe-close
  } finally {
    if (banned) throw new Error('Not this one.');
  }
}
`),
  bad('a `return` in the `finally` takes the place of the session', `
import { connect } from 'node:http2';

export function open(origin: string) {
  try {
    return connect(origin); // ! require-safe-close
  } finally {
    return null;
  }
}
`),
  good('a `finally` that cannot throw', `
import { connect } from 'node:http2';

export function open(origin: string) {
  try {
    return connect(origin);
  } finally {
    console.log('opened');
  }
}
`),
]);

scenario(39, 'opened inside, returned outside a using block, closed by the `catch` between', silent, [
  good('every exception passes the `catch`', `
import { createServer } from 'node:http';
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { handshake } from './handshake.js';

export async function open(origin: string): Promise<Client> {
  let client: Client | undefined;
  try {
    await using server = createServer();
    client = new Client(origin);
    await handshake(client, server);
  } catch (error) {
    await safelyCloseClient(client);
    throw error;
  }
  return client;
}
`),
]);

scenario(41, '`await using` in an inner block, then a cast, an `await` and a `finally`', silent, [
  good('the session is over when its block is', `
import { closing } from 'safely-close';
import { Client } from 'undici';
import { store } from './store.js';

export async function load(origin: string, input: unknown) {
  try {
    {
      await using client = closing(new Client(origin));
      await client.request({ path: '/', method: 'GET' });
    }
    const text = input as string;
    await store(text);
  } finally {
    console.log('done');
  }
}
`),
]);

scenario(43, '`try` with an empty `finally`', reportedBy('require-safe-close'), [
  bad('nothing in it closes', `
import { Easy } from 'node-libcurl';

export function status(url: string) {
  const easy = new Easy(); // ! require-safe-close
  try {
    easy.setOpt('URL', url);
    easy.perform();
  } finally {
  }
}
`),
]);
