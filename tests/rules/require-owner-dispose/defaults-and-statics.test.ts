// Fields that are filled by a parameter's default, and static ones.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-owner-dispose', 'require-safe-close'] };
const opening = "import { Client } from 'undici';\nimport { safelyCloseClient } from 'safely-close';\n\n";
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);

describe('a default of a constructor', () => {
  checkAll([
    leaky('in a parameter property, never closed', `
export class Api {
  constructor(private client = new Client('https://example.com')) {} // ! require-owner-dispose

  ask() {
    return this.client.closed;
  }
}`),
    tidy('in a parameter property, closed', `
export class Api {
  constructor(private client = new Client('https://example.com')) {}

  async close() {
    await safelyCloseClient(this.client);
  }
}`),
    leaky('in a parameter that is kept, never closed', `
export class Api {
  client: Client; // ! require-owner-dispose

  constructor(client = new Client('https://example.com')) {
    this.client = client;
  }
}`),
    tidy('in a parameter that is kept, closed', `
export class Api {
  client: Client;

  constructor(client = new Client('https://example.com')) {
    this.client = client;
  }

  async close() {
    await safelyCloseClient(this.client);
  }
}`),
  ]);
});

describe('a static field', () => {
  checkAll([
    leaky('never closed', `
export class Api {
  static client = new Client('https://example.com'); // !strict require-owner-dispose

  static ask() {
    return Api.client.closed;
  }
}`),
    tidy('closed', `
export class Api {
  static client = new Client('https://example.com');

  static async close() {
    await safelyCloseClient(Api.client);
  }
}`),
  ]);
});

describe('a base class', () => {
  const base = (body: string): string => `
abstract class Base {
  protected abstract client: Client;

  async close() {
    ${body}
  }
}
`;
  checkAll([
    tidy('that closes what the class makes', `${base('await safelyCloseClient(this.client);')}
export class Api extends Base {
  client = new Client('https://example.com');
}`),
    leaky('that closes nothing', `${base('console.log(this.client.closed);')}
export class Api extends Base {
  client = new Client('https://example.com'); // ! require-owner-dispose
}`),
    leaky('of which the closing method is hidden', `${base('await safelyCloseClient(this.client);')}
export class Api extends Base {
  client = new Client('https://example.com'); // ! require-owner-dispose

  async close() {
    console.log(this.client.closed);
  }
}`),
  ]);
});
