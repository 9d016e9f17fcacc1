// Sessions that are open where they are used.
import { describe } from 'vitest';
import { checkAll, good } from '../support/sample.ts';

describe('silent', () => {
  checkAll([
    good('a closed server ends its connections, as Node wants it: first no more, then these', `
import { createServer } from 'node:http';
import { safelyCloseClient } from 'safely-close';

export async function once(port: number) {
  const server = createServer();
  try {
    server.listen(port);
  } finally {
    server.close();
    server.closeAllConnections();
    await safelyCloseClient(server);
  }
}
`, { rules: ['no-use-after-close'] }),
    good('a destroyed socket is told once more what it needs no longer', `
import { connect } from 'node:net';

export function ask(port: number) {
  const socket = connect(port);
  try {
    socket.write('x');
  } finally {
    socket.destroy();
    socket.setTimeout(0);
    socket.removeAllListeners();
  }
}
`, { rules: ['no-use-after-close'] }),
    good('closed, assigned anew, used', `
import { Easy } from 'node-libcurl';

export function probe() {
  let easy = new Easy();
  easy.close();
  easy = new Easy();
  try {
    easy.perform();
  } finally {
    easy.close();
  }
}
`),
    good('closed on a path that ends there', `
import { Easy } from 'node-libcurl';

export function probe(url: string) {
  const easy = new Easy();
  if (url === '') {
    easy.close();
    return;
  }
  try {
    easy.setOpt('URL', url);
    easy.perform();
  } finally {
    easy.close();
  }
}
`),
    good('a class that ignores the second close', `
import { Curl } from 'node-libcurl';

export function probe() {
  const curl = new Curl();
  curl.close();
  curl.close();
}
`),
    good('safelyCloseClient a second time', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  await safelyCloseClient(client);
  await safelyCloseClient(client);
}
`),
    good('reading a property is no use (what is asked of a closed session is whether it is closed)', `
import { connect } from 'node:http2';

export function touch(origin: string) {
  const session = connect(origin);
  session.destroy();
  return session.destroyed && session.closed;
}
`),
    good('a handler that closes one, makes the next and uses that', `
import { Curl } from 'node-libcurl';

export function twice(url: string) {
  let curl = new Curl();
  curl.on('end', () => {
    curl.close();
    curl = new Curl();
    curl.setOpt('URL', url);
    curl.on('end', () => curl.close());
    curl.on('error', () => curl.close());
    curl.perform();
  });
  curl.on('error', () => curl.close());
  curl.perform();
}
`, { rules: ['no-use-after-close'] }),
    good('a server that listens again', `
import { createServer } from 'node:http';

export function restart(port: number) {
  const server = createServer();
  try {
    server.listen(port);
    server.close();
    server.listen(port);
  } finally {
    server.close();
  }
}
`, { rules: ['no-use-after-close'] }),
    good('a correlated condition', `
import { Easy } from 'node-libcurl';

export function probe(done: boolean) {
  const easy = new Easy();
  if (done) easy.close();
  console.log(done);
  if (!done) easy.close();
}
`),
    good('closed in both a `catch` and at the end', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  try {
    await client.request({ path: '/', method: 'HEAD' });
  } catch {
    await safelyCloseClient(client);
    return false;
  }
  await safelyCloseClient(client);
  return true;
}
`),
    good('used in a callback that runs before the scope ends', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function statuses(origin: string, paths: readonly string[]) {
  await using client = closing(new Client(origin));
  return await Promise.all(paths.map((path) => client.request({ path, method: 'HEAD' })));
}
`),
    good('a value derived from it leaves the scope', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  await using client = closing(new Client(origin));
  const answer = await client.request({ path: '/', method: 'HEAD' });
  return { origin, code: answer.statusCode, closed: client.closed };
}
`),
    good('closing the alias that a loop variable is', `
import { safelyCloseClient } from 'safely-close';
import type { Client } from 'undici';

export async function finish(clients: readonly Client[]) {
  for (const client of clients) {
    await client.request({ path: '/bye', method: 'POST' }).catch(console.error);
    await safelyCloseClient(client);
  }
}
`),
    good('set to null and made again', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function probe(origin: string) {
  let client: Client | null = new Client(origin);
  await safelyCloseClient(client);
  client = null;
  client ??= new Client(origin);
  await safelyCloseClient(client);
}
`),
    good('a handler closes, code after perform still configures', `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export function fire(url: string) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', () => void safelyCloseClient(curl));
  curl.on('error', () => void safelyCloseClient(curl));
  curl.perform();
  curl.on('data', (chunk) => chunk.length);
}
`, { modes: ['recommended'] }),
    good('a helper that is not waited for may close it later', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

async function finish(client: Client, until: Promise<void>) { await until; await safelyCloseClient(client); }
export async function status(origin: string, answered: () => Promise<void>) {
  const client = new Client(origin);
  const finished = finish(client, answered());
  const answer = await client.request({ path: '/', method: 'HEAD' });
  await finished;
  return answer.statusCode;
}
`, { rules: ['no-use-after-close'] }),
    good('a helper that closes it on some ways only', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

async function finish(client: Client, isLast: boolean) { if (isLast) await safelyCloseClient(client); }
export async function status(origin: string, isLast: boolean) {
  const client = new Client(origin);
  await finish(client, isLast);
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
}
`, { rules: ['no-use-after-close'] }),
    good('a server that a helper lets listen again', `
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { safelyCloseClient } from 'safely-close';

async function listening(server: Server) {
  server.listen(0);
  await once(server, 'listening');
}

export async function twice() {
  const server = createServer();
  try {
    await listening(server);
    await safelyCloseClient(server);
    await listening(server);
  } finally {
    await safelyCloseClient(server);
  }
}
`, { modes: ['recommended'] }),
    good('a second close that asks first whether it is closed', `
import { Client } from 'undici';

export async function end(origin: string, early: boolean) {
  const client = new Client(origin);
  if (early) await client.close();
  if (!client.closed) await client.close();
}
`, { rules: ['no-use-after-close'], modes: ['recommended'] }),
    good('one element after another', `
import { Client } from 'undici';

export async function end(clients: Record<string, Client>, origins: readonly string[]) {
  for (const origin of origins) clients[origin] = new Client(origin);
  for (const key of Object.keys(clients)) await clients[key].close();
}
`, { rules: ['no-use-after-close'] }),
    good('a timer that is cleared', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function beat(origin: string, work: (client: Client) => Promise<void>) {
  await using client = closing(new Client(origin));
  const timer = setInterval(() => void client.request({ path: '/', method: 'GET' }), 1000);
  await work(client);
  clearInterval(timer);
}
`, { rules: ['no-use-after-close'] }),
    good('a function that gives listeners which close has not closed yet', `
import { Curl } from 'node-libcurl';

export const get = (url: string) =>
  new Promise((resolve, reject) => {
    const curl = new Curl();
    const closingFirst = (settle: (value: unknown) => void) => (value: unknown) => {
      curl.close();
      settle(value);
    };
    curl.on('end', closingFirst(resolve));
    curl.on('error', closingFirst(reject));
    curl.setOpt('URL', url);
    curl.perform();
  });
`, { rules: ['no-use-after-close', 'require-safe-close'], modes: ['recommended'] }),
  ]);
});
