// What stands between an acquisition and its close, and cannot fail.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';

describe('a container made of nothing', () => {
  checkAll([
    ...['Set<string>', 'Map<string, number>', 'WeakSet<object>', 'WeakMap<object, number>'].map((container) =>
      good(`${container}`, `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function start(origin: string) {
  const client = new Client(origin);
  const seen = new ${container}();
  await safelyCloseClient(client);
  return seen;
}
`),
    ),
    bad('but what is made of something iterates it, which strict does not trust', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function start(origin: string, names: Iterable<string>) {
  const client = new Client(origin); // !strict require-safe-close
  const seen = new Set(names);
  await safelyCloseClient(client);
  return seen;
}
`, { modes: ['strict'] }),
  ]);
});

describe('the promises of a mysql2 pool or connection, which are another face of it', () => {
  checkAll([
    good('a pool, at once', `
import mysql from 'mysql2';
import { safelyCloseClient } from 'safely-close';

export async function count(uri: string) {
  const pool = mysql.createPool(uri).promise();
  try {
    await pool.query('SELECT 1');
  } finally {
    await safelyCloseClient(pool);
  }
}
`),
    good('a pool, in a field that is closed', `
import { createPool } from 'mysql2';
import { safelyCloseClient } from 'safely-close';

export class Store {
  readonly #pool;

  constructor(uri: string) {
    this.#pool = createPool(uri).promise();
  }

  async close() {
    await safelyCloseClient(this.#pool);
  }
}
`),
    good('a connection, in a variable of its own', `
import { createConnection } from 'mysql2';
import { safelyCloseClient } from 'safely-close';

export async function count(uri: string) {
  const connection = createConnection(uri);
  const promised = connection.promise();
  try {
    await promised.query('SELECT 1');
  } finally {
    await safelyCloseClient(promised);
  }
}
`),
    bad('but a query may fail', `
import { createPool } from 'mysql2';
import { safelyCloseClient } from 'safely-close';

export async function count(uri: string) {
  const pool = createPool(uri).promise(); // ! require-safe-close
  await pool.query('SELECT 1');
  await safelyCloseClient(pool);
}
`),
  ]);
});

describe('an await on a promise of which both ends are handled', () => {
  const waiting = (handlers: string, marker = ''): string => `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function after(origin: string, task: Promise<number>) {
  const client = new Client(origin);${marker}
  await task.then(${handlers});
  await safelyCloseClient(client);
}
`;
  checkAll([
    good('by handlers that cannot fail', waiting('() => undefined, () => undefined'), { modes: ['recommended'] }),
    bad('by one that may', waiting('() => undefined, (error) => { throw error; }', ' // ! require-safe-close')),
    bad('one of them only', waiting('() => undefined', ' // ! require-safe-close')),
  ]);
});

describe('an await on what only configures a session', () => {
  checkAll([
    good('a listener is registered, and the emitter it gives awaited', `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export async function post(url: string, answer: (body: unknown) => void) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  await curl.on('end', (_status, body) => {
    void safelyCloseClient(curl);
    answer(body);
  });
  curl.on('error', () => void safelyCloseClient(curl));
  curl.perform();
}
`, { modes: ['recommended'] }),
    bad('but work of the session may fail', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  await client.request({ path: '/', method: 'HEAD' });
  await safelyCloseClient(client);
}
`),
  ]);
});
