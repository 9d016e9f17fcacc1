// Closes that are safe, or that could not be anything else.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';

describe('silent', () => {
  checkAll([
    good('safelyCloseClient', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  await safelyCloseClient(client);
}
`),
    good('a function that is not async and cannot become so', `
import { Easy } from 'node-libcurl';

export function touch() {
  const easy = new Easy();
  easy.close();
}
`),
    good('a constructor and a getter', `
import { Easy } from 'node-libcurl';

export class Version {
  readonly #text: unknown;

  constructor() {
    const easy = new Easy();
    easy.close();
    this.#text = 1;
  }

  get text() {
    const easy = new Easy();
    easy.close();
    return this.#text;
  }
}
`),
    good('a generator that is not async', `
import { Easy } from 'node-libcurl';

export function* steps() {
  const easy = new Easy();
  easy.close();
  yield 1;
}
`),
    good('CommonJS top level has no `await`', `
const { Easy } = require('node-libcurl');

const easy = new Easy();
easy.close();
`, { filename: 'sample.cjs' }),
    good('a callback whose result is used: the comparer of a sort', `
import { Easy } from 'node-libcurl';

export function sorted(urls: string[]) {
  return urls.sort((left, right) => {
    const easy = new Easy();
    easy.close();
    return left < right ? -1 : 1;
  });
}
`),
    good('a close method of something that is no session', `
import { Client } from 'undici';

export async function touch(dialog: { close(): Promise<void> }, client: Client) {
  console.log(client.closed);
  await dialog.close();
}
`),
    good('closing a stream that the session handed out', `
import { connect } from 'node:http2';
import { closing } from 'safely-close';

export async function visit(origin: string) {
  await using session = closing(connect(origin));
  const stream = session.request({ ':path': '/' });
  stream.close();
}
`, { rules: ['prefer-safe-close', 'require-safe-close'] }),
    good('another function that is made of a close', `
import { createServer } from 'node:http';
import { promisify } from 'node:util';

export function create() {
  const server = createServer();
  server.close = promisify(server.close);
  return server;
}
`),
    good('giving a pooled client back', `
import type { Pool } from 'pg';

export async function ping(pool: Pool) {
  const client = await pool.connect();
  client.release();
}
`),
    bad('the shape that the report on a floating close already covers', `
import { Client } from 'undici';

export function touch(origin: string) {
  const client = new Client(origin);
  void client.close(); // ! no-floating-close
}
`),
  ]);
});
