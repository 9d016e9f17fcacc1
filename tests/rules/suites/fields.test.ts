// Fields that own a session: after the ideas of the Checker Framework's Resource Leak Checker (owning fields), IDisposableAnalyzers (IDISP002, IDISP003, IDISP006), CA2213 and CodeQL's "missed dispose".
import { leaky, suite, tidy } from '../support/suite.ts';

suite('fields', [
  leaky('a field that a method sets to null instead of closing it', `
export class Probe {
  curl: Curl | null = new Curl();

  stop() {
    this.curl = null; // ! require-owner-dispose
  }

  async close() {
    await safelyCloseClient(this.curl);
  }
}
`),
  tidy('a method closes the field and then sets it to null', `
export class Probe {
  curl: Curl | null = new Curl();

  async stop() {
    await safelyCloseClient(this.curl);
    this.curl = null;
  }

  async close() {
    await safelyCloseClient(this.curl);
  }
}
`),
  tidy('the old value is read, the field cleared, the old value closed', `
export class Probe {
  curl: Curl | null = new Curl();

  async close() {
    const old = this.curl;
    this.curl = null;
    await safelyCloseClient(old);
  }
}
`),
  tidy('the old value is closed when the field is filled anew', `
export class Probe {
  curl = new Curl();

  async renew() {
    const old = this.curl;
    this.curl = new Curl();
    await safelyCloseClient(old);
  }

  async close() {
    await safelyCloseClient(this.curl);
  }
}
`),
  leaky('a field without any closing method', `
export class Probe {
  readonly curl = new Curl(); // ! require-owner-dispose

  get(url: string) {
    this.curl.setOpt('URL', url);
  }
}
`),
  leaky('a private field without any closing method', `
export class Probe {
  readonly #session = connect('https://example.com'); // ! require-owner-dispose

  get destroyed() {
    return this.#session.destroyed;
  }
}
`),
  tidy('a field closed by a helper method that dispose calls', `
export class Probe {
  readonly curl = new Curl();

  async #release() {
    await safelyCloseClient(this.curl);
  }

  async [Symbol.asyncDispose]() {
    await this.#release();
  }
}
`),
  tidy('two hops from dispose to the close', `
export class Probe {
  readonly curl = new Curl();

  private async first() {
    await this.second();
  }

  private async second() {
    await safelyCloseClient(this.curl);
  }

  async close() {
    await this.first();
  }
}
`),
  leaky('a helper method closes the field and nobody calls it', `
export class Probe {
  readonly curl = new Curl(); // ! require-owner-dispose

  async #release() {
    await safelyCloseClient(this.curl);
  }

  async close() {
    console.log('closed');
  }
}
`),
  leaky('a field filled by a helper method and never closed', `
export class Probe {
  curl: Curl | undefined; // ! require-owner-dispose

  constructor() {
    this.#open();
  }

  #open() {
    this.curl = new Curl();
  }
}
`),
  tidy('a field filled by a helper method and closed', `
export class Probe {
  curl: Curl | undefined;

  constructor() {
    this.#open();
  }

  #open() {
    this.curl = new Curl();
  }

  async close() {
    await safelyCloseClient(this.curl);
  }
}
`),
  leaky('one of three fields is forgotten', `
export class Trio {
  readonly a = new Curl();
  readonly b = new Curl(); // ! require-owner-dispose
  readonly c = new Curl();

  async close() {
    await safelyCloseClient(this.a);
    await safelyCloseClient(this.c);
  }
}
`),
  tidy('all of three fields', `
export class Trio {
  readonly a = new Curl();
  readonly b = new Curl();
  readonly c = new Curl();

  async close() {
    await closeAll([this.a, this.b, this.c]);
  }
}
`),
  leaky('dispose closes under an unrelated flag', `
export class Probe {
  readonly curl = new Curl(); // ! require-owner-dispose
  polite = false;

  async close() {
    if (this.polite) await safelyCloseClient(this.curl);
  }
}
`),
  leaky('dispose returns early on an unrelated parameter', `
export class Probe {
  readonly curl = new Curl(); // ! require-owner-dispose

  async close(keep: boolean) {
    if (keep) return;
    await safelyCloseClient(this.curl);
  }
}
`),
  tidy('dispose with the closed-already flag', `
export class Probe {
  readonly curl = new Curl();
  #closed = false;

  async close() {
    if (this.#closed) return;
    this.#closed = true;
    await safelyCloseClient(this.curl);
  }
}
`),
  tidy('the guard on the field itself', `
export class Probe {
  curl: Curl | undefined;

  open() {
    this.curl ??= new Curl();
    return this.curl;
  }

  async close() {
    if (this.curl === undefined) return;
    await safelyCloseClient(this.curl);
  }
}
`),
  leaky('dispose that fails before it closes', `
export class Probe {
  readonly curl = new Curl(); // ! require-owner-dispose

  async close() {
    await flush();
    await safelyCloseClient(this.curl);
  }
}
`),
  tidy('dispose that closes whether or not the flush fails', `
export class Probe {
  readonly curl = new Curl();

  async close() {
    try {
      await flush();
    } finally {
      await safelyCloseClient(this.curl);
    }
  }
}
`),
  leaky('a constructor that throws after it filled a field', `
export class Probe {
  readonly curl: Curl; // ! require-owner-dispose

  constructor(url: string) {
    this.curl = new Curl();
    if (url === '') throw new TypeError('No address.');
  }

  async close() {
    await safelyCloseClient(this.curl);
  }
}
`),
  tidy('a constructor that closes before it throws', `
export class Probe {
  readonly curl: Curl;

  constructor(url: string) {
    this.curl = new Curl();
    if (url === '') {
      this.curl.close();
      throw new TypeError('No address.');
    }
  }

  async close() {
    await safelyCloseClient(this.curl);
  }
}
`),
  leaky('a constructor that opens into a local and drops it', `
export class Probe {
  readonly id: string;

  constructor() {
    const curl = new Curl(); // ! require-safe-close
    this.id = typeof curl;
  }
}
`),
  leaky('the field of another instance is closed', `
export class Probe {
  readonly curl = new Curl(); // ! require-owner-dispose

  async close(other: Probe) {
    await safelyCloseClient(other.curl);
  }
}
`),
  leaky('a second start overwrites the open field', `
export class Probe {
  curl: Curl | undefined;

  start() {
    this.curl = new Curl(); // !strict require-owner-dispose
  }

  async close() {
    await safelyCloseClient(this.curl);
  }
}
`),
  tidy('a start that throws when started already', `
export class Probe {
  curl: Curl | undefined;

  start() {
    if (this.curl !== undefined) throw new Error('Started already.');
    this.curl = new Curl();
  }

  async close() {
    await safelyCloseClient(this.curl);
  }
}
`),
  tidy('a start that returns when started already', `
export class Probe {
  curl: Curl | undefined;

  start() {
    if (this.curl) return;
    this.curl = new Curl();
  }

  async close() {
    await safelyCloseClient(this.curl);
  }
}
`),
  leaky('a work method is the only one that closes', `
export class Probe {
  readonly curl = new Curl(); // !strict require-owner-dispose

  async fetch(url: string) {
    this.curl.setOpt('URL', url);
    await safelyCloseClient(this.curl);
  }
}
`),
  leaky("a session in a field's object literal", `
export class Probe {
  readonly parts = { curl: new Curl(), name: 'probe' }; // ! require-owner-dispose

  get name() {
    return this.parts.name;
  }
}
`),
  tidy("a session in a field's object literal, closed", `
export class Probe {
  readonly parts = { curl: new Curl(), name: 'probe' };

  async close() {
    await safelyCloseClient(this.parts.curl);
  }
}
`),
  tidy("an injected session is not the class's to close", `
export class Probe {
  readonly curl: Curl;

  constructor(curl: Curl) {
    this.curl = curl;
  }
}
`),
  leaky("a default made where none was injected is nobody's", `
export class Probe {
  readonly curl: Curl; // ! require-owner-dispose

  constructor(curl?: Curl) {
    this.curl = curl ?? new Curl();
  }
}
`),
  leaky('closed through a free function that only looks at the object', `
function watch(probe: Probe) {
  console.log(probe.curl);
}

export class Probe {
  readonly curl = new Curl(); // ! require-owner-dispose

  close() {
    watch(this);
  }
}
`),
  leaky('getter that makes a new one each time it is read, and keeps it', `
export class Probe {
  #curl: Curl | undefined;

  get curl() {
    this.#curl = new Curl(); // !strict require-owner-dispose
    return this.#curl;
  }

  async close() {
    await safelyCloseClient(this.#curl);
  }
}
`),
  tidy('getter that makes one at the first read', `
export class Probe {
  #curl: Curl | undefined;

  get curl() {
    return (this.#curl ??= new Curl());
  }

  async close() {
    await safelyCloseClient(this.#curl);
  }
}
`),
  leaky('a setter that forgets the old one', `
export class Probe {
  #curl = new Curl();

  set url(url: string) {
    this.#curl = new Curl(); // ! require-owner-dispose
    this.#curl.setOpt('URL', url);
  }

  async close() {
    await safelyCloseClient(this.#curl);
  }
}
`),
  leaky('a pool of postgres kept by a class that has no end', `
export class Store {
  readonly pool = new Pool(); // ! require-owner-dispose

  ask(sql: string) {
    return this.pool.query(sql);
  }
}
`),
  tidy('a pool of postgres ended by its class', `
export class Store {
  readonly pool = new Pool();

  ask(sql: string) {
    return this.pool.query(sql);
  }

  async end() {
    await safelyCloseClient(this.pool);
  }
}
`),
  leaky('a browser launched by a method and kept', `
export class Robot {
  browser: Browser | undefined; // ! require-owner-dispose

  async start() {
    if (this.browser) return;
    this.browser = await puppeteer.launch();
  }
}
`),
]);
