// Ownership that moves, or does not move, by argument.
import { bad, good, improvable } from '../support/sample.ts';
import { outOfScope, reportedBy, scenario, silent } from '../support/scenario.ts';

scenario(83, 'passed to a helper that only uses it', reportedBy('require-safe-close'), [
  bad('a function of this file', `
import { Easy } from 'node-libcurl';

function report(easy: Easy) {
  console.log(easy.getInfo('RESPONSE_CODE'));
}

export function probe() {
  const easy = new Easy(); // ! require-safe-close
  report(easy);
}
`),
  bad('console.log', `
import { Easy } from 'node-libcurl';

export function probe() {
  const easy = new Easy(); // ! require-safe-close
  console.log(easy);
}
`),
  bad('an imported function of which nothing is known borrows', `
import { Client } from 'undici';
import { download } from './download.js';

export async function load(origin: string) {
  await download(new Client(origin)); // ! require-safe-close
}
`),
]);

scenario(85, 'a helper that closes is called in `finally`, or deferred', silent, [
  good('a closing function of this file', `
import { Easy } from 'node-libcurl';

function finish(easy: Easy) {
  easy.close();
}

export function status(url: string) {
  const easy = new Easy();
  try {
    easy.setOpt('URL', url);
    easy.perform();
  } finally {
    finish(easy);
  }
}
`),
  good('adopted by a stack', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  await using stack = new AsyncDisposableStack();
  const client = stack.adopt(new Client(origin), safelyCloseClient);
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
}
`),
  good('deferred on a stack', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  await using stack = new AsyncDisposableStack();
  const client = new Client(origin);
  stack.defer(async () => {
    await safelyCloseClient(client);
  });
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
}
`),
]);

scenario(87, 'two sessions are passed, the callee closes one', reportedBy('require-safe-close'), [
  bad('the other leaks', `
import { Easy } from 'node-libcurl';

function closeLeft(left: Easy, right: Easy) {
  console.log(right);
  left.close();
}

export function compare() {
  const right = new Easy(); // ! require-safe-close
  closeLeft(new Easy(), right);
}
`),
  good('the callee closes the one it is given', `
import { Easy } from 'node-libcurl';

function closeLeft(left: Easy, right: Easy) {
  console.log(right);
  left.close();
}

export function compare(right: Easy) {
  closeLeft(new Easy(), right);
}
`),
]);

scenario(89, 'handed over in `try`, closed in `catch` when that fails', silent, [
  good('a visible keeper that may throw before it keeps', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

const open = new Set<Client>();

function keep(client: Client) {
  if (open.size > 10) throw new Error('Too many.');
  open.add(client);
}

export async function start(origin: string) {
  const client = new Client(origin);
  try {
    keep(client);
  } catch (error) {
    await safelyCloseClient(client);
    throw error;
  }
}
`),
  bad('without the `catch` it leaks when the keeper refuses', `
import { Client } from 'undici';

const open = new Set<Client>();

function keep(client: Client) {
  if (open.size > 10) throw new Error('Too many.');
  open.add(client);
}

export function start(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  keep(client);
}
`),
]);

scenario(91, 'given to a method whose parameter says nothing about sessions', reportedBy('require-safe-close', 'strict'), [
  bad('`set` keeps by its name under recommended; strict takes no name for a keep', `
import { Client } from 'undici';

interface Registry {
  set(key: string, value: unknown): void;
}

export function remember(origin: string, registry: Registry) {
  const client = new Client(origin); // !strict require-safe-close
  registry.set(origin, client);
}
`),
]);

scenario(93, 'the right option name on the wrong parameter', reportedBy('require-safe-close'), [
  bad('the callee keeps the first bag\'s session only', `
import { Client } from 'undici';

const kept = new Set<Client>();

function start(options: { client: Client }, extras: { client?: Client }) {
  kept.add(options.client);
  console.log(extras);
}

export function boot(shared: Client, origin: string) {
  const client = new Client(origin); // ! require-safe-close
  start({ client: shared }, { client });
}
`),
  good('on the right one', `
import { Client } from 'undici';

const kept = new Set<Client>();

function start(options: { client: Client }, extras: { client?: Client }) {
  kept.add(options.client);
  console.log(extras);
}

export function boot(origin: string) {
  const client = new Client(origin);
  start({ client }, {});
}
`),
]);

scenario(95, 'closing a session that was handed in', outOfScope('parameters are borrowed, and whether a callee may close what it borrows is a matter of style'), [
  good('the callee closes its parameter', `
import { safelyCloseClient } from 'safely-close';
import type { Client } from 'undici';

export async function finish(client: Client) {
  await safelyCloseClient(client);
}
`),
]);

scenario(97, 'a wrapper that does not own what it is given', reportedBy('require-safe-close'), [
  bad('closing a Multi closes none of its handles', `
import { Easy, Multi } from 'node-libcurl';
import { closing } from 'safely-close';

export async function load(url: string) {
  await using multi = closing(new Multi());
  const easy = new Easy(); // ! require-safe-close
  easy.setOpt('URL', url);
  await multi.perform(easy);
}
`),
  bad('a parameter documented as borrowed', `
import { Client } from 'undici';

class Reader {
  readonly #client: Client;

  /** @borrows client */
  constructor(client: Client) {
    this.#client = client;
  }

  status() {
    return this.#client.closed;
  }
}

export function read(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  return new Reader(client).status();
}
`),
  improvable('the owner closes the inner one itself', `
import { Easy, Multi } from 'node-libcurl';
import { closing, safelyCloseClient } from 'safely-close';

export async function load(url: string) {
  await using multi = closing(new Multi());
  const easy = new Easy(); // ! prefer-await-using
  try {
    easy.setOpt('URL', url);
    await multi.perform(easy);
  } finally {
    await safelyCloseClient(easy);
  }
}
`),
]);
