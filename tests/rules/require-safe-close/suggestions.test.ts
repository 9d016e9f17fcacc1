// What is offered for a session that is not closed, and where nothing may be.
import { describe, expect } from 'vitest';
import { doesNotOfferAwaitUsing, offers, offersNothing, offersOnly } from '../support/suggestion.ts';

const rule = 'require-safe-close';

describe('offered', () => {
  offers('`await using` with closing, in an async function', rule, `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
  return statusCode;
}
`, `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  await using client = closing(new Client(origin));
  const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
  return statusCode;
}
`);

  offers('at module level, where `await` is allowed', rule, `
import { closing } from 'safely-close';
import { Client } from 'undici';

const client = new Client('https://example.com');
console.log((await client.request({ path: '/', method: 'HEAD' })).statusCode);
`, `
import { closing } from 'safely-close';
import { Client } from 'undici';

await using client = closing(new Client('https://example.com'));
console.log((await client.request({ path: '/', method: 'HEAD' })).statusCode);
`, { mode: 'strict' });

  offers('an `as` cast stays around the session', rule, `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin) as Client;
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
}
`, `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  await using client = closing(new Client(origin) as Client);
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
}
`);

  const code = `
import { Client } from 'undici';

export async function status(origin: string) {
  const client = new Client(origin);
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
}
`;
  offersOnly('with the import it needs', rule, code, (output) => {
    expect(output.match(/^import \{ closing \} from 'safely-close';$/gm)).toHaveLength(1);
  });

  offersOnly('with the import merged into one that is there', rule, `import { safelyCloseClient } from 'safely-close';${code}
export { safelyCloseClient };
`, (output) => {
    expect(output.match(/from 'safely-close'/g)).toHaveLength(1);
    expect(output).toMatch(/^import \{ safelyCloseClient, closing \} from 'safely-close';$|^import \{ closing, safelyCloseClient \} from 'safely-close';$/m);
  });

  offersOnly('after hashbang, directive and leading comment, in CommonJS', rule, `#!/usr/bin/env node
'use strict';
// The status of a site.
const { Client } = require('undici');

exports.status = async (origin) => {
  const client = new Client(origin);
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
};
`, (output) => {
    expect(output).toMatch(/^#!\/usr\/bin\/env node\n'use strict';\n/);
    expect(output).toMatch(/const \{ closing \} = require\('safely-close'\);/);
    expect(output).not.toContain('import ');
  }, { filename: 'sample.cjs' });

  offersOnly('from the module that the settings name', rule, code, (output) => {
    expect(output).toMatch(/^import \{ closing \} from '#closing';$/m);
  }, { settings: { runtime: { module: '#closing', style: 'await-using' } } });

  offersOnly('try and finally, where the settings want no `await using`', rule, code, (output) => {
    expect(output).not.toContain('await using');
    expect(output).toContain('finally');
    expect(output).toContain('await safelyCloseClient(client)');
  }, { settings: { runtime: { module: 'safely-close', style: 'try-finally' } } });

  offersOnly('quotes and missing semicolons as in the file', rule, `
import { Client } from "undici"

export async function status(origin) {
  const client = new Client(origin)
  return (await client.request({ path: "/", method: "HEAD" })).statusCode
}
`, (output) => {
    expect(output).toMatch(/^import \{ closing \} from "safely-close"$/m);
  }, { filename: 'sample.js' });
});

describe('not offered', () => {
  offersNothing('in a function that is not async and whose callers are unknown', rule, `
import { Easy } from 'node-libcurl';

export function status(url: string) {
  const easy = new Easy();
  easy.setOpt('URL', url);
  easy.perform();
  return easy.getInfo('RESPONSE_CODE');
}
`);

  offersNothing('in a class static block', rule, `
import { Easy } from 'node-libcurl';

export class Version {
  static text: unknown;
  static {
    const easy = new Easy();
    Version.text = easy.getInfo('EFFECTIVE_URL');
  }
}
`);

  doesNotOfferAwaitUsing('where it leaks before it has a name: the scope would begin too late', rule, `
import { MongoClient } from 'mongodb';

export async function count(uri: string): Promise<number> {
  const client = await new MongoClient(uri).connect();
  try {
    return await client.db().collection('things').countDocuments();
  } finally {
    await client.close();
  }
}
`);

  doesNotOfferAwaitUsing('where a library\'s promise would become the language\'s own, which has fewer methods', rule, `
import Promise from 'bluebird';
import { Curl } from 'node-libcurl';

export function get(url: string) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  return new Promise((resolve, reject) => {
    curl.on('end', (_status, body) => {
      curl.close();
      resolve(body);
    });
    curl.on('error', (error) => {
      curl.close.bind(curl);
      reject(error);
    });
    curl.perform();
  });
}
`);

  doesNotOfferAwaitUsing('for an exported declaration', rule, `
import { Client } from 'undici';

export const client = new Client('https://example.com');
`, { mode: 'strict' });

  doesNotOfferAwaitUsing('for a session that is returned on one path', rule, `
import { Client } from 'undici';

export async function open(origin: string, wanted: boolean) {
  const client = new Client(origin);
  if (wanted) return client;
  return null;
}
`);

  doesNotOfferAwaitUsing('for a variable that is assigned again', rule, `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function twice(origin: string) {
  let client = new Client(origin);
  client = new Client(origin);
  await safelyCloseClient(client);
}
`);

  doesNotOfferAwaitUsing('directly in a `case`', rule, `
import { Client } from 'undici';

export async function status(kind: string, origin: string) {
  switch (kind) {
    case 'a':
      const client = new Client(origin);
      return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
    default:
      return 0;
  }
}
`);

  doesNotOfferAwaitUsing('for a destructured declaration', rule, `
import { Client } from 'undici';

export async function status(origin: string) {
  const { closed } = new Client(origin);
  return closed;
}
`);

  doesNotOfferAwaitUsing('where a closure that outlives the function uses it', rule, `
import type { EventEmitter } from 'node:events';
import { Client } from 'undici';

export async function onDemand(bell: EventEmitter, origin: string) {
  const client = new Client(origin);
  bell.on('ring', () => client.request({ path: '/', method: 'POST' }));
}
`);

  doesNotOfferAwaitUsing('where a request that it started is not awaited', rule, `
import { Client } from 'undici';

export async function start(origin: string) {
  const client = new Client(origin);
  client.request({ path: '/', method: 'POST' });
}
`);

  doesNotOfferAwaitUsing('at CommonJS top level', rule, `
const { Client } = require('undici');

const client = new Client('https://example.com');
console.log(client.closed);
`, { filename: 'sample.cjs' });
});
