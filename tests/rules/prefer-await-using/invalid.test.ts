// try and finally that `await using` says shorter.
import { describe } from 'vitest';
import { checkAll, improvable } from '../support/sample.ts';

describe('reported at the declaration', () => {
  checkAll([
    improvable('with safelyCloseClient', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin); // ! prefer-await-using
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await safelyCloseClient(client);
  }
}
`),
    improvable('with a bare close', `
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin); // ! prefer-await-using
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await client.close();
  }
}
`),
    improvable('with a close that returns nothing', `
import { Easy, Multi } from 'node-libcurl';

export async function status(multi: Multi, url: string) {
  const easy = new Easy(); // ! prefer-await-using
  try {
    easy.setOpt('URL', url);
    await multi.perform(easy);
    return easy.getInfo('RESPONSE_CODE');
  } finally {
    easy.close();
  }
}
`),
    improvable('with an optional close', `
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin); // ! prefer-await-using
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await client?.close();
  }
}
`),
    improvable('`let` that is never assigned again', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  let client = new Client(origin); // ! prefer-await-using
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await safelyCloseClient(client);
  }
}
`),
    improvable('nested ones, each by itself', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function both(left: string, right: string) {
  const first = new Client(left); // ! prefer-await-using
  try {
    const second = new Client(right); // ! prefer-await-using
    try {
      await first.request({ path: '/', method: 'HEAD' });
      await second.request({ path: '/', method: 'HEAD' });
    } finally {
      await safelyCloseClient(second);
    }
  } finally {
    await safelyCloseClient(first);
  }
}
`),
    improvable('at module level', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

const client = new Client('https://example.com'); // ! prefer-await-using
try {
  console.log((await client.request({ path: '/', method: 'HEAD' })).statusCode);
} finally {
  await safelyCloseClient(client);
}
`),
    improvable('in a loop', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function visit(origins: readonly string[]) {
  for (const origin of origins) {
    const client = new Client(origin); // ! prefer-await-using
    try {
      await client.request({ path: '/', method: 'HEAD' });
    } finally {
      await safelyCloseClient(client);
    }
  }
}
`),
    improvable('an awaited factory of this file', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

async function open(origin: string) {
  return new Client(origin);
}

export async function status(origin: string) {
  const client = await open(origin); // ! prefer-await-using
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await safelyCloseClient(client);
  }
}
`),
    improvable('a comment in the `finally` hinders the rewrite, not the report', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin); // ! prefer-await-using
  try {
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    // The peer keeps connections open for an hour.
    await safelyCloseClient(client);
  }
}
`),
    improvable('a name clash hinders the rewrite, not the report', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { record } from './record.js';

export async function status(origin: string) {
  const client = new Client(origin); // ! prefer-await-using
  try {
    const { statusCode: text } = await client.request({ path: '/', method: 'HEAD' });
    record(text);
  } finally {
    await safelyCloseClient(client);
  }
  const text = 'done';
  record(text);
}
`),
    improvable('a helper between that cannot matter: several declarations before', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const path = '/';
  const client = new Client(origin); // ! prefer-await-using
  try {
    return (await client.request({ path, method: 'HEAD' })).statusCode;
  } finally {
    await safelyCloseClient(client);
  }
}
`),
    improvable('at the top of a module, under ESLint\'s own parser', `
import { launch } from 'puppeteer';

const browser = await launch(); // !recommended prefer-await-using
const banner = 'title:';

try {
  const page = await browser.newPage();
  console.log(banner, await page.title());
} finally {
  await browser.close();
}
`, { filename: 'sample.mjs', modes: ['recommended'] }),
  ]);
});
