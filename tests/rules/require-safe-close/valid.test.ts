// What discharges an obligation, and what never is one. The sentences stand in the titles in the tests' own words.
import { describe } from 'vitest';
import { bad, checkAll, good, improvable } from '../support/sample.ts';

describe('what is no obligation of this function', () => {
  checkAll([
    good('a parameter is borrowed', `
import type { Client } from 'undici';

export function status(client: Client) {
  return client.request({ path: '/', method: 'HEAD' });
}
`),
    good('a field that is read is borrowed', `
import type { Client } from 'undici';

export class Api {
  constructor(readonly client: Client) {}

  status() {
    const { client } = this;
    return client.request({ path: '/', method: 'HEAD' });
  }
}
`),
    good('a disposable that is no session of the catalog', `
import type { Curl } from 'node-libcurl';

export function tick(curl: Curl) {
  const timer = setInterval(() => console.log(curl), 1000);
  const iterator = new Map([['a', 1]]).entries();
  console.log(timer, iterator);
}
`),
    good('a stream that a session hands out ends with its session', `
import { connect } from 'node:http2';
import { closing } from 'safely-close';

export async function visit(origin: string) {
  await using session = closing(connect(origin));
  const stream = session.request({ ':path': '/' });
  for await (const chunk of stream) console.log(chunk);
}
`),
    good('a page and a context end with their browser', `
import puppeteer from 'puppeteer';
import { closing } from 'safely-close';

export async function title(url: string) {
  await using browser = closing(await puppeteer.launch());
  const page = await browser.newPage();
  await page.goto(url);
  return await page.title();
}
`),
    good('a cursor ends with its client', `
import { MongoClient } from 'mongodb';
import { closing } from 'safely-close';

export async function names(url: string) {
  await using client = closing(new MongoClient(url));
  const cursor = client.db('a').collection('b').find();
  return await cursor.toArray();
}
`),
    good('a lazy client that was never armed holds nothing', `
import { createServer } from 'node:http';

export function describe(port: number) {
  const server = createServer((_request, response) => response.end());
  console.log(server.listening, port);
}
`),
    good('an armed server that is closed', `
import { createServer } from 'node:http';
import { closing } from 'safely-close';

export async function serveOnce(port: number, done: Promise<void>) {
  await using server = closing(createServer());
  server.listen(port);
  await done;
}
`),
  ]);
});

describe('what carries an obligation along', () => {
  checkAll([
    good('an alias', `
import { Easy } from 'node-libcurl';

export function probe() {
  const easy = new Easy();
  const alias = easy;
  const another = alias;
  another.close();
}
`),
    good('closing gives the same object', `
import { closing, safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function probe(origin: string) {
  const client = new Client(origin);
  const managed = closing(client);
  await safelyCloseClient(managed);
}
`),
    good('casts and parentheses', `
import { Easy } from 'node-libcurl';

export function probe() {
  const easy = (new Easy() as unknown) as { close(): void };
  (easy as Easy)!.close();
}
`),
    good('`await` of a session or of a promise of one', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

async function open(origin: string) {
  return new Client(origin);
}

export async function probe(origin: string) {
  const client = await open(origin);
  await safelyCloseClient(client);
}
`),
    good('a promise of a session that is awaited later, with nothing between', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

async function open(origin: string) {
  return new Client(origin);
}

export async function probe(origin: string) {
  const opening = open(origin);
  const client = await opening;
  await safelyCloseClient(client);
}
`),
    good('`??`: what was there is closed, or what was made instead', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function probe(origin: string, ready: Client | undefined) {
  const client = ready ?? new Client(origin);
  await safelyCloseClient(client);
}
`),
    good('a conditional expression', `
import { Curl, Easy } from 'node-libcurl';

export function probe(simple: boolean) {
  const handle = simple ? new Easy() : new Curl();
  handle.close();
}
`),
    good('a method that returns the session itself', `
import { Curl } from 'node-libcurl';

export function probe(url: string) {
  const curl = new Curl().setOpt('URL', url).enable('RAW');
  curl.close();
}
`, { modes: ['recommended'] }),
    good('a catalogued wrapper: closing the wrapper closes the inner one', `
import { safelyCloseClient } from 'safely-close';
import { Agent, RetryAgent } from 'undici';

export async function probe() {
  const agent = new Agent();
  const retry = new RetryAgent(agent);
  await safelyCloseClient(retry);
}
`, { modes: ['recommended'] }),
    good('a catalogued wrapper: closing the inner one is enough', `
import { safelyCloseClient } from 'safely-close';
import { Agent, RetryAgent } from 'undici';

export async function probe() {
  const agent = new Agent();
  const retry = new RetryAgent(agent);
  console.log(retry);
  await safelyCloseClient(agent);
}
`, { modes: ['recommended'] }),
    good('an array pattern (under strict, iteration may throw)', `
import { Easy } from 'node-libcurl';

export function probe() {
  const [easy] = [new Easy()];
  easy.close();
}
`, { modes: ['recommended'] }),
    good('an object pattern, renamed, with a default', `
import { Easy } from 'node-libcurl';

export function probe() {
  const { easy: handle = null } = { easy: new Easy() };
  handle?.close();
}
`),
    good('an assignment inside an expression', `
import { Easy } from 'node-libcurl';

export function probe() {
  let easy: Easy;
  console.log((easy = new Easy()));
  easy.close();
}
`),
    good('a sequence expression', `
import { Easy } from 'node-libcurl';

export function probe() {
  const easy = (console.log('opening'), new Easy());
  easy.close();
}
`),
  ]);
});

describe('discharged by a scope', () => {
  checkAll([
    good('`await using` with closing', `
import { Multi } from 'node-libcurl';
import { closing } from 'safely-close';

export async function probe() {
  await using multi = closing(new Multi());
  console.log(multi.getCount());
}
`),
    good('`await using` where the class has its own disposer', `
import { createServer } from 'node:http';

export async function serveOnce(port: number, done: Promise<void>) {
  await using server = createServer();
  server.listen(port);
  await done;
}
`),
    good('`await using` of a variable opened before, with nothing between', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  await using managed = closing(client);
  return (await managed.request({ path: '/', method: 'HEAD' })).statusCode;
}
`),
    good('a loop over sessions, each in a scope of its own', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function visit(origins: readonly string[]) {
  for (const origin of origins) {
    await using client = closing(new Client(origin));
    await client.request({ path: '/', method: 'HEAD' });
  }
}
`),
    good('`await using` of a session or null', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function visit(origin: string, wanted: boolean) {
  await using client = wanted ? closing(new Client(origin)) : null;
  await client?.request({ path: '/', method: 'HEAD' });
}
`),
  ]);
});

describe('discharged by `using`', () => {
  checkAll([
    good('where the class has a synchronous disposer of its own', `
import { DatabaseSync } from 'node:sqlite';

export function count(path: string) {
  using database = new DatabaseSync(path);
  return database.prepare('select count(*) from things').get();
}
`),
  ]);
});

describe('discharged by safelyCloseClient and its kin', () => {
  checkAll([
    good('among other promises in Promise.all', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function both(origin: string) {
  const client = new Client(origin);
  await Promise.all([safelyCloseClient(client), Promise.resolve(1)]);
}
`),
    good('mapped over a local list', `
import { Client } from 'undici';
import { safelyCloseClient } from 'safely-close';

export async function open(origin) {
  const clients = [new Client(origin)];
  await Promise.all(clients.map(safelyCloseClient));
}
`, { filename: 'sample.js' }),
    good('mapped through a closure, allSettled', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function open(origin: string) {
  const clients = [new Client(origin)];
  await Promise.allSettled(clients.map((client) => safelyCloseClient(client)));
}
`),
    good('closeAll with a literal list', `
import { closeAll } from 'safely-close';
import { Client } from 'undici';

export async function open(origin: string) {
  const client = new Client(origin);
  await closeAll([client], { timeoutMs: 100 });
}
`),
    good('an optional call', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function open(origin: string) {
  const client = new Client(origin);
  await safelyCloseClient?.(client);
}
`),
    good('under another import name, and through the namespace', `
import * as safely from 'safely-close';
import { safelyCloseClient as finish } from 'safely-close';
import { Client } from 'undici';

export async function open(origin: string) {
  const first = new Client(origin);
  await finish(first);
  const second = new Client(origin);
  await safely.safelyCloseClient(second);
}
`),
    good('by require', `
const { Client } = require('undici');
const { safelyCloseClient } = require('safely-close');

exports.open = async function open(origin) {
  const client = new Client(origin);
  await safelyCloseClient(client);
};
`, { filename: 'sample.cjs' }),
    good('from a module that the settings put in the runtime\'s place', `
import { safelyCloseClient } from '#closing';
import { Client } from 'undici';

export async function open(origin: string) {
  const client = new Client(origin);
  await safelyCloseClient(client);
}
`, { settings: { runtime: { module: '#closing', style: 'await-using' } } }),
    good('`void` in a callback whose result is ignored', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function untilInterrupted(origin: string) {
  const client = new Client(origin);
  process.on('SIGINT', () => {
    void safelyCloseClient(client);
  });
}
`),
    good('a closer from the settings, imported or local', `
import { Client } from 'undici';
import { finish } from './finish.js';

export async function open(origin: string) {
  const client = new Client(origin);
  await finish(client);
}
`, { settings: { closers: [{ module: './finish.js', name: 'finish' }] } }),
  ]);
});

describe('discharged by a close of the catalog', () => {
  checkAll([
    good('close, destroy, a computed name and an optional call', `
import { connect } from 'node:http2';

export function all(origin: string) {
  const closed = connect(origin);
  closed.close();
  const destroyed = connect(origin);
  destroyed.destroy();
  const computed = connect(origin);
  computed['close']();
  const optional = connect(origin);
  optional?.close?.();
}
`),
    good('the native disposer called by hand', `
import { createServer } from 'node:http';

export async function serve(port: number) {
  const server = createServer();
  try {
    server.listen(port);
  } catch (error) {
    console.log(error);
  }
  await server[Symbol.asyncDispose]();
}
`, { rules: ['require-safe-close'] }),
    good('close.call and close.apply', `
import { Easy } from 'node-libcurl';

export function probe() {
  const easy = new Easy();
  easy.close.call(easy);
}
`),
    good('a bound close, called', `
import { Easy } from 'node-libcurl';

export function probe() {
  const easy = new Easy();
  const close = easy.close.bind(easy);
  close();
}
`, { modes: ['recommended'] }),
    improvable('a bare close is closed for this rule; that it is not the safe one is another\'s', `
import { Client } from 'undici';

export async function probe(origin: string) {
  const client = new Client(origin);
  await client.close(); // ! prefer-safe-close
}
`),
    good('a pooled client that is released', `
import { Pool } from 'pg';

export async function ping(pool: Pool) {
  const client = await pool.connect();
  try {
    await client.query('select 1');
  } finally {
    client.release();
  }
}
`, { rules: ['require-safe-close'] }),
  ]);
});

describe('discharged by handing over', () => {
  checkAll([
    good('returned: bare, in an array, an object, a tuple, Promise.resolve', `
import { Client } from 'undici';

export const bare = (origin: string) => new Client(origin);
export const listed = (origin: string) => [new Client(origin)];
export const tuple = (origin: string): [Client, string] => [new Client(origin), origin];
export const object = (origin: string) => ({ origin, client: new Client(origin) });
export const promised = (origin: string) => Promise.resolve(new Client(origin));
export const nested = (origin: string) => ({ all: [{ client: new Client(origin) }] });
`),
    good('resolved by an executor', `
import { Client } from 'undici';

export function open(origin: string) {
  return new Promise<Client>((resolve) => {
    const client = new Client(origin);
    resolve(client);
  });
}
`),
    good('resolved through Promise.withResolvers', `
import { Client } from 'undici';

export function open(origin: string) {
  const { promise, resolve } = Promise.withResolvers<Client>();
  resolve(new Client(origin));
  return promise;
}
`, { modes: ['recommended'] }),
    good('yielded', `
import { Client } from 'undici';

export function* open(origins: readonly string[]) {
  for (const origin of origins) yield new Client(origin);
}
`),
    good('stored in a module-level variable that is exported', `
import { Client } from 'undici';

export let current: Client | undefined;

export function open(origin: string) {
  if (current) return;
  current = new Client(origin);
}
`, { modes: ['recommended'] }),
    good('stored in a property or an element of a parameter', `
import { Client } from 'undici';

export function equip(context: { clients: Client[]; main?: Client }, origin: string) {
  context.main = new Client(origin);
  context.clients[0] = new Client(origin);
}
`),
    good('pushed into a list that is a parameter', `
import { Client } from 'undici';

export function equip(clients: Client[], origin: string) {
  clients.push(new Client(origin));
}
`, { modes: ['recommended'] }),
    good('put into a module-level container', `
import { Client } from 'undici';

const all = new Set<Client>();

export function open(origin: string) {
  const client = new Client(origin);
  all.add(client);
}

export const count = () => all.size;
`, { modes: ['recommended'] }),
    good('returned before a finally lets go of the variable', `
import { connect } from 'node:http2';

export function open(origin: string, fallback: string) {
  let session = connect(origin);
  try {
    return session;
  } finally {
    session = undefined;
  }
}
`),
    good('stored in an object that is returned', `
import { Client } from 'undici';

export function open(origin: string) {
  const context: { client?: Client } = {};
  context.client = new Client(origin);
  return context;
}
`),
    good('pushed into a local list that is returned', `
import { Client } from 'undici';

export function openAll(origins: readonly string[]) {
  const clients: Client[] = [];
  for (const origin of origins) clients.push(new Client(origin));
  return clients;
}
`, { modes: ['recommended'] }),
    good('mapped from a list and returned', `
import { Client } from 'undici';

export const openAll = (origins: readonly string[]) => origins.map((origin) => new Client(origin));
`, { modes: ['recommended'] }),
    good('on module.exports', `
const { Client } = require('undici');

module.exports = new Client('https://example.com');
module.exports.spare = new Client('https://example.org');
`, { filename: 'sample.cjs', modes: ['recommended'] }),
    good('captured by a closure that closes it and is returned', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function open(origin: string) {
  const client = new Client(origin);
  return {
    status: () => client.request({ path: '/', method: 'HEAD' }),
    stop: () => safelyCloseClient(client),
  };
}
`),
    good('captured by a disposer that is returned', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function open(origin: string) {
  const client = new Client(origin);
  return {
    client,
    async [Symbol.asyncDispose]() {
      await safelyCloseClient(client);
    },
  };
}
`),
    good('put on a stack that is returned', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export function open(origin: string) {
  const stack = new AsyncDisposableStack();
  stack.use(closing(new Client(origin)));
  return stack;
}
`),
    good('registered with onTestFinished', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { expect, onTestFinished, test } from 'vitest';

test('answers', async () => {
  const client = new Client('http://127.0.0.1:8080');
  onTestFinished(async () => {
    await safelyCloseClient(client);
  });
  expect((await client.request({ path: '/', method: 'HEAD' })).statusCode).toBe(200);
});
`),
    good('registered with t.after', `
import test from 'node:test';
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

test('answers', async (t) => {
  const client = new Client('http://127.0.0.1:8080');
  t.after(() => safelyCloseClient(client));
  await client.request({ path: '/', method: 'HEAD' });
});
`),
    good('registered with a hook of a framework: enough for recommended', `
import type { FastifyInstance } from 'fastify';
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function plugin(app: FastifyInstance, origin: string) {
  const client = new Client(origin);
  app.addHook('onClose', () => safelyCloseClient(client));
}
`, { modes: ['recommended'] }),
    good('registered with addEventListener: enough for recommended', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function until(signal: AbortSignal, origin: string) {
  const client = new Client(origin);
  signal.addEventListener('abort', () => {
    void safelyCloseClient(client);
  }, { once: true });
}
`, { modes: ['recommended'] }),
  ]);
});

describe('discharged by the callee', () => {
  checkAll([
    good('its body closes', `
import { Easy } from 'node-libcurl';

const finish = (easy: Easy) => easy.close();

export function probe() {
  finish(new Easy());
}
`),
    good('its body calls another that closes', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

async function inner(client: Client) {
  await safelyCloseClient(client);
}

async function outer(client: Client) {
  await inner(client);
}

export async function probe(origin: string) {
  const client = new Client(origin);
  await outer(client);
}
`),
    good('its body closes a property of its options', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

async function finish({ client }: { client: Client }) {
  await safelyCloseClient(client);
}

export async function probe(origin: string) {
  const client = new Client(origin);
  await finish({ client });
}
`),
    good('its body keeps it in a module-level container', `
import { Client } from 'undici';

const all: Client[] = [];

function remember(client: Client) {
  all.push(client);
}

export function probe(origin: string) {
  remember(new Client(origin));
}

export const count = () => all.length;
`),
    good('a method of this class that closes its parameter', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  async #finish(client: Client) {
    await safelyCloseClient(client);
  }

  async probe(origin: string) {
    const client = new Client(origin);
    await this.#finish(client);
  }
}
`),
    good('an immediately called function closes what it captured', `
import { Easy } from 'node-libcurl';

export function probe() {
  const easy = new Easy();
  (() => {
    easy.close();
  })();
}
`),
    good('JSDoc @owns on a parameter', `
import { Client } from 'undici';

/** @owns client */
declare function hand(client: Client): void;

export function probe(origin: string) {
  hand(new Client(origin));
}
`),
    ...['closeQuietly', 'disposeOf', 'shutdownAll', 'releaseIt', 'endSession', 'destroyIt'].map((name) =>
      bad(`the imported name \`${name}\` says that it closes; strict takes no name for it`, `
import { Client } from 'undici';
import { ${name} } from './helpers.js';

export async function probe(origin: string) {
  const client = new Client(origin); // !strict require-safe-close
  await ${name}(client);
}
`)),
    ...['push', 'add', 'set', 'registerClient', 'trackClient', 'ownClient', 'adoptClient', 'use'].map((name) =>
      bad(`the method name \`${name}\` says that it keeps; strict takes no name for it`, `
import { Client } from 'undici';
import { registry } from './registry.js';

export function probe(origin: string) {
  const client = new Client(origin); // !strict require-safe-close
  registry.${name}(client);
}
`)),
    bad('an unknown constructor keeps from the call on, even if it throws', `
import { Client } from 'undici';
import { Service } from './service.js';

export function boot(origin: string) {
  const client = new Client(origin); // !strict require-safe-close
  const service = new Service(client, { name: 'main' });
  return service;
}
`),
    bad('an unknown constructor keeps under recommended and borrows under strict', `
import { Client } from 'undici';
import { Service } from './service.js';

export function boot(origin: string) {
  return new Service(new Client(origin)).name; // !strict require-safe-close
}
`),
    bad('a session among the options of an unknown function: kept under recommended, borrowed under strict', `
import { Client } from 'undici';
import { createApp } from './app.js';

export function boot(origin: string) {
  const db = new Client(origin); // !strict require-safe-close
  return createApp({ db, port: 80 });
}
`),
  ]);
});

describe('discharged by a pair of handlers', () => {
  checkAll([
    bad('both ends of the transfer close, from perform on; strict sees that the calls before may throw', `
import { Curl } from 'node-libcurl';

export function fire(url: string) {
  const curl = new Curl(); // !strict require-safe-close
  curl.setOpt('URL', url);
  curl.on('end', () => {
    curl.close(); // !recommended prefer-safe-close
  });
  curl.on('error', () => {
    curl.close(); // !recommended prefer-safe-close
  });
  curl.perform();
}
`),
    good('through safelyCloseClient', `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export function fire(url: string) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', () => void safelyCloseClient(curl));
  curl.on('error', () => void safelyCloseClient(curl));
  curl.perform();
}
`, { modes: ['recommended'] }),
    improvable('through one bound closer', `
import { Curl } from 'node-libcurl';

export function fire(url: string) {
  const curl = new Curl();
  const close = curl.close.bind(curl);
  curl.setOpt('URL', url);
  curl.on('end', close); // ! prefer-safe-close
  curl.on('error', close); // ! prefer-safe-close
  curl.perform();
}
`, { modes: ['recommended'] }),
    good('work that throws after perform does no harm any more', `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';
import { record } from './record.js';

export function fire(url: string) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', () => void safelyCloseClient(curl));
  curl.on('error', () => void safelyCloseClient(curl));
  curl.perform();
  record(url);
}
`, { modes: ['recommended'] }),
    good('a throw out of a handler ends the process and is not reported under recommended', `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export function fire(url: string) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', (_status, body) => {
    console.log(JSON.parse(String(body)));
    void safelyCloseClient(curl);
  });
  curl.on('error', () => void safelyCloseClient(curl));
  curl.perform();
}
`, { modes: ['recommended'] }),
    good('a rejection out of an asynchronous handler ends the process and is not reported under recommended either', `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';
import { store } from './store.js';

export function fire(url: string) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', async (_status, body) => {
    await store(body);
    await safelyCloseClient(curl);
  });
  curl.on('error', () => void safelyCloseClient(curl));
  curl.perform();
}
`, { modes: ['recommended'] }),
  ]);
});

describe('calls between open and close that do not throw under recommended', () => {
  const harmless: readonly (readonly [string, string])[] = [
    ['the session\'s own configuration', "easy.setOpt('URL', url);"],
    ['JSON.stringify', 'console.log(JSON.stringify({ url }));'],
    ['conversions', 'console.log(String(url), Number(url), Boolean(url), parseInt(url, 10));'],
    ['Math and Date', 'console.log(Math.max(1, 2), Date.now(), new Date().toISOString());'],
    ['Object.keys and its kin', 'console.log(Object.keys({ url }), Object.entries({ url }), Object.assign({}, { url }));'],
    ['string methods', "console.log(url.trim().toLowerCase().split('/'), url.startsWith('http'));"],
    ['array methods without callbacks', "console.log([url].concat('x').join(','), [url].includes(url), [url].slice(1));"],
    ['Map and Set', 'const seen = new Map([[url, 1]]); seen.set(url, 2); console.log(seen.get(url), new Set([url]).has(url));'],
    ['encodeURIComponent', 'console.log(encodeURIComponent(url));'],
    ['Buffer.from', 'console.log(Buffer.from(url));'],
    ['new URLSearchParams', 'console.log(new URLSearchParams({ url }));'],
    ['timers', 'clearTimeout(setTimeout(() => {}, 10));'],
  ];
  checkAll(harmless.map(([title, statement]) => bad(`${title}: only strict wants a finally`, `
import { Easy } from 'node-libcurl';

export function probe(url: string) {
  const easy = new Easy(); // !strict require-safe-close
  ${statement}
  easy.close();
}
`)));
  checkAll([
    good('console and property reads do not throw under strict either', `
import { Easy } from 'node-libcurl';

export function probe(options: { url: { path: string } }) {
  const easy = new Easy();
  console.log(options.url.path, typeof easy);
  console.error('done');
  easy.close();
}
`),
    bad('querystring.stringify', `
import { stringify } from 'node:querystring';
import * as querystring from 'querystring';
import { Easy } from 'node-libcurl';

export function probe(url: string) {
  const easy = new Easy(); // !strict require-safe-close
  console.log(stringify({ url }), querystring.stringify({ url }));
  easy.close();
}
`),
    bad('Promise.all as a call, with the awaiting after the close', `
import { Easy } from 'node-libcurl';

export async function probe(waiting: readonly Promise<void>[]) {
  const easy = new Easy(); // !strict require-safe-close
  const all = Promise.all(waiting);
  easy.close(); // !recommended prefer-safe-close
  await all;
}
`),
    good('closing another session the safe way, under strict too', `
import { Easy } from 'node-libcurl';
import { closeAll, closing, safelyCloseClient } from 'safely-close';

export async function probe(left: Easy, right: Easy) {
  const easy = new Easy();
  await safelyCloseClient(left);
  await closeAll([right]);
  closing(right);
  await safelyCloseClient(easy);
}
`),
    good('syntax that does not throw: arithmetic, templates, writes, destructuring of objects, conditions, under strict too', `
import { Easy } from 'node-libcurl';

export function probe(options: { url: string; count: number; extra?: { name: string } }, list: string[]) {
  const easy = new Easy();
  const { url, ...rest } = options;
  options.count += 1;
  list[0] = \`\${url}/\${rest.count}\`;
  const label = options.extra?.name ?? (typeof url === 'string' && !rest ? 'a' : 'b');
  delete options.extra;
  const later = () => label;
  class Local {}
  void later, void Local;
  easy.close();
}
`),
    good('what ignoreThrowsFrom names', `
import { Easy } from 'node-libcurl';
import { audit } from './audit.js';
import { logger } from './logger.js';

export function probe(url: string) {
  const easy = new Easy();
  audit(url);
  logger.info(url);
  easy.close();
}
`, { settings: { ignoreThrowsFrom: ['audit', 'logger.info'] } }),
    good('a function whose visible body cannot throw, under strict too', `
import { Easy } from 'node-libcurl';

function note(url: string) {
  console.log(url);
  return url === '';
}

export function probe(url: string) {
  const easy = new Easy();
  note(url);
  easy.close();
}
`),
    good('the synchronous part of a call of an async function does not throw, under strict too', `
import { Easy } from 'node-libcurl';

async function note(url: string) {
  throw new Error(url);
}

export function probe(url: string) {
  const easy = new Easy();
  const noted = note(url);
  easy.close();
  console.log(typeof noted);
}
`),
    good('a throw that is caught inside does no harm', `
import { Easy } from 'node-libcurl';
import { record } from './record.js';

export function probe(url: string) {
  const easy = new Easy();
  try {
    record(url);
  } catch {
    console.log('not recorded');
  }
  easy.close();
}
`),
  ]);
});

describe('correlated conditions', () => {
  const opened = (close: string): string => `
import { Easy } from 'node-libcurl';

export function probe(wanted: boolean) {
  const easy = wanted ? new Easy() : null;
  console.log(easy);
  ${close}
}
`;
  checkAll([
    ...['if (easy) easy.close();', 'if (easy !== null) easy.close();', 'if (easy === null) return;\n  easy.close();', 'easy?.close();', 'easy && easy.close();',
      'if (!easy) return;\n  easy.close();', 'if (wanted) easy?.close();', 'if (!wanted) return;\n  easy?.close();', 'wanted && easy?.close();', 'easy ? easy.close() : console.log(wanted);',
      'if (easy != null) { easy.close(); }', 'if (easy == null) { console.log(1); } else { easy.close(); }', 'if (typeof easy !== \'undefined\' && easy) easy.close();',
    ].map((close) => good(`opened under a flag, then \`${close.replaceAll(/\s+/g, ' ')}\``, opened(close))),
    good('the same flag asked twice', `
import { Easy } from 'node-libcurl';

export function probe(wanted: boolean) {
  let easy: Easy | undefined;
  if (wanted) easy = new Easy();
  console.log(easy);
  if (wanted) easy!.close();
}
`),
    good('a boolean that was set from the condition', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function probe(origin: string, given?: Client) {
  const own = given === undefined;
  const client = given ?? new Client(origin);
  try {
    await client.request({ path: '/', method: 'HEAD' });
  } finally {
    if (own) await safelyCloseClient(client);
  }
}
`),
    good('`given ?? new …` and `!given` are the same condition', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function probe(origin: string, given?: Client) {
  const client = given ?? new Client(origin);
  try {
    await client.request({ path: '/', method: 'HEAD' });
  } finally {
    if (!given) await safelyCloseClient(client);
  }
}
`),
    good('a flag set beside the acquisition', `
import { Easy } from 'node-libcurl';

export function probe(given?: Easy) {
  let easy = given;
  let made = false;
  if (!easy) {
    easy = new Easy();
    made = true;
  }
  console.log(easy);
  if (made) easy.close();
}
`),
    good('a conjunction', `
import { Easy } from 'node-libcurl';

export function probe(wanted: boolean, allowed: boolean) {
  let easy: Easy | undefined;
  if (wanted && allowed) easy = new Easy();
  console.log(wanted);
  if (wanted && allowed) easy?.close();
}
`),
  ]);
});

describe('control flow in which every path closes', () => {
  checkAll([
    good('switch with a close in every case', `
import { Easy } from 'node-libcurl';

export function probe(kind: 'a' | 'b' | 'c') {
  const easy = new Easy();
  switch (kind) {
    case 'a':
      easy.close();
      return 1;
    case 'b':
    default:
      easy.close();
  }
  return 2;
}
`),
    good('falling through to the close', `
import { Easy } from 'node-libcurl';

export function probe(kind: string) {
  const easy = new Easy();
  switch (kind) {
    case 'a':
      console.log('a');
    case 'b':
      easy.close();
      break;
    default:
      easy.close();
  }
}
`),
    good('nested finally blocks', `
import { Easy } from 'node-libcurl';
import { record } from './record.js';

export function probe(url: string) {
  const easy = new Easy();
  try {
    try {
      record(url);
    } finally {
      record('inner');
    }
  } finally {
    easy.close();
  }
}
`),
    good('a loop that retries until one works', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  for (let attempt = 0; attempt < 3; attempt++) {
    await using client = closing(new Client(origin));
    try {
      return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
    } catch (error) {
      console.log(error);
    }
  }
  return undefined;
}
`),
    good('`while (true)` that is left only after the close', `
import { Easy } from 'node-libcurl';

export function probe(done: boolean) {
  const easy = new Easy();
  while (true) {
    if (done) break;
  }
  easy.close();
}
`),
    good('process.exit ends the path; it has a rule of its own', `
import { Easy } from 'node-libcurl';

export function probe(url: string) {
  const easy = new Easy();
  if (url === '') process.exit(1);
  easy.close();
}
`, { rules: ['require-safe-close'] }),
    good('closed in every arm of a catch that goes on', `
import { Easy } from 'node-libcurl';
import { record } from './record.js';

export function probe(url: string) {
  const easy = new Easy();
  try {
    record(url);
    easy.close();
  } catch {
    easy.close();
  }
}
`, { rules: ['require-safe-close'] }),
    good('two sessions in one finally, the safe way', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function probe(origin: string) {
  let first, second;
  try {
    first = new Client(origin);
    second = new Client(origin);
    await first.request({ path: '/', method: 'HEAD' });
  } finally {
    await safelyCloseClient(first);
    await safelyCloseClient(second);
  }
}
`),
    good('an acquisition that throws leaves nothing to close', `
import { Easy } from 'node-libcurl';

export function probe() {
  let easy: Easy;
  try {
    easy = new Easy();
  } catch {
    return false;
  }
  easy.close();
  return true;
}
`),
    good('an async generator in a `for await`, each session in its scope', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function* statuses(origins: AsyncIterable<string>) {
  for await (const origin of origins) {
    await using client = closing(new Client(origin));
    yield (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  }
}
`),
    good('unreachable code after a throw', `
import { Easy } from 'node-libcurl';

export function probe() {
  throw new Error('Not yet.');
  const easy = new Easy();
  console.log(easy);
}
`),
  ]);
});

describe('silenced on purpose', () => {
  checkAll([
    good('by ESLint\'s own comment', `
import { Client } from 'undici';

export function probe(origin: string) {
  // eslint-disable-next-line safely-close/require-safe-close -- closed by the peer
  const client = new Client(origin);
  console.log(client);
}
`),
    good('by a local declaration that it is borrowed', `
import { Client } from 'undici';

export function probe(origin: string) {
  /** @borrows the peer closes it */
  const client = new Client(origin);
  console.log(client);
}
`),
  ]);
});
