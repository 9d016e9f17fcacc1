// Static members, constructor functions and prototypes: after the Checker Framework's static owning fields, IDISP's static members, and what JavaScript adds of its own.
import { leaky, suite, tidy } from '../support/suite.ts';

suite('statics', [
  leaky("a static field filled by the class's name and never closed", `
export class Shared {
  static #curl: Curl | undefined; // !strict require-owner-dispose

  static start() {
    Shared.#curl ??= new Curl();
    return typeof Shared.#curl;
  }
}
`),
  leaky('a static field with a value from the start', `
export class Shared {
  static readonly curl = new Curl(); // !strict require-owner-dispose

  static get(url: string) {
    this.curl.setOpt('URL', url);
  }
}
`),
  tidy('a constructor function whose prototype closes', `
export function Probe(this: { curl: Curl }) {
  this.curl = new Curl();
}

Probe.prototype.stop = async function () {
  await safelyCloseClient(this.curl);
};
`),
  tidy('a prototype given as one object', `
export function Probe(this: { curl: Curl }) {
  this.curl = new Curl();
}

Probe.prototype = {
  async close() {
    await safelyCloseClient(this.curl);
  },
};
`),
  leaky('a static factory whose result is dropped', `
class Shared {
  static open() {
    return new Curl();
  }
}

export function run() {
  Shared.open(); // ! require-safe-close
}
`),
  leaky('a static factory through `this`, dropped', `
class Shared {
  static open() {
    return new Curl();
  }

  static run() {
    const curl = this.open(); // ! require-safe-close
    console.log(curl);
  }
}

export const run = () => Shared.run();
`),
  tidy('a static factory through `this`, closed', `
class Shared {
  static open() {
    return new Curl();
  }

  static async run() {
    const curl = this.open();
    await safelyCloseClient(curl);
  }
}

export const run = () => Shared.run();
`),
]);
