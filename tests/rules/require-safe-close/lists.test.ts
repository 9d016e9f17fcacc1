// Lists of sessions that one call makes, and objects that hold several.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';

describe('a list made by a factory for every element', () => {
  checkAll([
    bad('is dropped', `
import { Client } from 'undici';

export function warm(origins: readonly string[]) {
  origins.map((origin) => new Client(origin)); // ! require-safe-close
}
`),
    bad('is only counted', `
import { Client } from 'undici';

const open = (origin: string) => new Client(origin);

export function count(origins: readonly string[]) {
  const clients = origins.map(open); // ! require-safe-close
  return clients.length;
}
`),
    bad('is closed in its first element alone', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function warm(count: number) {
  const clients = Array.from({ length: count }, () => new Client('https://example.com')); // ! require-safe-close
  await safelyCloseClient(clients[0]);
}
`),
    good('is closed as a whole', `
import { closeAll } from 'safely-close';
import { Client } from 'undici';

export async function warm(origins: readonly string[]) {
  const clients = origins.map((origin) => new Client(origin));
  try {
    await Promise.all(clients.map((client) => client.request({ path: '/', method: 'HEAD' })));
  } finally {
    await closeAll(clients);
  }
}
`),
    good('is closed one by one', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function warm(origins: readonly string[]) {
  const clients = Array.from(origins, (origin) => new Client(origin));
  for (const client of clients) await safelyCloseClient(client);
}
`, { modes: ['recommended'] }),
    good('is taken apart, and each is closed', `
import { Easy } from 'node-libcurl';

export async function both() {
  const [first, second] = ['a', 'b'].map(() => new Easy());
  first?.close();
  second?.close();
}
`, { modes: ['recommended'] }),
    good('is returned', `
import { Client } from 'undici';

export const open = (origins: readonly string[]) => origins.map((origin) => new Client(origin));
`),
  ]);
});

describe('an object with several sessions', () => {
  checkAll([
    bad('of which one is closed by its name', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function compare(left: string, right: string) {
  const clients = {
    left: new Client(left), // !strict require-safe-close
    right: new Client(right), // ! require-safe-close
  };
  await safelyCloseClient(clients.left);
}
`),
    good('of which each is closed by its name', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function compare(left: string, right: string) {
  const clients = { left: new Client(left), right: new Client(right) };
  await safelyCloseClient(clients.left);
  await safelyCloseClient(clients.right);
}
`, { modes: ['recommended'] }),
  ]);
});

describe('a list inside a local object', () => {
  checkAll([
    bad('that nobody drains', `
import { Client } from 'undici';

export function warm(origins: readonly string[]) {
  const state = { clients: [] as Client[] };
  for (const origin of origins) state.clients.push(new Client(origin)); // ! require-safe-close
  return state.clients.length;
}
`),
    good('that is returned', `
import { Client } from 'undici';

export function warm(origins: readonly string[]) {
  const state = { clients: [] as Client[] };
  for (const origin of origins) state.clients.push(new Client(origin));
  return state;
}
`, { modes: ['recommended'] }),
    good('of the instance, by a name of its own', `
import { closeAll } from 'safely-close';
import { Client } from 'undici';

export class Pool {
  readonly #inside = { running: new Set<Client>() };

  start(origin: string) {
    const client = new Client(origin);
    const inside = this.#inside;
    inside.running.add(client);
  }

  async [Symbol.asyncDispose]() {
    await closeAll([...this.#inside.running]);
  }
}
`),
  ]);
});

describe('overloaded functions', () => {
  checkAll([
    good('close by their only body', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

function finish(client: Client): Promise<unknown>;
function finish(client: Client, late: boolean): Promise<unknown>;
function finish(client: Client, late = false): Promise<unknown> {
  console.log(late);
  return safelyCloseClient(client);
}

export async function warm(origin: string) {
  const client = new Client(origin);
  await finish(client);
}
`),
    bad('only use it', `
import { Client } from 'undici';

function show(client: Client): void;
function show(client: Client, late: boolean): void;
function show(client: Client, late = false): void {
  console.log(client.closed, late);
}

export async function warm(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  show(client);
}
`),
  ]);
});

describe('the same question asked twice', () => {
  checkAll([
    good('by instanceof', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function isClosed(given: string | Client) {
  const client = given instanceof Client ? given : new Client(given);
  try {
    return client.closed;
  } finally {
    if (!(given instanceof Client)) await safelyCloseClient(client);
  }
}
`),
    good('by typeof', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function isClosed(given: string | Client) {
  const client = typeof given === 'string' ? new Client(given) : given;
  try {
    return client.closed;
  } finally {
    if (typeof given === 'string') await safelyCloseClient(client);
  }
}
`),
    bad('answered the other way round', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function isClosed(given: string | Client) {
  const client = typeof given === 'string' ? new Client(given) : given; // ! require-safe-close
  try {
    return client.closed;
  } finally {
    if (typeof given !== 'string') await safelyCloseClient(client);
  }
}
`),
  ]);
});

describe('a callback that is told an error', () => {
  checkAll([
    good('hands the server over where there is none', `
import express from 'express';

const app = express();

export const start = () =>
  new Promise((resolve, reject) => {
    const server = app.listen(0, (error) => (error ? reject(error) : resolve(server)));
  });
`, { modes: ['recommended'] }),
    good('leaves early with the error', `
import { createServer } from 'node:http';

export const start = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.listen(0, (error?: Error) => {
      if (error) {
        reject(error);
        return;
      }
      resolve(server);
    });
  });
`, { modes: ['recommended'] }),
    bad('hands on something else', `
import { createServer } from 'node:http';

export const start = () =>
  new Promise((resolve, reject) => {
    const server = createServer(); // ! require-safe-close
    server.listen(0, (error?: Error) => {
      if (error) {
        reject(error);
        return;
      }
      resolve('listening');
    });
  });
`),
    bad('is not counted on by strict', `
import { connect } from 'node:http2';

export const open = (origin: string) =>
  new Promise((resolve) => {
    const session = connect(origin); // !strict require-safe-close
    session.on('remoteSettings', () => resolve(session));
  });
`),
  ]);
});
