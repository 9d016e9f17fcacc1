// What is offered for a bare close.
import { describe, expect } from 'vitest';
import { doesNotOfferAwaitUsing, offers, offersOnly } from '../support/suggestion.ts';

const rule = 'prefer-safe-close';

describe('offered', () => {
  offers('one closing of all for a walk that does nothing but close', rule, `
import type { Socket } from 'node:net';
import { closeAll } from 'safely-close';

export async function stop(sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
}

export { closeAll };
`, `
import type { Socket } from 'node:net';
import { closeAll } from 'safely-close';

export async function stop(sockets: ReadonlySet<Socket>): Promise<void> {
  await closeAll(sockets, { politeMs: 0 });
}

export { closeAll };
`);

  offers('`void safelyCloseClient(…)` in a callback whose result is ignored', rule, `
import { connect } from 'node:http2';
import { safelyCloseClient } from 'safely-close';

export function untilStopped(origin: string) {
  const session = connect(origin);
  process.once('SIGTERM', () => {
    session.close();
  });
}

export { safelyCloseClient };
`, `
import { connect } from 'node:http2';
import { safelyCloseClient } from 'safely-close';

export function untilStopped(origin: string) {
  const session = connect(origin);
  process.once('SIGTERM', () => {
    void safelyCloseClient(session);
  });
}

export { safelyCloseClient };
`);

  offers('the promise of a close whose callback settles it', rule, `
import type { Client } from 'undici';
import { safelyCloseClient } from 'safely-close';

export async function stop(client: Client): Promise<void> {
  await new Promise<void>((resolve) => client.close(resolve));
}

export { safelyCloseClient };
`, `
import type { Client } from 'undici';
import { safelyCloseClient } from 'safely-close';

export async function stop(client: Client): Promise<void> {
  await safelyCloseClient(client);
}

export { safelyCloseClient };
`);

  offers('`this` where the variable may hold the next session by then', rule, `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

let curl: Curl;

export function check(url: string) {
  curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', function () {
    this.close();
  });
  curl.on('error', () => void safelyCloseClient(curl));
  curl.perform();
}
`, `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

let curl: Curl;

export function check(url: string) {
  curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', function () {
    void safelyCloseClient(this);
  });
  curl.on('error', () => void safelyCloseClient(curl));
  curl.perform();
}
`);

  offers('`this` for a `var` that each round of a loop fills again', rule, `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export function checkAll(urls: readonly string[]) {
  for (const url of urls) {
    var curl = new Curl();
    curl.setOpt('URL', url);
    curl.on('end', () => void safelyCloseClient(curl));
    curl.on('error', function () {
      this.close();
    });
    curl.perform();
  }
}
`, `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export function checkAll(urls: readonly string[]) {
  for (const url of urls) {
    var curl = new Curl();
    curl.setOpt('URL', url);
    curl.on('end', () => void safelyCloseClient(curl));
    curl.on('error', function () {
      void safelyCloseClient(this);
    });
    curl.perform();
  }
}
`);

  offers('`await safelyCloseClient(…)` in place, in the dispose method of a class', rule, `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  readonly #client = new Client('https://example.com');

  async [Symbol.asyncDispose]() {
    await this.#client.close();
  }
}

export { safelyCloseClient };
`, `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  readonly #client = new Client('https://example.com');

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#client);
  }
}

export { safelyCloseClient };
`);

  offersOnly('something safe for a bare close in an async function', rule, `
import { Client } from 'undici';

export async function touch(origin: string) {
  const client = new Client(origin);
  await client.close();
}
`, (output) => {
    expect(output).toMatch(/await safelyCloseClient\(client\)|await using client = closing\(new Client\(origin\)\)/);
    expect(output).not.toContain('client.close()');
  });

  offersOnly('a closure in place of a bound reference', rule, `
import { connect } from 'node:http2';

export function untilStopped(origin: string) {
  const session = connect(origin);
  process.once('SIGTERM', session.close.bind(session));
}
`, (output) => {
    expect(output).toMatch(/process\.once\('SIGTERM', \(\) => (\{ )?void safelyCloseClient\(session\)/);
  });
});

describe('not offered', () => {
  doesNotOfferAwaitUsing('a scope for a session that is used after its close', rule, `
import { Client } from 'undici';
import { describe } from './describe.js';

export async function status(origin: string) {
  const client = new Client(origin);
  await client.close();
  return describe(client.closed);
}
`);
});
