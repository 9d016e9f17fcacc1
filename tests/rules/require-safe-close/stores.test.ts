// Sessions put into what outlives the function: strict wants to see what closes them there. And stacks whose content is moved out.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-safe-close'] };
const opening = "import { Client } from 'undici';\nimport { closeAll, closing, safelyCloseClient } from 'safely-close';\n\n";
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);

describe('the global object', () => {
  checkAll([
    leaky('a session that nothing closes', `
export function start(url: string) {
  globalThis.client = new Client(url); // !strict require-safe-close
}`),
    leaky('by way of a variable', `
export function start(url: string) {
  const client = new Client(url); // !strict require-safe-close
  global.client = client;
}`),
    tidy('a session that another function closes', `
export function start(url: string) {
  globalThis.client = new Client(url);
}

export async function stop() {
  await safelyCloseClient(globalThis.client);
}`),
    good('what a module exports is its user\'s', `
const { Client } = require('undici');
exports.start = (url) => {
  exports.client = new Client(url);
};`, { ...only, filename: 'sample.cjs' }),
  ]);
});

describe('a collection of the module', () => {
  checkAll([
    leaky('a WeakMap gives nothing back to close', `
const clients = new WeakMap<object, Client>();

export function clientOf(owner: object, url: string) {
  const client = new Client(url); // !strict require-safe-close
  clients.set(owner, client);
  return client.closed;
}`),
    leaky('a Map that only grows', `
const clients = new Map<string, Client>();

export function clientOf(url: string) {
  let client = clients.get(url);
  if (!client) {
    client = new Client(url); // !strict require-safe-close
    clients.set(url, client);
  }
  return client;
}`),
    leaky('an object that only keeps', `
const state: { client: Client | undefined } = { client: undefined };

export function start(url: string) {
  state.client = new Client(url); // !strict require-safe-close
}`),
    tidy('one that is taken out and closed', `
const clients = new WeakMap<object, Client>();

export function open(owner: object, url: string) {
  clients.set(owner, new Client(url));
}

export async function close(owner: object) {
  await safelyCloseClient(clients.get(owner));
}`),
    tidy('all closed together', `
const clients = new Map<string, Client>();

export function open(url: string) {
  clients.set(url, new Client(url));
}

export async function close() {
  await closeAll(clients.values());
}`),
    tidy('an object whose session another function closes', `
const state: { client: Client | undefined } = { client: undefined };

export function start(url: string) {
  state.client = new Client(url);
}

export async function stop() {
  await safelyCloseClient(state.client);
}`),
    tidy('one that is exported', `
export const clients = new Set<Client>();

export function open(url: string) {
  clients.add(new Client(url));
}`),
  ]);
});

describe('what is moved out of a stack', () => {
  checkAll([
    leaky('and dropped', `
export function open(url: string) {
  using stack = new DisposableStack();
  stack.use(closing(new Client(url))); // ! require-safe-close
  stack.move();
}`),
    leaky('and never disposed', `
export async function open(url: string) {
  await using stack = new AsyncDisposableStack();
  stack.use(closing(new Client(url))); // ! require-safe-close
  const moved = stack.move();
  console.log(moved.disposed);
}`),
    leaky('on one way only', `
export function open(url: string, keep: boolean) {
  using stack = new DisposableStack();
  stack.use(closing(new Client(url))); // ! require-safe-close
  if (keep) stack.move();
}`),
    tidy('and returned', `
export function open(url: string) {
  using stack = new DisposableStack();
  const client = stack.use(closing(new Client(url)));
  const kept = stack.move();
  return { client, [Symbol.dispose]: () => kept.dispose() };
}`),
    tidy('and kept in a field', `
export class Api {
  #kept: DisposableStack;

  constructor(url: string) {
    using stack = new DisposableStack();
    stack.use(closing(new Client(url)));
    this.#kept = stack.move();
  }

  [Symbol.dispose]() {
    this.#kept.dispose();
  }
}`),
    tidy('into a stack that this scope disposes', `
export async function run(url: string) {
  await using stack = new AsyncDisposableStack();
  const client = stack.use(closing(new Client(url)));
  await using rest = stack.move();
  await client.request({ path: '/', method: 'GET' });
}`),
  ]);
});

describe('a stack of the module', () => {
  checkAll([
    leaky('that nothing disposes', `
const stack = new AsyncDisposableStack();

export function open(origin: string) {
  const client = stack.use(closing(new Client(origin))); // !strict require-safe-close
  return client.closed;
}`),
    tidy('that a function disposes', `
const stack = new AsyncDisposableStack();

export function open(origin: string) {
  const client = stack.use(closing(new Client(origin)));
  return client.closed;
}

export async function end() {
  await stack.disposeAsync();
}`),
  ]);
});

describe('an object with a method that closes what it has', () => {
  checkAll([
    tidy('closed by that', `
export async function ask(origin: string) {
  const api = {
    client: new Client(origin),
    async close() {
      await safelyCloseClient(this.client);
    },
  };
  await api.close();
}`),
    bad('and only looked at', `${opening}
export function ask(origin: string) {
  const api = {
    client: new Client(origin), // ! require-safe-close
    async close() {
      await safelyCloseClient(this.client);
    },
  };
  console.log(api.client.closed);
}`, only),
  ]);
});
