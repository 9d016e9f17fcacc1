/** What the playground offers to begin with: the shapes in which sessions leak most. */
import type { Language } from './shared-link.ts';

export interface Example {
  readonly title: string;
  readonly language: Language;
  /** The rules that report in it, in the mode `recommended`. */
  readonly reported: readonly string[];
  readonly text: string;
}

export const examples: readonly Example[] = [
  {
    title: 'An early return',
    language: 'ts',
    reported: ['require-safe-close'],
    text: `import { Client } from 'undici';

export async function status(origin: string, path: string | undefined) {
  const client = new Client(origin);
  if (path === undefined) return 404; // the client stays open here
  const { statusCode } = await client.request({ path, method: 'HEAD' });
  await client.close();
  return statusCode;
}
`,
  },
  {
    title: 'A bare close at the end',
    language: 'ts',
    reported: ['require-safe-close'],
    text: `import { Client } from 'pg';

export async function countOrders(connectionString: string): Promise<number> {
  const client = new Client(connectionString);
  await client.connect();
  const { rows } = await client.query('SELECT count(*) AS orders FROM orders');
  await client.end();
  return Number(rows[0].orders);
}
`,
  },
  {
    title: 'try … finally',
    language: 'ts',
    reported: ['prefer-await-using'],
    text: `import { Redis } from 'ioredis';

export async function visits(page: string) {
  const redis = new Redis();
  try {
    // The answer may never come; quit() waits for it.
    return await redis.incr(\`visits:\${page}\`);
  } finally {
    await redis.quit();
  }
}
`,
  },
  {
    title: 'close.bind: never called',
    language: 'js',
    reported: ['require-safe-close'],
    text: `const { Curl } = require('node-libcurl');

function fetchRobots(url, done) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.setOpt('FOLLOWLOCATION', true);
  curl.on('end', (status, body) => {
    done(null, status, body);
    curl.close.bind(curl);
  });
  curl.on('error', curl.close.bind(curl));
  curl.perform();
}

module.exports = { fetchRobots };
`,
  },
  {
    title: 'A promise around handlers',
    language: 'ts',
    reported: ['require-safe-close'],
    text: `import { Curl } from 'node-libcurl';

export function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const curl = new Curl();
    curl.setOpt('URL', url);
    curl.on('end', (_status, body) => {
      curl.close();
      resolve(String(body));
    });
    curl.on('error', (error) => {
      reject(error);
    });
    curl.perform();
  });
}
`,
  },
  {
    title: 'A request that outlives its scope',
    language: 'ts',
    reported: ['no-unsettled-request'],
    text: `import { closing } from 'safely-close';
import { Client } from 'undici';

export async function page(origin: string) {
  await using client = closing(new Client(origin));
  return client.request({ path: '/', method: 'GET' }); // closed before it answers
}
`,
  },
  {
    title: 'A close that nobody awaits',
    language: 'ts',
    reported: ['no-floating-close'],
    text: `import { MongoClient } from 'mongodb';

export async function names(url: string) {
  const mongo = new MongoClient(url);
  try {
    return await mongo.db('shop').collection('people').distinct('name');
  } finally {
    mongo.close();
  }
}
`,
  },
  {
    title: 'A class that keeps its session',
    language: 'ts',
    reported: ['require-owner-dispose'],
    text: `import { connect } from 'node:http2';

export class Feed {
  #session;

  constructor(origin: string) {
    this.#session = connect(origin);
  }

  latest() {
    return this.#session.request({ ':path': '/latest' });
  }
}
`,
  },
  {
    title: 'process.exit() in a script',
    language: 'ts',
    reported: ['no-exit-with-open-session', 'prefer-safe-close'],
    text: `import pg from 'pg';

const client = new pg.Client();
await client.connect();
const { rows } = await client.query('SELECT version()');
if (rows.length === 0) process.exit(1);
console.log(rows[0]);
await client.end();
`,
  },
  {
    title: 'A hook without its counterpart',
    language: 'ts',
    reported: ['require-safe-close'],
    text: `import { Client } from 'undici';
import { beforeEach, expect, test } from 'vitest';

let client: Client;

beforeEach(() => {
  client = new Client('http://127.0.0.1:8080');
});

test('answers', async () => {
  const { statusCode } = await client.request({ path: '/', method: 'GET' });
  expect(statusCode).toBe(200);
});
`,
  },
  {
    title: 'Used after its close',
    language: 'ts',
    reported: ['no-use-after-close', 'prefer-safe-close'],
    text: `import { createClient } from 'redis';

export async function session(id: string) {
  const redis = createClient();
  try {
    await redis.connect();
    return await redis.get(id);
  } finally {
    await redis.close();
    await redis.set(\`seen:\${id}\`, Date.now());
  }
}
`,
  },
];
