// Fields and the classes that keep sessions in them.
import { bad, good } from '../support/sample.ts';
import { outOfScope, reportedBy, scenario, silent } from '../support/scenario.ts';

scenario(99, 'a class closes one of its fields and forgets another', reportedBy('require-owner-dispose'), [
  bad('the forgotten field', `
import { connect } from 'node:http2';
import type { ClientHttp2Session } from 'node:http2';
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Feed {
  #client: Client | undefined; // ! require-owner-dispose
  #session: ClientHttp2Session | undefined;

  client(origin: string) {
    this.#client ??= new Client(origin);
    return this.#client;
  }

  session(origin: string) {
    this.#session ??= connect(origin);
    return this.#session;
  }

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#session);
  }
}
`),
  good('both are closed', `
import { connect } from 'node:http2';
import type { ClientHttp2Session } from 'node:http2';
import { closeAll } from 'safely-close';
import { Client } from 'undici';

export class Feed {
  #client: Client | undefined;
  #session: ClientHttp2Session | undefined;

  client(origin: string) {
    this.#client ??= new Client(origin);
    return this.#client;
  }

  session(origin: string) {
    this.#session ??= connect(origin);
    return this.#session;
  }

  async [Symbol.asyncDispose]() {
    await closeAll([this.#client, this.#session]);
  }
}
`),
]);

scenario(101, 'a session that was handed in is not the class\'s to close', silent, [
  good('assigned in the constructor', `
import type { Client } from 'undici';

export class Api {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  status() {
    return this.#client.request({ path: '/', method: 'HEAD' });
  }
}
`),
  good('a parameter property', `
import type { Client } from 'undici';

export class Api {
  constructor(private readonly client: Client) {}

  status() {
    return this.client.request({ path: '/', method: 'HEAD' });
  }
}
`),
]);

scenario(103, 'only what the class made itself is closed', silent, [
  good('the made one has a field of its own', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  readonly #made: Client | null;
  readonly #client: Client | null;

  constructor(origin: string, given?: Client) {
    this.#made = given ? null : new Client(origin);
    this.#client = given ?? this.#made;
  }

  get client() {
    return this.#client;
  }

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#made);
  }
}
`),
]);

scenario(105, 'a reconnect closes the old session, then assigns the new one', silent, [
  good('close, then assign', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  #client = new Client('https://example.com');

  async reconnect(origin: string) {
    await safelyCloseClient(this.#client);
    this.#client = new Client(origin);
  }

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#client);
  }
}
`),
  bad('assign without closing', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  #client = new Client('https://example.com');

  reconnect(origin: string) {
    this.#client = new Client(origin); // ! require-owner-dispose
  }

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#client);
  }
}
`),
]);

scenario(107, 'a constructor assigns the field, then fails', reportedBy('require-owner-dispose'), [
  bad('a call that may throw follows', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { register } from './metrics.js';

export class Api {
  readonly #client: Client; // ! require-owner-dispose

  constructor(origin: string) {
    this.#client = new Client(origin);
    register(origin);
  }

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#client);
  }
}
`),
  bad('a throw follows', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  readonly #client: Client; // ! require-owner-dispose

  constructor(origin: string, name: string) {
    this.#client = new Client(origin);
    if (name === '') throw new Error('No name.');
  }

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#client);
  }
}
`),
  good('what may throw comes first', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { register } from './metrics.js';

export class Api {
  readonly #client: Client;

  constructor(origin: string) {
    register(origin);
    this.#client = new Client(origin);
  }

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#client);
  }
}
`),
]);

scenario(109, 'a dispose method closes another instance\'s field', reportedBy('require-owner-dispose'), [
  bad('a parameter of the same class', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  readonly #client = new Client('https://example.com'); // ! require-owner-dispose

  async dispose(other: Api) {
    await safelyCloseClient(other.#client);
  }
}
`),
]);

scenario(111, 'a field is filled twice while the object is made', reportedBy('require-owner-dispose'), [
  bad('in its declaration and in the constructor', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  #client = new Client('https://example.com');

  constructor(origin: string) {
    this.#client = new Client(origin); // ! require-owner-dispose
  }

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#client);
  }
}
`),
]);

scenario(113, 'another object\'s session field is written from outside', outOfScope('what the other object does with its field is its class\'s affair; to the writer it is a hand-over'), [
  good('the session is handed over to the object', `
import { Client } from 'undici';

interface Holder {
  client: Client | undefined;
}

export function equip(holder: Holder, origin: string) {
  holder.client = new Client(origin);
}
`),
]);
