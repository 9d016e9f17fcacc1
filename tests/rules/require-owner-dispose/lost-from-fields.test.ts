// A session that its field no longer has, and nobody else either.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-owner-dispose'] };
const opening = `import { Curl } from 'node-libcurl';

`;
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);

describe('a field that is cleared where its session was made', () => {
  checkAll([
    leaky('by the method', `
export class Fetcher {
  #curl?: Curl;
  run() {
    this.#curl = new Curl(); // !strict require-owner-dispose
    this.#curl.perform();
    this.#curl = undefined; // ! require-owner-dispose
  }
  close() { this.#curl?.close(); }
}`),
    leaky('by the constructor', `
export class Fetcher {
  curl: Curl | null;
  constructor() {
    this.curl = new Curl();
    this.curl = null; // ! require-owner-dispose
  }
  close() { this.curl?.close(); }
}`),
    leaky('on one way only', `
export class Fetcher {
  curl?: Curl;
  open(isDry: boolean) {
    this.curl?.close();
    this.curl = new Curl();
    if (isDry) this.curl = undefined; // ! require-owner-dispose
  }
  close() { this.curl?.close(); }
}`),
    tidy('after it was closed', `
export class Fetcher {
  curl?: Curl;
  run() {
    this.curl?.close();
    this.curl = new Curl();
    this.curl.close();
    this.curl = undefined;
  }
  close() { this.curl?.close(); }
}`),
    tidy('after it was given to somebody', `
export class Fetcher {
  curl?: Curl;
  take() {
    this.curl?.close();
    this.curl = new Curl();
    const { curl } = this;
    this.curl = undefined;
    return curl;
  }
  close() { this.curl?.close(); }
}`),
  ]);
});

describe('a session that is taken out of its field', () => {
  checkAll([
    leaky('and forgotten', `
export class Fetcher {
  curl = new Curl();
  swap() {
    const old = this.curl;
    this.curl = new Curl(); // ! require-owner-dispose
    console.log(old.isRunning);
  }
  close() { this.curl.close(); }
}`),
    tidy('and closed', `
export class Fetcher {
  curl = new Curl();
  swap() {
    const old = this.curl;
    this.curl = new Curl();
    old.close();
  }
  close() { this.curl.close(); }
}`),
    leaky('and closed later, which may never be', `
export class Fetcher {
  curl = new Curl();
  swap() {
    const old = this.curl;
    this.curl = new Curl(); // !strict require-owner-dispose
    setTimeout(() => { old.close(); }, 1000);
  }
  close() { this.curl.close(); }
}`),
  ]);
});

describe('static fields', () => {
  checkAll([
    leaky('that nothing closes', `
export class Api {
  static curl: Curl; // !strict require-owner-dispose
  static open() { this.curl = new Curl(); }
}`),
    leaky('that a static block fills', `
export class Api {
  static curl: Curl; // !strict require-owner-dispose
  static { this.curl = new Curl(); }
}`),
    leaky('that are nowhere declared', `
export class Api {
  static open() {
    Api.curl = new Curl(); // !strict require-owner-dispose
  }
}`),
    leaky('of which a class with a field of that name closes its own', `
export class Api {
  static curl: Curl; // !strict require-owner-dispose
  static open() { Api.curl = new Curl(); }
}
export class Other {
  curl = new Curl();
  close() { this.curl.close(); }
}`),
    leaky('that are filled again', `
export class Api {
  static curl?: Curl;
  static open() {
    Api.curl = new Curl(); // !strict require-owner-dispose
  }
  static stop() { this.curl?.close(); }
}`),
    leaky('that are cleared', `
export class Api {
  static curl = new Curl();
  static forget() {
    Api.curl = undefined; // !strict require-owner-dispose
  }
  static stop() { Api.curl?.close(); }
}`),
    tidy('that are closed before they are filled again', `
export class Api {
  static curl?: Curl;
  static open() {
    this.curl?.close();
    this.curl = new Curl();
  }
  static stop() { Api.curl?.close(); }
}`),
  ]);
});

describe('a field that is filled under another name of the object', () => {
  checkAll([
    leaky('and closed by nobody', `
export class Fetcher {
  curl: Curl; // ! require-owner-dispose
  constructor() {
    const self = this;
    self.curl = new Curl();
  }
}`),
  ]);
});

describe('a function that is given the object', () => {
  checkAll([
    tidy('and closes its session', `
function finish(fetcher: Fetcher) { fetcher.curl.close(); }
export class Fetcher {
  curl = new Curl();
  close() { finish(this); }
}`),
    tidy('taken apart', `
function finish({ curl }: Fetcher) { curl.close(); }
export class Fetcher {
  curl = new Curl();
  close() { finish(this); }
}`),
    leaky('and closes another field', `
function finish(fetcher: Fetcher) { fetcher.other.close(); }
export class Fetcher {
  curl = new Curl(); // ! require-owner-dispose
  other = new Curl();
  close() { finish(this); }
}`),
  ]);
});

describe('a class that is a client by what it extends', () => {
  checkAll([
    leaky('and closes nothing', `
export class Fetcher extends Curl {
  close() { // ! require-owner-dispose
    console.log('closed');
  }
}`),
    leaky('and closes on one way', `
export class Fetcher extends Curl {
  close(isLast: boolean) { // !strict require-owner-dispose
    if (isLast) super.close();
  }
}`),
    leaky('two classes away', `
class Base extends Curl {
  close() { super.close(); }
}
export class Fetcher extends Base {
  close() { // ! require-owner-dispose
    console.log('closed');
  }
}`),
    tidy('and leaves the closing to it', `
export class Fetcher extends Curl {
  close() {
    console.log('closing');
    super.close();
  }
}`),
    tidy('and leaves the closing to it by a method of its own', `
export class Fetcher extends Curl {
  #stop() { super.close(); }
  close() { this.#stop(); }
}`),
    tidy('and closes once', `
export class Fetcher extends Curl {
  isDone = false;
  close() {
    if (this.isDone) return;
    this.isDone = true;
    super.close();
  }
}`),
  ]);
});
