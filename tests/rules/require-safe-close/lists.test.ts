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
`, { rules: ['require-safe-close'], modes: ['recommended'] }),
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
    good('by instanceof, of what was made here', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function use(origin: string, work: (client: unknown) => Promise<void>) {
  const client = new Client(origin);
  try {
    await work(client);
  } finally {
    if (client instanceof Client) await safelyCloseClient(client);
  }
}
`),
    bad('by instanceof, of another class', `
import { safelyCloseClient } from 'safely-close';
import { Client, Pool } from 'undici';

export async function use(origin: string, work: (client: unknown) => Promise<void>) {
  const client = new Client(origin); // ! require-safe-close
  try {
    await work(client);
  } finally {
    if (client instanceof Pool) await safelyCloseClient(client);
  }
}
`),
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

describe('a list that is gone through by its index', () => {
  const opening = "import { safelyCloseClient } from 'safely-close';\nimport { Client } from 'undici';\n";
  checkAll([
    good('forwards', `${opening}
export async function warm(origins: readonly string[]) {
  const clients = origins.map((origin) => new Client(origin));
  for (let index = 0; index < clients.length; index++) await safelyCloseClient(clients[index]);
}
`),
    good('backwards', `${opening}
export async function warm(origins: readonly string[]) {
  const clients = origins.map((origin) => new Client(origin));
  for (let index = clients.length - 1; index >= 0; index--) await safelyCloseClient(clients[index]);
}
`),
    good('with its length kept, and a variable for the element', `${opening}
export async function warm(origins: readonly string[]) {
  const clients = origins.map((origin) => new Client(origin));
  for (let index = 0, count = clients.length; index < count; index += 1) {
    const client = clients[index];
    await safelyCloseClient(client);
  }
}
`),
    bad('and not closed in every round', `${opening}
export async function warm(origins: readonly string[]) {
  const clients = origins.map((origin) => new Client(origin)); // ! require-safe-close
  for (let index = 0; index < clients.length; index++) {
    if (origins[index] === 'https://example.com') continue;
    await safelyCloseClient(clients[index]);
  }
}
`),
    bad('from the second element on', `${opening}
export async function warm(origins: readonly string[]) {
  const clients = origins.map((origin) => new Client(origin)); // ! require-safe-close
  for (let index = 1; index < clients.length; index++) await safelyCloseClient(clients[index]);
}
`),
    bad('until one was closed', `${opening}
export async function warm(origins: readonly string[]) {
  const clients = origins.map((origin) => new Client(origin)); // !strict require-safe-close
  for (let index = 0; index < clients.length; index++) {
    await safelyCloseClient(clients[index]);
    break;
  }
}
`),
    bad('until one was closed, by for of', `${opening}
export async function warm(origins: readonly string[]) {
  const clients = origins.map((origin) => new Client(origin)); // !strict require-safe-close
  for (const client of clients) {
    await safelyCloseClient(client);
    break;
  }
}
`),
    good('by a function that calls itself with the next', `${opening}
async function endAll(clients: readonly Client[], index = 0): Promise<void> {
  if (index >= clients.length) return;
  await safelyCloseClient(clients[index]);
  await endAll(clients, index + 1);
}

export async function warm(origins: readonly string[]) {
  const clients = origins.map((origin) => new Client(origin));
  await endAll(clients);
}
`),
    bad('by a function that calls itself with the next and only uses them', `${opening}
async function useAll(clients: readonly Client[], index: number): Promise<void> {
  if (index === clients.length) return;
  console.log(clients[index]?.closed);
  await useAll(clients, index + 1);
}

export async function warm(origins: readonly string[]) {
  const clients = origins.map((origin) => new Client(origin)); // ! require-safe-close
  await useAll(clients, 0);
}
`),
  ]);
});

describe('a list or object that a function of the project fills', () => {
  const opening = "import { closeAll } from 'safely-close';\nimport { Client } from 'undici';\n";
  const callers = `
export function leak(origins: readonly string[]) {
  const clients = openAll(origins); // ! require-safe-close
  console.log(clients);
}
export async function keepTidy(origins: readonly string[]) {
  await closeAll(openAll(origins));
}
`;
  checkAll([
    bad('by a factory for every element', `${opening}
const openAll = (origins: readonly string[]) => origins.map((origin) => new Client(origin));
${callers}`),
    bad('bit by bit', `${opening}
function openAll(origins: readonly string[]) {
  const clients: Client[] = [];
  for (const origin of origins) clients.push(new Client(origin));
  return clients;
}
${callers}`, { modes: ['recommended'] }),
    bad('under names', `${opening}
function openAll(origins: readonly string[]) {
  const clients: Record<string, Client> = {};
  for (const origin of origins) clients[origin] = new Client(origin);
  return clients;
}
${callers}`, { modes: ['recommended'] }),
    bad('under a name that is written out', `
import { Client } from 'undici';

function open(origin: string) {
  const made = { origin, client: new Client(origin) };
  return made;
}

export async function ask(origin: string) {
  const made = open(origin); // ! require-safe-close
  console.log(made.client.closed);
}
export async function keepTidy(origin: string) {
  const { client } = open(origin);
  await client.close();
}
`, { rules: ['require-safe-close'] }),
  ]);
});

describe('what is kept under keys', () => {
  const opening = `import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

function openAll(origins: readonly string[]) {
  const clients: Record<string, Client> = {};
  for (const origin of origins) clients[origin] = new Client(origin);
  return clients;
}
function openMap(origins: readonly string[]) {
  const clients = new Map<string, Client>();
  for (const origin of origins) clients.set(origin, new Client(origin));
  return clients;
}
`;
  const modes = { modes: ['recommended'] } as const;
  checkAll([
    good('is closed by the keys of an object', `${opening}
export async function warm(origins: readonly string[]) {
  const clients = openAll(origins);
  for (const key of Object.keys(clients)) await safelyCloseClient(clients[key]);
}
`, modes),
    good('is closed by the names in an object', `${opening}
export async function warm(origins: readonly string[]) {
  const clients = openAll(origins);
  for (const key in clients) await safelyCloseClient(clients[key]);
}
`, modes),
    good('is closed by the keys of a map', `${opening}
export async function warm(origins: readonly string[]) {
  const clients = openMap(origins);
  for (const key of clients.keys()) await safelyCloseClient(clients.get(key));
}
`, modes),
    good('is closed pair by pair', `${opening}
export async function warm(origins: readonly string[]) {
  for (const [origin, client] of openMap(origins)) {
    console.log(origin);
    await safelyCloseClient(client);
  }
  for (const [origin, client] of Object.entries(openAll(origins))) {
    console.log(origin);
    await safelyCloseClient(client);
  }
}
`, modes),
    bad('is only looked at', `${opening}
export function warm(origins: readonly string[]) {
  const clients = openAll(origins); // ! require-safe-close
  for (const key of Object.keys(clients)) console.log(clients[key]?.closed);
  for (const [origin, client] of openMap(origins)) console.log(origin, client.closed); // ! require-safe-close
}
`, modes),
    bad('is not closed under every key', `${opening}
export async function warm(origins: readonly string[]) {
  const clients = openAll(origins); // ! require-safe-close
  for (const key of Object.keys(clients)) {
    if (key === 'https://example.com') continue;
    await safelyCloseClient(clients[key]);
  }
}
`, modes),
    good('an object in an object', `
import { Client } from 'undici';

export async function ask(origin: string) {
  const all = { inner: { client: new Client(origin) } };
  console.log(origin);
  await all.inner.client.close();
}
`, { ...modes, rules: ['require-safe-close'] }),
  ]);
});

describe('a class of one\'s own that is a factory', () => {
  checkAll([
    bad('by the declared type of a parameter or field', `
import { Client } from 'undici';

class Maker {
  make(origin: string) {
    return new Client(origin);
  }
}

export function ask(maker: Maker) {
  const client = maker.make('https://example.com'); // ! require-safe-close
  console.log(client.closed);
}
export class Asking {
  constructor(private readonly maker: Maker) {}

  ask() {
    const client = this.maker.make('https://example.com'); // ! require-safe-close
    console.log(client.closed);
  }
}
`, { rules: ['require-safe-close'] }),
  ]);
});

describe('an object with several properties', () => {
  const opening = "import { safelyCloseClient } from 'safely-close';\nimport { Client } from 'undici';\n";
  checkAll([
    bad('is closed by another one', `${opening}
export async function ask(first: string) {
  const open: { first?: Client; second?: Client } = {};
  open.first = new Client(first); // ! require-safe-close
  await safelyCloseClient(open.second);
}
`, { rules: ['require-safe-close'] }),
    good('is closed one by one', `${opening}
export async function ask(first: string) {
  const open: { first?: Client; second?: Client } = {};
  open.first = new Client(first);
  await safelyCloseClient(open.first);
  await safelyCloseClient(open.second);
}
`, { rules: ['require-safe-close'] }),
    bad('of which one gets something else', `${opening}
export async function ask(first: string) {
  const open = { first: new Client(first), second: undefined as Client | undefined }; // ! require-safe-close
  open.first = undefined as never;
  await safelyCloseClient(open.first);
}
`, { rules: ['require-safe-close'] }),
  ]);
});
