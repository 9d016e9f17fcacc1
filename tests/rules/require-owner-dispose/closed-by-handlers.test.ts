// A class that closes its session when the session's own work ends needs no method for it. `strict` minds what may throw before.
import { describe } from 'vitest';
import { bad, checkAll } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-owner-dispose', 'require-safe-close'] };
const opening = `import { Curl } from 'node-libcurl';

`;
const mostlyTidy = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);

describe('handlers that are registered in the constructor', () => {
  checkAll([
    mostlyTidy('of a field that is filled there', `
export class Download {
  curl: Curl; // !strict require-owner-dispose
  constructor() {
    this.curl = new Curl();
    this.curl.on('end', () => { this.curl.close(); });
    this.curl.on('error', () => { this.curl.close(); });
    this.curl.perform();
  }
}`),
    mostlyTidy('of a field that has its value', `
export class Download {
  readonly #curl = new Curl(); // !strict require-owner-dispose
  constructor() {
    this.#curl.on('end', () => { this.#curl.close(); });
    this.#curl.on('error', () => { this.#curl.close(); });
    this.#curl.perform();
  }
}`),
    mostlyTidy('by name', `
export class Download {
  curl: Curl; // !strict require-owner-dispose
  constructor() {
    this.curl = new Curl();
    const end = () => { this.curl.close(); };
    this.curl.on('end', end).on('error', end);
    this.curl.perform();
  }
}`),
    leaky('for one of the two ends', `
export class Download {
  readonly #curl = new Curl(); // ! require-owner-dispose
  constructor(report: (error: Error) => void) {
    this.#curl.on('end', () => { this.#curl.close(); });
    this.#curl.on('error', report);
    this.#curl.perform();
  }
}`),
    leaky('of which one does not close on every path', `
export class Download {
  readonly #curl = new Curl(); // ! require-owner-dispose
  constructor(isQuiet: boolean) {
    this.#curl.on('end', () => { this.#curl.close(); });
    this.#curl.on('error', () => { if (isQuiet) this.#curl.close(); });
    this.#curl.perform();
  }
}`),
    leaky('of work that is never started', `
export class Download {
  readonly #curl = new Curl(); // ! require-owner-dispose
  constructor() {
    this.#curl.on('end', () => { this.#curl.close(); });
    this.#curl.on('error', () => { this.#curl.close(); });
  }
}`),
  ]);
});

describe('handlers that are registered in a method', () => {
  checkAll([
    mostlyTidy('which makes the session', `
export class Downloads {
  current: Curl | undefined;
  start(url: string) {
    this.current = new Curl(); // !strict require-owner-dispose
    this.current.setOpt('URL', url);
    this.current.on('end', () => { this.current?.close(); });
    this.current.on('error', () => { this.current?.close(); });
    this.current.perform();
  }
}`),
  ]);
});

describe('handlers that have the object under another name', () => {
  checkAll([
    mostlyTidy('self', `
export class Download {
  curl: Curl;
  constructor() {
    const self = this;
    this.curl = new Curl();
    this.curl.on('end', function () { self.curl.close(); });
    this.curl.on('error', function () { self.curl.close(); });
    this.curl.perform();
  }
}`.replace('curl: Curl;', 'curl: Curl; // !strict require-owner-dispose')),
    mostlyTidy('this, bound', `
export class Download {
  curl: Curl; // !strict require-owner-dispose
  constructor() {
    this.curl = new Curl();
    this.curl.on('end', function (this: Download) { this.curl.close(); }.bind(this));
    this.curl.on('error', function (this: Download) { this.curl.close(); }.bind(this));
    this.curl.perform();
  }
}`),
    leaky('for one of the two ends', `
export class Download {
  curl: Curl; // ! require-owner-dispose
  constructor(report: () => void) {
    const self = this;
    this.curl = new Curl();
    this.curl.on('end', function () { self.curl.close(); });
    this.curl.on('error', report);
    this.curl.perform();
  }
}`),
  ]);
});

describe('a handler that ends the process', () => {
  checkAll([
    mostlyTidy('leaves nothing open', `
export function send() {
  const curl = new Curl(); // !strict require-safe-close
  curl.on('end', () => { console.log('sent'); process.exit(0); });
  curl.on('error', () => { curl.close(); });
  curl.perform();
}`),
  ]);
});
