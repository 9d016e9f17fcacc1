// Fields that hold many sessions from the start, or are filled key by key.
import { describe, expect, it } from 'vitest';
import { lint } from '../support/lint.ts';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-owner-dispose', 'require-safe-close'] };
const opening = "import { Client } from 'undici';\nimport { closeAll, safelyCloseClient } from 'safely-close';\n\n";
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);

describe('never closed', () => {
  checkAll([
    leaky('a list that is there from the start', `
export class Clients {
  all = [new Client('https://a.example')]; // ! require-owner-dispose

  first() {
    return this.all[0]?.closed;
  }
}`),
    leaky('a set', `
export class Clients {
  all = new Set([new Client('https://a.example')]); // ! require-owner-dispose
}`),
    leaky('a map', `
export class Clients {
  byName = new Map([['a', new Client('https://a.example')]]); // ! require-owner-dispose
}`),
    leaky('an object', `
export class Clients {
  by = { a: new Client('https://a.example'), count: 1 }; // ! require-owner-dispose

  state() {
    return this.by.a.closed;
  }
}`),
    leaky('a list that the constructor makes', `
export class Clients {
  all: Client[]; // ! require-owner-dispose

  constructor() {
    this.all = [new Client('https://a.example')];
  }
}`),
    bad('a list without a declaration', `
import { Client } from 'undici';

export class Clients {
  constructor() {
    this.all = []; // !recommended require-owner-dispose
  }

  open(url) {
    this.all.push(new Client(url)); // !strict require-safe-close
  }
}`, { ...only, filename: 'sample.js' }),
    leaky('an object that is filled key by key', `
export class Clients {
  by: Record<string, Client> = {}; // ! require-owner-dispose

  open(key: string, url: string) {
    this.by[key] = new Client(url);
  }
}`),
    leaky('one key is forgotten', `
export class Clients {
  by = { a: new Client('https://a.example'), count: 1, b: new Set([new Client('https://b.example')]) }; // !recommended require-owner-dispose !strict require-owner-dispose, require-safe-close

  async close() {
    await closeAll(this.by.b);
  }
}`),
  ]);
});

describe('closed', () => {
  checkAll([
    tidy('all together', `
export class Clients {
  all = [new Client('https://a.example')];

  async close() {
    await closeAll(this.all);
  }
}`),
    tidy('one by one', `
export class Clients {
  all = new Set([new Client('https://a.example')]);

  async close() {
    for (const client of this.all) await safelyCloseClient(client);
  }
}`),
    tidy('by its key', `
export class Clients {
  by = { a: new Client('https://a.example'), count: 1 };

  async close() {
    await safelyCloseClient(this.by.a);
  }
}`),
    tidy('the values of an object', `
export class Clients {
  by: Record<string, Client> = {};

  open(key: string, url: string) {
    this.by[key] = new Client(url);
  }

  async close() {
    for (const client of Object.values(this.by)) await safelyCloseClient(client);
  }
}`),
    tidy('the values of a map', `
export class Clients {
  byName = new Map([['a', new Client('https://a.example')]]);

  async close() {
    await closeAll(this.byName.values());
  }
}`),
  ]);
});

describe('the cure', () => {
  it.each([
    ["all = [new Client('https://a.example')];", 'closeAll(this.all)'],
    ["all = new Map([['a', new Client('https://a.example')]]);", 'closeAll(this.all.values())'],
    ["all = { a: new Client('https://a.example') };", 'safelyCloseClient(this.all.a)'],
    ["all: Record<string, Client> = {}; open(key: string) { this.all[key] = new Client('https://a.example'); }", 'closeAll(Object.values(this.all))'],
  ])('%s', (field, cure) => {
    const [finding] = lint(`import { Client } from 'undici';\nexport class Clients { ${field} }\n`, { rules: ['require-owner-dispose'] });
    expect(finding?.message).toContain(`await ${cure};`);
  });
});

describe('a stack in a field', () => {
  const opening = "import { closing } from 'safely-close';\nimport { Client } from 'undici';\n";
  checkAll([
    bad('that nothing disposes', `${opening}
export class Clients {
  readonly #stack = new AsyncDisposableStack(); // ! require-owner-dispose

  open(origin: string) {
    return this.#stack.use(closing(new Client(origin))).closed;
  }
}`),
    good('that the class disposes', `${opening}
export class Clients {
  readonly #stack = new AsyncDisposableStack();

  open(origin: string) {
    return this.#stack.use(closing(new Client(origin))).closed;
  }

  async [Symbol.asyncDispose]() {
    await this.#stack.disposeAsync();
  }
}`),
    good('that the constructor filled before it took it over', `${opening}
export class Api {
  readonly #stack: AsyncDisposableStack;

  constructor(origin: string) {
    using filling = new DisposableStack();
    const stack = new AsyncDisposableStack();
    stack.use(closing(new Client(origin)));
    this.#stack = stack.move();
    filling.dispose();
  }

  async [Symbol.asyncDispose]() {
    await this.#stack.disposeAsync();
  }
}`, { rules: ['require-owner-dispose'] }),
  ]);
});
