// Objects of one's own classes that keep a session and have a method that closes it: strict wants that method called.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-safe-close', 'no-invalid-await-using', 'prefer-safe-close', 'require-owner-dispose'] };
const opening = `import { Client } from 'undici';
import { safelyCloseClient } from 'safely-close';

class Api {
  #client = new Client('https://example.com');

  get(path: string) {
    return this.#client.request({ path, method: 'GET' });
  }

  async close() {
    await safelyCloseClient(this.#client);
  }
}

`;
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);

describe('an object that keeps a session', () => {
  checkAll([
    leaky('never closed', `
export async function ask() {
  const api = new Api(); // !strict require-safe-close
  return await api.get('/');
}`),
    leaky('closed only where all goes well', `
export async function ask() {
  const api = new Api(); // !strict require-safe-close
  await api.get('/');
  await api.close();
}`),
    leaky('dropped', `
export async function ask() {
  await new Api().get('/'); // !strict require-safe-close
}`),
    leaky('made by a function', `
function open() {
  return new Api();
}

export async function ask() {
  const api = open(); // !strict require-safe-close
  return await api.get('/');
}`),
    leaky('of a class that extends it', `
class Better extends Api {
  post(path: string) {
    return this.get(path);
  }
}

export async function ask() {
  const api = new Better(); // !strict require-safe-close
  return await api.post('/');
}`),
    leaky('kept by another class that forgets it', `
export class Service {
  api = new Api(); // !strict require-owner-dispose

  ask() {
    return this.api.get('/');
  }
}`),
    tidy('closed in a finally', `
export async function ask() {
  const api = new Api();
  try {
    return await api.get('/');
  } finally {
    await api.close();
  }
}`),
    tidy('closed by the runtime', `
export async function ask() {
  const api = new Api();
  try {
    return await api.get('/');
  } finally {
    await safelyCloseClient(api);
  }
}`),
    tidy('handed to the caller', `
export function open() {
  return new Api();
}`),
    tidy('kept by another class that closes it', `
export class Service {
  #api = new Api();

  ask() {
    return this.#api.get('/');
  }

  async close() {
    await this.#api.close();
  }
}`),
    tidy('disposed by its scope', `
class Scoped {
  #client = new Client('https://example.com');

  get(path: string) {
    return this.#client.request({ path, method: 'GET' });
  }

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#client);
  }
}

export async function ask() {
  await using api = new Scoped();
  return await api.get('/');
}`),
    tidy('not opened yet', `
class Lazy {
  #client: Client | undefined;

  connect() {
    this.#client ??= new Client('https://example.com');
  }

  async close() {
    await safelyCloseClient(this.#client);
  }
}

export function make() {
  const lazy = new Lazy();
  console.log(lazy);
}`),
    leaky('opened by a method', `
class Lazy {
  #client: Client | undefined;

  connect() {
    this.#client ??= new Client('https://example.com');
  }

  async close() {
    await safelyCloseClient(this.#client);
  }
}

export function make() {
  const lazy = new Lazy(); // !strict require-safe-close
  lazy.connect();
}`),
  ]);
});

describe('an object that is given a session', () => {
  const box = (rest: string): string => `
class Box {
  client: Client;

  constructor(client: Client) {
    this.client = client;
  }
${rest}}
`;
  checkAll([
    leaky('and never closes it', `${box('')}
export function open(url: string) {
  const box = new Box(new Client(url)); // !strict require-safe-close
  return box.client.closed;
}`),
    leaky('nor does a class that extends it', `${box('')}
export class Better extends Box {
  constructor(url: string) {
    super(new Client(url)); // !strict require-safe-close
  }
}`),
    tidy('and closes it, if it is closed itself', `${box(`
  async close() {
    await safelyCloseClient(this.client);
  }
`)}
export function open(url: string) {
  return new Box(new Client(url));
}`),
  ]);
});

describe('an object of functions around a session', () => {
  const make = `
function make(url: string) {
  const client = new Client(url);
  return {
    ask: () => client.request({ path: '/', method: 'GET' }),
    end: () => safelyCloseClient(client),
  };
}
`;
  checkAll([
    leaky('never closed', `${make}
export async function run(url: string) {
  const made = make(url); // !strict require-safe-close
  return await made.ask();
}`),
    tidy('closed in a finally', `${make}
export async function run(url: string) {
  const made = make(url);
  try {
    return await made.ask();
  } finally {
    await made.end();
  }
}`),
    tidy('closed by a function that is taken out of it', `${make}
export async function run(url: string) {
  const { ask, end } = make(url);
  try {
    return await ask();
  } finally {
    await end();
  }
}`),
    tidy('handed on', `${make}
export const open = (url: string) => make(url);
`),
  ]);
});

describe('a property that makes a session at each read', () => {
  checkAll([
    leaky('of an object', `
const made = {
  get client() {
    return new Client('https://example.com'); // !strict require-safe-close
  },
};

export const isClosed = () => made.client.closed;`),
    leaky('of a class', `
export class Clients {
  get client() {
    return new Client('https://example.com'); // !strict require-safe-close
  }
}`),
    tidy('made once, and kept', `
export class Clients {
  #client: Client | undefined;

  get client() {
    return (this.#client ??= new Client('https://example.com'));
  }

  async close() {
    await safelyCloseClient(this.#client);
  }
}`),
  ]);
});

const filled = `import { Curl } from 'node-libcurl';
import { closeAll } from 'safely-close';

class Handles {
  readonly #handles: Curl[] = [];
  readonly #byHost = new Map<string, Curl>();

  open() {
    const handle = new Curl();
    this.#handles.push(handle);
    return handle;
  }

  get size() {
    return this.#handles.length + this.#byHost.size;
  }

  async close() {
    await closeAll(this.#handles);
    await closeAll([...this.#byHost.values()]);
  }
}

`;

describe('an object that collects sessions', () => {
  checkAll([
    bad('never closed', `${filled}export async function ask() {
  const handles = new Handles(); // !strict require-safe-close
  handles.open();
}`, only),
    bad('closed only where all goes well', `${filled}export async function ask(work: (handle: Curl) => Promise<void>) {
  const handles = new Handles(); // !strict require-safe-close
  await work(handles.open());
  await handles.close();
}`, only),
    good('closed on every path', `${filled}export async function ask(work: (handle: Curl) => Promise<void>) {
  const handles = new Handles();
  try {
    await work(handles.open());
  } finally {
    await handles.close();
  }
}`, only),
    good('that is still empty', `${filled}export function none() {
  const handles = new Handles();
  return handles.size;
}`, only),
    bad('by a key, in a plain object', `import { Curl } from 'node-libcurl';

class ByHost {
  handles: Record<string, Curl> = {};

  add(host: string) {
    const handle = new Curl();
    this.handles[host] = handle;
  }

  dispose() {
    for (const handle of Object.values(this.handles)) handle.close();
  }
}

export async function ask(hosts: readonly string[], work: (known: ByHost) => Promise<void>) {
  const known = new ByHost(); // !strict require-safe-close
  for (const host of hosts) known.add(host);
  await work(known);
  known.dispose();
}`, only),
  ]);
});
