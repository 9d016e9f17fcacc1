// A field with `accessor` before it is a field like any other.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';

const opening = "import { safelyCloseClient } from 'safely-close';\nimport { Client } from 'undici';\n";

describe('an accessor that holds a session', () => {
  checkAll([
    bad('that nothing closes', `${opening}
export class Api {
  accessor client = new Client('https://example.com'); // ! require-owner-dispose
}`),
    bad('that a method fills', `${opening}
export class Api {
  accessor client: Client | undefined; // ! require-owner-dispose

  open() {
    this.client = new Client('https://example.com');
  }
}`),
    good('that the class closes', `${opening}
export class Api {
  accessor #client = new Client('https://example.com');

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#client);
  }
}`),
  ]);
});
