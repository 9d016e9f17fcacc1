// Fields that get their session from a variable of the method that makes it.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';

describe('made in a variable, kept in a field', () => {
  checkAll([
    bad('and closed by nobody', `
import * as http2 from 'node:http2';

export class Sender {
  #session?: http2.ClientHttp2Session; // ! require-owner-dispose

  open(origin: string) {
    const session = http2.connect(origin);
    this.#session = session;
  }
}
`),
    bad('handed to the caller as well', `
import * as http2 from 'node:http2';

export class Sender {
  session?: http2.ClientHttp2Session; // ! require-owner-dispose

  open(origin: string) {
    const session = http2.connect(origin);
    this.session = session;
    return new Promise((resolve, reject) => {
      session.on('connect', () => resolve(session));
      session.on('error', reject);
    });
  }
}
`, { modes: ['recommended'] }),
    bad('without a declaration: at the assignment', `
const { Curl } = require('node-libcurl');

class Fetcher {
  constructor(url) {
    const curl = new Curl(); // !strict require-safe-close
    curl.setOpt('URL', url);
    this.curl = curl; // ! require-owner-dispose
  }
}

module.exports = Fetcher;
`),
    bad('overwritten on reconnect', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  #client?: Client;

  connect(origin: string) {
    const client = new Client(origin);
    this.#client = client; // ! require-owner-dispose
  }

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#client);
  }
}
`),
    good('and closed by the class', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  readonly #client: Client;

  constructor(origin: string) {
    const client = new Client(origin);
    this.#client = client;
  }

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#client);
  }
}
`),
  ]);
});
