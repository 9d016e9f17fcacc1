// Classes that close what they made, or made nothing.
import { describe } from 'vitest';
import { checkAll, good, improvable } from '../support/sample.ts';

const closedBy = (method: string): string => `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  readonly #client = new Client('https://example.com');

  ${method}
}
`;

describe('silent', () => {
  checkAll([
    good('closed by a private method that a signal calls', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  readonly #client = new Client('https://example.com');

  start() {
    process.once('SIGTERM', () => void this.#end());
  }

  async #end() {
    await safelyCloseClient(this.#client);
  }
}
`),
    good('a close that subclasses must write: only strict wants to see it', `
import { Client } from 'undici';

export abstract class Api {
  protected readonly client = new Client('https://example.com');

  abstract close(): Promise<void>;
}
`, { modes: ['recommended'] }),
    ...['close', 'dispose', 'destroy', 'stop', 'end', 'shutdown', 'disconnect', 'quit', 'terminate', '[Symbol.asyncDispose]'].map((name) =>
      good(`closed by a method called ${name}`, closedBy(`async ${name}() {
    await safelyCloseClient(this.#client);
  }`))),
    good('closed by a method that the dispose method calls', closedBy(`async #release() {
    await safelyCloseClient(this.#client);
  }

  async close() {
    await this.#release();
  }`)),
    good('through a local, cleared first', closedBy(`async close() {
    const client = this.#client;
    await safelyCloseClient(client);
  }`)),
    good('an arrow in a field', closedBy(`close = async () => {
    await safelyCloseClient(this.#client);
  };`)),
    improvable('by a bare close', `
import { Client } from 'undici';

export class Api {
  readonly #client = new Client('https://example.com');

  async close() {
    await this.#client.close(); // ! prefer-safe-close
  }
}
`),
    good('several at once', `
import { closeAll } from 'safely-close';
import { Client } from 'undici';

export class Api {
  #main?: Client;
  #spare?: Client;

  open(origin: string) {
    this.#main ??= new Client(origin);
    this.#spare ??= new Client(origin);
  }

  async [Symbol.asyncDispose]() {
    await closeAll([this.#main, this.#spare]);
  }
}
`),
    good('handed in, so borrowed', `
import type { Client } from 'undici';

export class Api {
  constructor(private readonly client: Client) {}

  status() {
    return this.client.request({ path: '/', method: 'HEAD' });
  }
}
`),
    good('super closes what the base made', `
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

  override async close() {
    try {
      await safelyCloseClient(this.#spare);
    } finally {
      await super.close();
    }
  }
}
`),
    good('the base\'s dispose method is inherited', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

class Base {
  protected readonly client = new Client('https://example.com');

  async close() {
    await safelyCloseClient(this.client);
  }
}

export class Api extends Base {
  status() {
    return this.client.request({ path: '/', method: 'HEAD' });
  }
}
`),
    good('a stack in a field', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export class Api {
  readonly #resources = new AsyncDisposableStack();
  readonly #client = this.#resources.use(closing(new Client('https://example.com')));

  status() {
    return this.#client.request({ path: '/', method: 'HEAD' });
  }

  async [Symbol.asyncDispose]() {
    await this.#resources.disposeAsync();
  }
}
`),
    good('overwritten only where it is empty', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  #client: Client | undefined;

  client(origin: string) {
    if (!this.#client) this.#client = new Client(origin);
    return this.#client;
  }

  async close() {
    const client = this.#client;
    this.#client = undefined;
    await safelyCloseClient(client);
  }
}
`),
    good('a lazy server that the class never arms', `
import { createServer } from 'node:http';

export class App {
  readonly server = createServer();
}
`),
    good('a constructor that fails closes first', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { register } from './metrics.js';

export class Api {
  readonly #client: Client;

  constructor(origin: string) {
    const client = new Client(origin);
    try {
      register(origin);
    } catch (error) {
      void safelyCloseClient(client);
      throw error;
    }
    this.#client = client;
  }

  async close() {
    await safelyCloseClient(this.#client);
  }
}
`, { rules: ['require-owner-dispose', 'require-safe-close'] }),
  ]);
});

const withFlag = (fields: string, constructor: string, close: string): string => `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  readonly #client: Client;
  ${fields}

  constructor(url: string, given?: Client) {
    ${constructor}
  }

  async close() {
    ${close}
  }
}
`;

describe('silent about a close that a flag guards against its second call', () => {
  const guarded = (flag: string, guard: string): string => `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  #client = new Client('http://127.0.0.1:1');
  ${flag}

  async close(done: () => void) {
    ${guard}
    await safelyCloseClient(this.#client);
    done();
  }
}
`;
  checkAll([
    good('that says whether it is closed', guarded('#isClosed = false;', 'if (this.#isClosed) return done(); this.#isClosed = true;')),
    good('that says whether it is open', guarded('#isOpen = true;', 'if (!this.#isOpen) return done(); this.#isOpen = false;')),
  ]);
});

describe('silent about a close under a test for the session itself', () => {
  checkAll([
    good('as a compiler writes this.#client?.close()', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  client = new Client('http://127.0.0.1:1');

  async close() {
    var _a;
    await ((_a = this.client) === null || _a === void 0 ? void 0 : safelyCloseClient(_a));
  }
}
`),
    good('by its type', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  client = new Client('http://127.0.0.1:1');

  async close() {
    if (typeof this.client !== 'undefined') await safelyCloseClient(this.client);
  }
}
`),
  ]);
});

describe('silent about a client that was given, by a flag that says who made it', () => {
  checkAll([
    good('set from what was given', withFlag('readonly #isOwn: boolean;', `this.#client = given ?? new Client(url);
    this.#isOwn = given === undefined;`, 'if (this.#isOwn) await safelyCloseClient(this.#client);')),
    good('the other way round, before it', withFlag('readonly #isBorrowed: boolean;', `this.#isBorrowed = !!given;
    this.#client = given || new Client(url);`, `if (this.#isBorrowed) return;
    await safelyCloseClient(this.#client);`)),
    good('set beside it', withFlag('#isOwn = false;', `if (given) this.#client = given;
    else {
      this.#client = new Client(url);
      this.#isOwn = true;
    }`, 'if (this.#isOwn) await safelyCloseClient(this.#client);')),
  ]);
});
