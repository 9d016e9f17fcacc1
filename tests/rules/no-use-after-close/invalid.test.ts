// Uses on a path where the session is closed, second closes, and sessions carried out of their scope.
import { describe } from 'vitest';
import { bad, checkAll } from '../support/sample.ts';

describe('used after the close', () => {
  checkAll([
    bad('on the next line', `
import { Easy } from 'node-libcurl';

export function probe() {
  const easy = new Easy();
  easy.close();
  return easy.getInfo('RESPONSE_CODE'); // ! no-use-after-close
}
`),
    bad('after safelyCloseClient', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  await safelyCloseClient(client);
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode; // ! no-use-after-close
}
`),
    bad('on one of the paths that lead here', `
import { Easy } from 'node-libcurl';

export function probe(done: boolean) {
  const easy = new Easy();
  try {
    if (done) easy.close();
    easy.perform(); // ! no-use-after-close
  } finally {
    if (!done) easy.close();
  }
}
`),
    bad('in the next turn of a loop', `
import { Curl } from 'node-libcurl';

export function probe(urls: readonly string[]) {
  const curl = new Curl();
  for (const url of urls) {
    curl.setOpt('URL', url); // ! no-use-after-close
    curl.close();
  }
  curl.close();
}
`, { modes: ['recommended'] }),
    bad('through an alias', `
import { Easy } from 'node-libcurl';

export function probe() {
  const easy = new Easy();
  const alias = easy;
  alias.close();
  easy.perform(); // ! no-use-after-close
}
`),
    bad('after an asynchronous helper closed it', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

async function finish(client: Client) { await safelyCloseClient(client); }
export async function status(origin: string) {
  const client = new Client(origin);
  await finish(client);
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode; // ! no-use-after-close
}
`),
    bad('after an asynchronous closure closed it', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  const finish = async () => { await safelyCloseClient(client); };
  await finish();
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode; // ! no-use-after-close
}
`),
    bad('after a helper of this file closed it', `
import { Easy } from 'node-libcurl';

function finish(easy: Easy) {
  easy.close();
}

export function probe() {
  const easy = new Easy();
  finish(easy);
  easy.perform(); // ! no-use-after-close
}
`),
    bad('passed on', `
import { Easy } from 'node-libcurl';
import { inspect } from './inspect.js';

export function probe() {
  const easy = new Easy();
  easy.close();
  inspect(easy); // ! no-use-after-close
}
`),
    bad('a parameter that was closed here', `
import { safelyCloseClient } from 'safely-close';
import type { Client } from 'undici';

export async function finish(client: Client) {
  await safelyCloseClient(client);
  await client.request({ path: '/bye', method: 'POST' }); // ! no-use-after-close
}
`),
    bad('by a method that the catalog does not list: whatever is no question about its state is a use', `
import { DatabaseSync } from 'node:sqlite';

export function count(path: string) {
  const database = new DatabaseSync(path);
  database.close();
  return database.prepare('select count(*) from things').get(); // ! no-use-after-close
}
`),
    bad('in the handler that closed it', `
import { Curl } from 'node-libcurl';

export function head(url: string, tell: (status: unknown) => void) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', () => {
    curl.close();
    tell(curl.getInfo('RESPONSE_CODE')); // ! no-use-after-close
  });
  curl.on('error', function () {
    this.close();
    this.getInfo('OS_ERRNO'); // ! no-use-after-close
  });
  curl.perform();
}
`, { rules: ['no-use-after-close'] }),
    bad('in a closure that is called after the close', `
import { Easy } from 'node-libcurl';

export function probe() {
  const easy = new Easy();
  const run = () => easy.perform(); // ! no-use-after-close
  easy.close();
  run();
}
`, { modes: ['recommended'] }),
  ]);
});

describe('closed a second time, where the class does not allow it', () => {
  checkAll([
    bad('a class whose second close throws', `
import { Easy } from 'node-libcurl';

export function probe() {
  const easy = new Easy();
  easy.close();
  easy.close(); // ! no-use-after-close
}
`),
    bad('a class whose second close rejects', `
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  await client.close(); // ! prefer-safe-close
  await client.close(); // ! no-use-after-close
}
`),
    bad('at the end of `try` and again in `finally`', `
import { Easy } from 'node-libcurl';

export function status(url: string) {
  const easy = new Easy();
  try {
    easy.setOpt('URL', url);
    easy.perform();
    easy.close();
  } finally {
    easy.close(); // ! no-use-after-close
  }
}
`),
  ]);
});

describe('carried out of the scope that closes it', () => {
  const scoped = (statements: string, before = ''): string => `
import type { EventEmitter } from 'node:events';
import { closing } from 'safely-close';
import { Client } from 'undici';

${before}
export async function open(origin: string, bell: EventEmitter, context: { client?: Client }) {
  await using client = closing(new Client(origin));
  console.log(typeof bell, typeof context);
  ${statements}
}
`;
  checkAll([
    bad('returned', scoped('return client; // ! no-use-after-close')),
    bad('returned in an array', scoped('return [client]; // ! no-use-after-close')),
    bad('returned as one arm of a conditional expression', scoped("return origin === '' ? null : client; // ! no-use-after-close")),
    bad('stored in a property of a parameter', scoped('context.client = client; // ! no-use-after-close')),
    bad('stored in a module-level variable', scoped('current = client; // ! no-use-after-close', 'export let current: Client | undefined;\n')),
    bad('put into a module-level container', scoped('all.add(client); // ! no-use-after-close', 'export const all = new Set<Client>();\n')),
    bad('captured by a closure that is returned', scoped("return () => client.request({ path: '/', method: 'HEAD' }); // ! no-use-after-close")),
    bad('captured by a generator that is called at once and returned', scoped("return (async function* () { yield await client.request({ path: '/', method: 'GET' }); })(); // ! no-use-after-close")),
    bad('captured by a closure that is registered', scoped("bell.on('ring', () => client.request({ path: '/', method: 'HEAD' })); // ! no-use-after-close")),
    bad('kept by an outer variable and used when its block is over: reported where it is used', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function open(origin: string) {
  let kept: Client;
  {
    await using client = closing(new Client(origin));
    kept = client;
  }
  return kept; // ! no-use-after-close
}
`),
    bad('by a helper that only asks it', `
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { safelyCloseClient } from 'safely-close';

function tell(server: Server) {
  server.getConnections(console.log);
}

export async function once() {
  const server = createServer();
  try {
    server.listen(0);
  } finally {
    await safelyCloseClient(server);
  }
  tell(server); // ! no-use-after-close
}
`, { rules: ['no-use-after-close'] }),
    bad('by a timer that nobody can clear', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function later(origin: string) {
  await using client = closing(new Client(origin));
  setTimeout(() => { // ! no-use-after-close
    void client.request({ path: '/', method: 'GET' });
  }, 100);
}
`, { rules: ['no-use-after-close'] }),
  ]);
});
