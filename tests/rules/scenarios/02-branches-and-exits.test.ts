// Straight-line locals: branches, early exits, exceptions.
import { bad, good, improvable } from '../support/sample.ts';
import { reportedBy, scenario, silent } from '../support/scenario.ts';

scenario(15, 'closed on one branch only', reportedBy('require-safe-close'), [
  bad('an `if` without `else`', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function probe(origin: string, keep: boolean) {
  const client = new Client(origin); // ! require-safe-close
  if (!keep) await safelyCloseClient(client);
}
`),
  bad('one arm of a conditional expression', `
import { Easy } from 'node-libcurl';

export function probe(keep: boolean) {
  const easy = new Easy(); // ! require-safe-close
  keep ? console.log('kept') : easy.close();
}
`),
  bad('the right side of `&&`', `
import { Easy } from 'node-libcurl';

export function probe(done: boolean) {
  const easy = new Easy(); // ! require-safe-close
  done && easy.close();
}
`),
  good('both branches close', `
import { Easy } from 'node-libcurl';

export function probe(keep: boolean) {
  const easy = new Easy();
  if (keep) {
    easy.close();
  } else {
    easy.close();
  }
}
`),
]);

scenario(17, '`if` closes its own session, `else` opens another and does not', reportedBy('require-safe-close'), [
  bad('only the second session is reported', `
import { Easy } from 'node-libcurl';

export function pick(fast: boolean) {
  if (fast) {
    const first = new Easy();
    first.close();
  } else {
    const second = new Easy(); // ! require-safe-close
    console.log(second);
  }
}
`),
  bad('the same through one variable', `
import { Easy } from 'node-libcurl';

export function pick(fast: boolean) {
  let easy: Easy;
  if (fast) {
    easy = new Easy();
    easy.close();
  } else {
    easy = new Easy(); // ! require-safe-close
    console.log(easy);
  }
}
`),
]);

scenario(19, 'one branch moves the session to the result, the other closes it', silent, [
  good('every path closes or returns', `
import { Easy } from 'node-libcurl';

export function acquire(keep: boolean): Easy | null {
  let result: Easy | null;
  const easy = new Easy();
  if (keep) {
    result = easy;
  } else {
    easy.close();
    result = null;
  }
  return result;
}
`),
  bad('the other branch forgets to close', `
import { Easy } from 'node-libcurl';

export function acquire(keep: boolean): Easy | null {
  let result: Easy | null;
  const easy = new Easy(); // ! require-safe-close
  if (keep) {
    result = easy;
  } else {
    result = null;
  }
  return result;
}
`),
]);

scenario(21, 'an early exit between open and close', reportedBy('require-safe-close'), [
  bad('return', `
import { Easy } from 'node-libcurl';

export function status(url: string) {
  const easy = new Easy(); // ! require-safe-close
  if (url === '') return 0;
  easy.close();
  return 1;
}
`),
  bad('continue', `
import { Easy } from 'node-libcurl';

export function visit(urls: readonly string[]) {
  for (const url of urls) {
    const easy = new Easy(); // ! require-safe-close
    if (url === '') continue;
    easy.close();
  }
}
`),
  bad('break', `
import { Easy } from 'node-libcurl';

export function visit(urls: readonly string[]) {
  for (const url of urls) {
    const easy = new Easy(); // ! require-safe-close
    if (url === '') break;
    easy.close();
  }
}
`),
  bad('a jump to an outer label', `
import { Easy } from 'node-libcurl';

export function visit(hosts: readonly (readonly string[])[]) {
  all: for (const urls of hosts) {
    const easy = new Easy(); // ! require-safe-close
    for (const url of urls) {
      if (url === '') continue all;
    }
    easy.close();
  }
}
`),
  bad('a thrown error', `
import { Easy } from 'node-libcurl';

export function visit(url: string) {
  const easy = new Easy(); // ! require-safe-close
  if (url === '') throw new Error('No address.');
  easy.close();
}
`),
  good('the early exit closes too', `
import { Easy } from 'node-libcurl';

export function status(url: string) {
  const easy = new Easy();
  if (url === '') {
    easy.close();
    return 0;
  }
  easy.close();
  return 1;
}
`),
  good('a `finally` sees every exit', `
import { Easy } from 'node-libcurl';

export function visit(urls: readonly string[]) {
  for (const url of urls) {
    const easy = new Easy();
    try {
      if (url === '') continue;
      if (url === '#') break;
      if (url === '.') return;
    } finally {
      easy.close();
    }
  }
}
`),
]);

scenario(23, 'a call that may throw or an `await` that may reject, and no `finally`', reportedBy('require-safe-close'), [
  bad('JSON.parse', `
import { Easy } from 'node-libcurl';

export function configure(text: string) {
  const easy = new Easy(); // ! require-safe-close
  const options = JSON.parse(text);
  easy.close();
  return options;
}
`),
  bad('an awaited request', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
  await safelyCloseClient(client);
  return statusCode;
}
`),
  bad('awaiting a promise that was there before', `
import { Easy } from 'node-libcurl';

export async function after(ready: Promise<void>) {
  const easy = new Easy(); // ! require-safe-close
  await ready;
  easy.close();
}
`),
  improvable('`finally` closes; `await using` says it shorter', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin); // ! prefer-await-using
  try {
    const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
    return statusCode;
  } finally {
    await safelyCloseClient(client);
  }
}
`),
  good('`await using`', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  await using client = closing(new Client(origin));
  const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
  return statusCode;
}
`),
]);

scenario(25, 'disposing of another session throws before the close', reportedBy('require-safe-close'), [
  bad('the native disposer of a server may reject', `
import { createServer } from 'node:http';
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function both(origin: string) {
  let client: Client;
  {
    await using server = createServer();
    client = new Client(origin); // ! require-safe-close
    console.log(server);
  }
  await safelyCloseClient(client);
}
`),
  good('the disposer of closing never throws', `
import { createServer } from 'node:http';
import { closing, safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function both(origin: string) {
  let client: Client;
  {
    await using server = closing(createServer());
    client = new Client(origin);
    console.log(server);
  }
  await safelyCloseClient(client);
}
`),
]);

scenario(27, 'an unrelated empty `if` after the `finally` that closes', silent, [
  good('a double `if`', `
import { Easy } from 'node-libcurl';

export function status(url: string, verbose: boolean) {
  const easy = new Easy();
  try {
    easy.setOpt('URL', url);
    easy.perform();
  } finally {
    easy.close();
  }
  if (verbose) {
    if (url !== '') {
    }
  }
}
`),
]);
