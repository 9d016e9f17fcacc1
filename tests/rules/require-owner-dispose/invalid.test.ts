// Classes that keep sessions they made and do not close them.
import { describe } from 'vitest';
import { bad, checkAll } from '../support/sample.ts';

describe('reported at the field\'s declaration', () => {
  checkAll([
    bad('a class without any way to close', `
import { Client } from 'undici';

export class Api {
  readonly #client = new Client('https://example.com'); // ! require-owner-dispose

  status() {
    return this.#client.request({ path: '/', method: 'HEAD' });
  }
}
`),
    bad('a field filled in the constructor', `
import { Client } from 'undici';

export class Api {
  readonly client: Client; // ! require-owner-dispose

  constructor(origin: string) {
    this.client = new Client(origin);
  }
}
`),
    bad('a field filled by a method', `
import { Client } from 'undici';

export class Api {
  client?: Client; // ! require-owner-dispose

  open(origin: string) {
    this.client ??= new Client(origin);
  }
}
`),
    bad('a dispose method that closes another field', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  #main?: Client; // ! require-owner-dispose
  #spare?: Client;

  openMain(origin: string) {
    this.#main ??= new Client(origin);
  }

  openSpare(origin: string) {
    this.#spare ??= new Client(origin);
  }

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#spare);
  }
}
`),
    bad('a dispose method that closes on one path only', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  readonly #client = new Client('https://example.com'); // ! require-owner-dispose

  async close(politely: boolean) {
    if (politely) await safelyCloseClient(this.#client);
  }
}
`),
    bad('a private method closes it, which the dispose method calls on one way only', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  readonly #client = new Client('https://example.com'); // ! require-owner-dispose

  async close(whole: boolean) {
    if (whole) await this.#end();
  }

  async #end() {
    await safelyCloseClient(this.#client);
  }
}
`),
    bad('a private method closes it, and nobody calls that', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  private readonly client = new Client('https://example.com'); // ! require-owner-dispose

  status() {
    return this.client.request({ path: '/', method: 'HEAD' });
  }

  private async cleanUp() {
    await safelyCloseClient(this.client);
  }
}
`),
    bad('a dispose method that throws before it closes', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { flush } from './log.js';

export class Api {
  readonly #client = new Client('https://example.com'); // ! require-owner-dispose

  async close() {
    await flush();
    await safelyCloseClient(this.#client);
  }
}
`),
    bad('a constructor that fails after the field is filled', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  readonly #client: Client; // ! require-owner-dispose

  constructor(origin: string, name: string) {
    this.#client = new Client(origin);
    if (name === '') throw new Error('No name.');
  }

  async close() {
    await safelyCloseClient(this.#client);
  }
}
`),
    bad('a list that is filled and not drained', `
import { Client } from 'undici';

export class Clients {
  readonly #all: Client[] = []; // ! require-owner-dispose

  open(origin: string) {
    this.#all.push(new Client(origin));
  }
}
`),
    bad('a static field', `
import { Client } from 'undici';

export class Api {
  static #shared?: Client; // ! require-owner-dispose

  static shared(origin: string) {
    return (Api.#shared ??= new Client(origin));
  }
}
`, { modes: ['strict'] }),
    bad('a session made by a factory of this file', `
import { Client } from 'undici';

const open = (origin: string) => new Client(origin);

export class Api {
  readonly #client: Client; // ! require-owner-dispose

  constructor(origin: string) {
    this.#client = open(origin);
  }
}
`),
  ]);
});

describe('reported at the first assignment, where the field is not declared', () => {
  checkAll([
    bad('JavaScript', `
const { Client } = require('undici');

module.exports = class Api {
  constructor(origin) {
    this.client = new Client(origin); // ! require-owner-dispose
  }

  status() {
    return this.client.request({ path: '/', method: 'HEAD' });
  }
};
`, { filename: 'sample.cjs' }),
  ]);
});

describe('reported at the overwriting assignment', () => {
  checkAll([
    bad('a reconnect that does not close the old one', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  #client: Client | undefined;

  connect(origin: string) {
    this.#client = new Client(origin); // ! require-owner-dispose
  }

  async close() {
    await safelyCloseClient(this.#client);
  }
}
`),
    bad('a field set to undefined while it is open', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  #client: Client | undefined = new Client('https://example.com');

  forget() {
    this.#client = undefined; // ! require-owner-dispose
  }

  async close() {
    await safelyCloseClient(this.#client);
  }
}
`),
    bad('closed after it was overwritten', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  #client = new Client('https://example.com');

  async reconnect(origin: string) {
    this.#client = new Client(origin); // ! require-owner-dispose
    await safelyCloseClient(this.#client);
  }

  async close() {
    await safelyCloseClient(this.#client);
  }
}
`),
  ]);
});

describe('reported at the overriding dispose method\'s name', () => {
  checkAll([
    bad('a forgotten super', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

class Base {
  readonly #client = new Client('https://example.com');

  async close() {
    await safelyCloseClient(this.#client);
  }
}

export class Api extends Base {
  readonly #spare = new Client('https://example.org');

  override async close() { // ! require-owner-dispose
    await safelyCloseClient(this.#spare);
  }
}
`),
  ]);
});

const flagged = (constructor: string, more = ''): string => `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  readonly #client: Client; // ! require-owner-dispose
  #isOwn: boolean;

  constructor(url: string, isOwn: boolean, given?: Client) {
    ${constructor}
    this.#client = given ?? new Client(url);
  }
${more}
  async close() {
    if (this.#isOwn) await safelyCloseClient(this.#client);
  }
}
`;

describe('closed by a flag that does not say who made it', () => {
  checkAll([
    bad('the wrong way round', flagged('this.#isOwn = given !== undefined;')),
    bad('that has nothing to do with it', flagged('this.#isOwn = isOwn;')),
    bad('that another method changes', flagged('this.#isOwn = given === undefined;', `
  keep() {
    this.#isOwn = false;
  }
`)),
  ]);
});

describe('a client that holds nothing until it connects', () => {
  checkAll([
    bad('which the function that made it has done', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'pg';

async function connected() {
  const client = new Client();
  try {
    await client.connect();
    return client;
  } catch (error) {
    await safelyCloseClient(client);
    throw error;
  }
}

export class Rows {
  #client: Client | undefined; // ! require-owner-dispose

  async open() {
    this.#client ??= await connected();
  }
}
`),
  ]);
});
