// Closes whose promise somebody has, and closes that give none.
import { describe } from 'vitest';
import { checkAll, good, improvable } from '../support/sample.ts';

describe('silent', () => {
  checkAll([
    good('awaited', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  await safelyCloseClient(client);
}
`),
    good('returned', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function touch(origin: string) {
  const client = new Client(origin);
  return safelyCloseClient(client);
}
`),
    good('the body of an arrow', `
import { safelyCloseClient } from 'safely-close';
import type { Client } from 'undici';

export const finish = (client: Client) => safelyCloseClient(client);
`),
    good('collected in a list that is awaited', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  const closings: Promise<unknown>[] = [];
  closings.push(safelyCloseClient(client));
  await Promise.all(closings);
}
`),
    good('kept in a variable that is awaited later', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  const closed = safelyCloseClient(client);
  console.log('closing');
  await closed;
}
`),
    good('among others in Promise.all', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string, other: Client) {
  const client = new Client(origin);
  await Promise.all([safelyCloseClient(client), safelyCloseClient(other)]);
}
`),
    good('given to somebody else', `
import { safelyCloseClient } from 'safely-close';
import type { Client } from 'undici';
import { waitFor } from './wait-for.js';

export async function finish(client: Client) {
  await waitFor(safelyCloseClient(client));
}
`),
    good('a chain that is returned', `
import { safelyCloseClient } from 'safely-close';
import type { Client } from 'undici';

export function finish(client: Client) {
  return safelyCloseClient(client).then((report) => report.outcome);
}
`),
    good('`void safelyCloseClient(…)` in an event handler, a signal handler, an executor', `
import type { EventEmitter } from 'node:events';
import { safelyCloseClient } from 'safely-close';
import type { Client } from 'undici';

export function arrange(door: EventEmitter, client: Client, other: Client, third: Client) {
  door.on('shut', () => {
    void safelyCloseClient(client);
  });
  process.once('SIGTERM', () => void safelyCloseClient(other));
  return new Promise<void>((resolve) => {
    void safelyCloseClient(third);
    resolve();
  });
}
`),
    good('awaited in an async event handler', `
import type { EventEmitter } from 'node:events';
import { safelyCloseClient } from 'safely-close';
import type { Client } from 'undici';

export function arrange(door: EventEmitter, client: Client) {
  door.on('shut', async () => {
    await safelyCloseClient(client);
  });
}
`),
    good('returned from a hook', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { afterEach, beforeEach } from 'vitest';

let client: Client;

beforeEach(() => {
  client = new Client('http://127.0.0.1:8080');
});

afterEach(() => safelyCloseClient(client));
`),
    good('a close that gives no promise', `
import { connect } from 'node:http2';
import { Easy } from 'node-libcurl';

export function touch(origin: string) {
  const easy = new Easy();
  easy.close();
  const session = connect(origin);
  session.destroy();
}
`),
    improvable('a bare close that is awaited is another rule\'s', `
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  await client.close(); // ! prefer-safe-close
}
`),
    good('a close of something that is no session', `
import type { Client } from 'undici';

export function hide(dialog: { close(): Promise<void> }, client: Client) {
  dialog.close();
  console.log(client.closed);
}
`),
    good('a function of this file that is only called like it', `
function safelyCloseClient(name: string) {
  console.log(name);
}

export function touch(name: string) {
  safelyCloseClient(name);
}
`),
  ]);
});
