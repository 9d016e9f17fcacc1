// Loops.
import { bad, good } from '../support/sample.ts';
import { reportedBy, scenario, silent } from '../support/scenario.ts';

scenario(55, 'opened on each turn of a loop, closed once after it', reportedBy('require-safe-close'), [
  bad('`while`', `
import { Easy } from 'node-libcurl';

export function visit(queue: string[]) {
  let easy: Easy | undefined;
  while (queue.length > 0) {
    easy = new Easy(); // ! require-safe-close
    easy.setOpt('URL', queue.pop() ?? '');
  }
  easy?.close();
}
`),
  bad('`for … of`', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function visit(origins: readonly string[]) {
  let client: Client | undefined;
  for (const origin of origins) {
    client = new Client(origin); // ! require-safe-close
  }
  await safelyCloseClient(client);
}
`),
  bad('`do … while`', `
import { Easy } from 'node-libcurl';

export function visit(count: number) {
  let easy: Easy;
  do {
    easy = new Easy(); // ! require-safe-close
    count -= 1;
  } while (count > 0);
  easy.close();
}
`),
]);

scenario(57, 'the old session closed before the next is opened, the last one after the loop', silent, [
  good('closed on the back edge', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function visit(origins: readonly string[]) {
  let client = new Client('https://example.com');
  try {
    for (const origin of origins) {
      await safelyCloseClient(client);
      client = new Client(origin);
      await client.request({ path: '/', method: 'HEAD' });
    }
  } finally {
    await safelyCloseClient(client);
  }
}
`),
  good('each turn closes its own', `
import { Easy } from 'node-libcurl';

export function visit(count: number) {
  while (count > 0) {
    const easy = new Easy();
    count -= 1;
    easy.close();
  }
}
`),
]);

scenario(59, 'one branch in a loop opens and closes, the other leaks', reportedBy('require-safe-close'), [
  bad('only the leaking branch is reported', `
import { Easy } from 'node-libcurl';

export function visit(urls: readonly string[]) {
  for (const url of urls) {
    if (url === '') {
      const tidy = new Easy();
      tidy.close();
    } else {
      const leaking = new Easy(); // ! require-safe-close
      leaking.setOpt('URL', url);
    }
  }
}
`),
]);

scenario(61, 'a loop closes every session of a list', silent, [
  good('`for … of` over a local list', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { race } from './race.js';

export async function fastest(origins: readonly string[]) {
  const clients: Client[] = [];
  try {
    for (const origin of origins) clients.push(new Client(origin));
    return await race(clients);
  } finally {
    for (const client of clients) await safelyCloseClient(client);
  }
}
`, { modes: ['recommended'] }),
  good('closeAll over a local list', `
import { closeAll } from 'safely-close';
import { Client } from 'undici';
import { race } from './race.js';

export async function fastest(origins: readonly string[]) {
  const clients: Client[] = [];
  try {
    for (const origin of origins) clients.push(new Client(origin));
    return await race(clients);
  } finally {
    await closeAll(clients);
  }
}
`),
]);

scenario(63, 'created at most once in a loop, closed in `finally`', silent, [
  good('under `if (!session)`', `
import { Easy } from 'node-libcurl';

export function visit(urls: readonly string[]) {
  let easy: Easy | undefined;
  try {
    for (const url of urls) {
      if (!easy) easy = new Easy();
      easy.setOpt('URL', url);
      easy.perform();
    }
  } finally {
    easy?.close();
  }
}
`),
  good('by `??=`', `
import { Easy } from 'node-libcurl';

export function visit(urls: readonly string[]) {
  let easy: Easy | undefined;
  try {
    for (const url of urls) {
      easy ??= new Easy();
      easy.setOpt('URL', url);
      easy.perform();
    }
  } finally {
    if (easy) easy.close();
  }
}
`),
]);
