// Ownership that moves by return: factories and their callers.
import { bad, good } from '../support/sample.ts';
import { reportedBy, scenario, silent } from '../support/scenario.ts';

scenario(65, 'the session is returned', silent, [
  good('by statement and by expression body', `
import { connect } from 'node:http2';
import { Client } from 'undici';

export function open(origin: string) {
  return connect(origin);
}

export const openClient = (origin: string) => new Client(origin);
`),
  good('after it was kept in a local', `
import { Easy } from 'node-libcurl';

export function open() {
  const easy = new Easy();
  return easy;
}
`),
]);

scenario(67, 'the caller of a user\'s factory drops the result', reportedBy('require-safe-close'), [
  bad('three hops away', `
import { Easy } from 'node-libcurl';

const make = () => new Easy();

function open() {
  return make();
}

function openQuickly() {
  const easy = open();
  return easy;
}

export function status(url: string) {
  const easy = openQuickly(); // ! require-safe-close
  easy.setOpt('URL', url);
}
`),
  bad('dropped at once', `
import { Easy } from 'node-libcurl';

const make = () => new Easy();

export function nothing() {
  make(); // ! require-safe-close
}
`),
  good('the caller closes', `
import { Easy } from 'node-libcurl';

const make = () => new Easy();

export function status(url: string) {
  const easy = make();
  try {
    easy.setOpt('URL', url);
    easy.perform();
  } finally {
    easy.close();
  }
}
`),
]);

scenario(69, 'one of two sessions is returned, the other forgotten', reportedBy('require-safe-close'), [
  bad('the spare one leaks when it is not needed', `
import { Easy } from 'node-libcurl';

export function open(useSpare: boolean) {
  const spare = new Easy(); // ! require-safe-close
  return useSpare ? spare : new Easy();
}
`),
  good('the spare one is closed when it is not needed', `
import { Easy } from 'node-libcurl';

export function open(useSpare: boolean) {
  const spare = new Easy();
  if (useSpare) return spare;
  spare.close();
  return new Easy();
}
`),
]);

scenario(71, 'a factory that closes and returns null on one path, returns the session on the other', silent, [
  good('its caller returns the result', `
import { Easy } from 'node-libcurl';

function tryOpen(url: string) {
  const easy = new Easy();
  if (url === '') {
    easy.close();
    return null;
  }
  return easy;
}

export function open(url: string) {
  return tryOpen(url);
}
`),
  good('its caller closes what there is', `
import { Easy } from 'node-libcurl';

function tryOpen(url: string) {
  const easy = new Easy();
  if (url === '') {
    easy.close();
    return null;
  }
  return easy;
}

export function probe(url: string) {
  const easy = tryOpen(url);
  if (!easy) return false;
  easy.close();
  return true;
}
`),
  bad('its caller forgets it', `
import { Easy } from 'node-libcurl';

function tryOpen(url: string) {
  const easy = new Easy();
  if (url === '') {
    easy.close();
    return null;
  }
  return easy;
}

export function probe(url: string) {
  const easy = tryOpen(url); // ! require-safe-close
  return easy !== null;
}
`),
]);

scenario(73, 'only a value derived from the session is returned', reportedBy('require-safe-close'), [
  bad('a status code', `
import { Easy } from 'node-libcurl';

export function status(url: string) {
  const easy = new Easy(); // ! require-safe-close
  easy.setOpt('URL', url);
  easy.perform();
  return easy.getInfo('RESPONSE_CODE');
}
`),
  bad('the text of an answer', `
import { Client } from 'undici';

export async function text(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  const { body } = await client.request({ path: '/', method: 'GET' });
  return body.text();
}
`),
]);

scenario(75, 'a function that is known to close what it is given', silent, [
  good('its body shows it', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

async function statusOf(client: Client) {
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await safelyCloseClient(client);
  }
}

export async function status(origin: string) {
  return await statusOf(new Client(origin));
}
`),
  good('the settings name it', `
import { Client } from 'undici';
import { finish } from './finish.js';

export async function status(origin: string) {
  const client = new Client(origin);
  await finish(client);
}
`, { settings: { closers: ['finish'] } }),
  good('its documentation says so', `
import { Client } from 'undici';

/** @closes client */
declare function finish(client: Client): Promise<void>;

export async function status(origin: string) {
  const client = new Client(origin);
  await finish(client);
}
`),
  bad('nothing says so', `
import { Client } from 'undici';
import { finish } from './finish.js';

export async function status(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  await finish(client);
}
`),
]);

scenario(77, 'a function returns a cached session or a fresh one', reportedBy('require-safe-close', 'strict'), [
  bad('its caller cannot know whether to close; strict wants it closed, recommended takes it for borrowed', `
import { Client } from 'undici';

const known = new Map<string, Client>();

function clientFor(origin: string): Client {
  const cached = known.get(origin);
  if (cached) return cached;
  return new Client(origin);
}

export async function status(origin: string) {
  const client = clientFor(origin); // !strict require-safe-close
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
}
`),
  good('the fresh one goes into the cache, so callers borrow', `
import { Client } from 'undici';

const known = new Map<string, Client>();

function clientFor(origin: string): Client {
  const cached = known.get(origin);
  if (cached) return cached;
  const fresh = new Client(origin);
  known.set(origin, fresh);
  return fresh;
}

export async function status(origin: string) {
  const client = clientFor(origin);
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
}
`, { modes: ['recommended'] }),
]);

scenario(79, 'a declared return type hides that the caller must close', reportedBy('require-safe-close', 'strict'), [
  bad('unknown', `
import { Client } from 'undici';

export function open(origin: string): unknown {
  return new Client(origin); // !strict require-safe-close
}
`),
  bad('any', `
import { Client } from 'undici';

export function open(origin: string): any {
  return new Client(origin); // !strict require-safe-close
}
`),
  bad('object', `
import { Client } from 'undici';

export const open = (origin: string): object => new Client(origin); // !strict require-safe-close
`),
  good('the session\'s own type', `
import { Client } from 'undici';

export function open(origin: string): Client {
  return new Client(origin);
}
`),
]);

scenario(81, 'a generator yields from inside `await using`; a lazy iterator must not leave the scope', reportedBy('no-use-after-close'), [
  good('the generator itself holds the scope', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function* chunks(origin: string) {
  await using client = closing(new Client(origin));
  const { body } = await client.request({ path: '/', method: 'GET' });
  for await (const chunk of body) yield chunk;
}
`),
  bad('a generator that was only started is returned from the scope', `
import { closing } from 'safely-close';
import { Client } from 'undici';

async function* chunks(client: Client) {
  const { body } = await client.request({ path: '/', method: 'GET' });
  for await (const chunk of body) yield chunk;
}

export async function open(origin: string) {
  await using client = closing(new Client(origin));
  return chunks(client); // ! no-use-after-close
}
`),
]);
