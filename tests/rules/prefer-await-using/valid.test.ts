// Where `await using` would change the order of things, or cannot stand.
import { describe } from 'vitest';
import { bad, checkAll, good, improvable } from '../support/sample.ts';
import { checkProject } from '../support/project.ts';

describe('silent, because `await using` would change the order of things', () => {
  checkAll([
    good('a `catch` clause on the same `try`', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } catch {
    return undefined;
  } finally {
    await safelyCloseClient(client);
  }
}
`),
    good('a variable that is assigned again', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(left: string, right: string) {
  let client = new Client(left);
  try {
    await safelyCloseClient(client);
    client = new Client(right);
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await safelyCloseClient(client);
  }
}
`),
    good('a variable that is declared without its session', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  let client: Client | undefined;
  try {
    client = new Client(origin);
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await safelyCloseClient(client);
  }
}
`),
    good('a session that is used after the `try`', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  try {
    await client.request({ path: '/', method: 'HEAD' });
  } finally {
    await safelyCloseClient(client);
  }
  return client.closed;
}
`),
    good('a close under a condition', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string, given?: Client) {
  const client = given ?? new Client(origin);
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    if (!given) await safelyCloseClient(client);
  }
}
`),
    good('code between the acquisition and the `try` that the close must not cover', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  console.log('opened');
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await safelyCloseClient(client);
  }
}
`),
    bad('code between that may throw is require-safe-close\'s', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { record } from './record.js';

export async function status(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  record(origin);
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await safelyCloseClient(client);
  }
}
`),
  ]);
});

describe('silent, because there is nothing to await in', () => {
  checkAll([
    good('a function that is not async and cannot become so', `
import { Easy } from 'node-libcurl';

export function status(url: string) {
  const easy = new Easy();
  try {
    easy.setOpt('URL', url);
    easy.perform();
  } finally {
    easy.close();
  }
}
`),
    good('CommonJS top level', `
const { Easy } = require('node-libcurl');

const easy = new Easy();
try {
  easy.setOpt('URL', 'https://example.com');
  easy.perform();
} finally {
  easy.close();
}
`, { filename: 'sample.cjs' }),
  ]);
});

describe('silent under the settings\' style `try-finally`', () => {
  const settings = { runtime: { module: 'safely-close', style: 'try-finally' } };
  checkAll([
    good('with safelyCloseClient', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await safelyCloseClient(client);
  }
}
`, { settings }),
    improvable('a bare close is then prefer-safe-close\'s', `
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await client.close(); // ! prefer-safe-close
  }
}
`, { settings }),
    bad('work that would outlive the scope: no rewrite says it shorter', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function start(origin: string) {
  const client = new Client(origin);
  try {
    void client.request({ path: '/', method: 'HEAD' }); // ! no-unsettled-request
  } finally {
    await safelyCloseClient(client);
  }
}
`),
    improvable('one of two promises that nobody waits for to the end', `
import { Curl } from 'node-libcurl';

export async function get(url: string) {
  const curl = new Curl();
  try {
    const ended = new Promise((resolve) => curl.on('end', resolve));
    const failed = new Promise((resolve, reject) => curl.on('error', reject));
    curl.setOpt('URL', url);
    curl.perform();
    await Promise.race([ended, failed]);
  } finally {
    curl.close(); // ! prefer-safe-close
  }
}
`),
  ]);
});

describe('the style `auto` looks at the surroundings', () => {
  const settings = { runtime: { module: 'safely-close', style: 'auto' } };
  const source = (marker: string): string => `import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin) {
  const client = new Client(origin);${marker}
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await safelyCloseClient(client);
  }
}
`;
  checkProject('engines that run `await using`', {
    'package.json': JSON.stringify({ name: 'new', type: 'module', engines: { node: '>=24' } }),
    'index.js': source(' // ! prefer-await-using'),
  }, { settings });
  checkProject('engines that do not', {
    'package.json': JSON.stringify({ name: 'old', type: 'module', engines: { node: '>=18' } }),
    'index.js': source(''),
  }, { settings });
  checkProject('a compiler that writes it down for older engines', {
    'package.json': JSON.stringify({ name: 'compiled', type: 'module', engines: { node: '>=18' } }),
    'tsconfig.json': JSON.stringify({ compilerOptions: { target: 'es2022', lib: ['es2022', 'esnext.disposable'] } }),
    'index.ts': source(' // ! prefer-await-using'),
  }, { settings });
});
