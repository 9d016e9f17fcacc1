// Scopes over what can be disposed.
import { describe } from 'vitest';
import { checkAll, good } from '../support/sample.ts';

describe('silent', () => {
  checkAll([
    good('closing around it', `
import { Curl } from 'node-libcurl';
import { closing } from 'safely-close';

export async function probe() {
  await using curl = closing(new Curl());
  console.log(curl);
}
`),
    good('closing with options, inside a conditional expression, around an awaited factory', `
import { closing } from 'safely-close';
import { Client } from 'undici';

async function open(origin: string) {
  return new Client(origin);
}

export async function probe(origin: string, wanted: boolean) {
  await using first = closing(await open(origin), { timeoutMs: 10 });
  await using second = wanted ? closing(new Client(origin)) : undefined;
  await using third = closing(wanted ? new Client(origin) : null);
  console.log(first, second, third);
}
`),
    good('a class with an asynchronous disposer of its own', `
import { createServer } from 'node:http';

export async function probe() {
  await using server = createServer();
  console.log(server);
}
`),
    good('a factory that wraps in closing', `
import { closing } from 'safely-close';
import { Client } from 'undici';

const open = (origin: string) => closing(new Client(origin));

export async function probe(origin: string) {
  await using client = open(origin);
  console.log(client);
}
`),
    good('a subclass that adds the disposer', `
import { Curl } from 'node-libcurl';

class MyCurl extends Curl {
  async [Symbol.asyncDispose]() {
    this.close();
  }
}

export async function probe() {
  await using curl = new MyCurl();
  console.log(curl);
}
`, { rules: ['no-invalid-await-using', 'require-safe-close'] }),
    good('a class of this file that has the same name', `
class Curl {
  async [Symbol.asyncDispose]() {
    console.log('closed');
  }
}

export async function probe() {
  await using curl = new Curl();
  console.log(curl);
}
`),
    good('null, undefined, and what is no session', `
import type { Client } from 'undici';
import { lock } from './lock.js';

export async function probe(client: Client) {
  await using nothing = null;
  await using held = await lock();
  using other = lock();
  console.log(nothing, held, other, client);
}
`),
    good('a session that was opened before, wrapped now', `
import { Curl } from 'node-libcurl';
import { closing } from 'safely-close';

export async function probe() {
  const curl = new Curl();
  await using managed = closing(curl);
  console.log(managed);
}
`),
    good('a stack', `
import { Client } from 'undici';

export async function probe(client: Client) {
  await using stack = new AsyncDisposableStack();
  using other = new DisposableStack();
  console.log(stack, other, client);
}
`),
    good('`for (await using … of …)`', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function visit(origins: readonly string[]) {
  for (await using client of origins.map((origin) => closing(new Client(origin)))) {
    await client.request({ path: '/', method: 'HEAD' });
  }
}
`, { rules: ['no-invalid-await-using'] }),
  ]);
});
