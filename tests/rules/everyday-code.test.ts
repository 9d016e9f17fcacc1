// Everyday code, one idea a sample, against all rules at once.
import { describe } from 'vitest';
import { bad, checkAll, good, improvable } from './support/sample.ts';

const withEasy = "import { Easy } from 'node-libcurl';\nimport { work } from './work.js';\n";
const withCurl = "import { Curl } from 'node-libcurl';\nimport { safelyCloseClient } from 'safely-close';\nimport { work } from './work.js';\n";
const withClient = "import { Client } from 'undici';\nimport { closeAll, closing, safelyCloseClient } from 'safely-close';\nimport { work } from './work.js';\n";
const withServer = "import { createServer } from 'node:http';\nimport { safelyCloseClient } from 'safely-close';\n";

describe('sessions and the paths they take', () => {
  checkAll([
    bad('closed only when a search found something', withEasy + `
export function f(list: string[]) {
  const easy = new Easy(); // ! require-safe-close
  const ok = list.some((x) => work(x));
  if (ok) { easy.close(); return; }
}`),
    good('a closing closure called with `?.()`', withEasy + `
export function f() {
  const easy = new Easy();
  const close = () => easy.close();
  try { work(); } finally { close?.(); }
}`),
    good('a closing function declared below its call', withEasy + `
export function f() {
  const easy = new Easy();
  try { work(); } finally { done(); }
  function done() { easy.close(); }
}`),
    good('returned or closed, by the same flag', withEasy + `
export function f(a: boolean) {
  const easy = new Easy();
  if (!a) { easy.close(); }
  return a ? easy : null;
}`),
    bad('assigned by `&&=`', withEasy + `
export function f(a: Easy | null) {
  let easy = a;
  easy &&= new Easy(); // ! require-safe-close
  console.log(easy);
}`),
    good('every arm returns, `finally` closes', withEasy + `
export function f() {
  const easy = new Easy();
  try { return work(); } catch { return 1; } finally { easy.close(); }
}`),
    bad('a generator that closes only when its consumer throws', withEasy + `
export function* f() {
  const easy = new Easy(); // ! require-safe-close
  try { yield easy.getInfo('X'); } catch (e) { easy.close(); }
}`),
    good('a return out of a `for await`', withClient + `
export async function f(origin: string) {
  const client = new Client(origin);
  try {
    for await (const x of work(client)) { if (x) return x; }
  } finally { await safelyCloseClient(client); }
  return null;
}`, { rules: ['require-safe-close'] }),
    good('a race, closed whoever wins', withClient + `
export async function f(origin: string) {
  const client = new Client(origin);
  try {
    return await Promise.race([client.request({ path: '/', method: 'GET' }), work()]);
  } finally { await safelyCloseClient(client); }
}`, { rules: ['require-safe-close'] }),
    bad('one session for each element of a list, side by side, without a scope', withClient + `
export async function f(origins: string[]) {
  await Promise.all(origins.map(async (origin) => {
    const client = new Client(origin); // ! require-safe-close
    await client.request({ path: '/', method: 'GET' });
    await safelyCloseClient(client);
  }));
}`),
    good('one session for each element of a list, side by side, each in its scope', withClient + `
export async function f(origins: string[]) {
  return await Promise.all(origins.map(async (origin) => {
    await using client = closing(new Client(origin));
    return (await client.request({ path: '/', method: 'GET' })).statusCode;
  }));
}`),
    good('a program in an async arrow that is called at once', withClient + `
void (async () => {
  await using client = closing(new Client('https://example.com'));
  await client.request({ path: '/', method: 'GET' });
})();
`),
    bad('the same without a scope', withClient + `
(async () => {
  const client = new Client('https://example.com'); // ! require-safe-close
  await client.request({ path: '/', method: 'GET' });
  await safelyCloseClient(client);
})();
`),
    good('an async static factory that closes when it fails', withClient + `
export class Api {
  readonly #client: Client;
  private constructor(client: Client) { this.#client = client; }
  static async create(origin: string) {
    const client = new Client(origin);
    try { await work(client); } catch (error) { await safelyCloseClient(client); throw error; }
    return new Api(client);
  }
  async [Symbol.asyncDispose]() { await safelyCloseClient(this.#client); }
}`),
    bad('an async static factory that does not', withClient + `
export class Api {
  readonly #client: Client;
  private constructor(client: Client) { this.#client = client; }
  static async create(origin: string) {
    const client = new Client(origin); // ! require-safe-close
    await work(client);
    return new Api(client);
  }
  async [Symbol.asyncDispose]() { await safelyCloseClient(this.#client); }
}`),
    good('a lazy getter', withClient + `
export class Api {
  #client?: Client;
  constructor(private readonly origin: string) {}
  get client() { return (this.#client ??= new Client(this.origin)); }
  async close() { await safelyCloseClient(this.#client); }
}`),
    good('one session a module, made when first asked for', withClient + `
let client: Client | undefined;
export function get(origin: string) { return (client ??= new Client(origin)); }
export async function close() { await safelyCloseClient(client); client = undefined; }
`, { modes: ['recommended'] }),
    good('one session an origin, all closed by an exported function', withClient + `
const clients = new Map<string, Client>();
export function get(origin: string) {
  let client = clients.get(origin);
  if (!client) { client = new Client(origin); clients.set(origin, client); }
  return client;
}
export async function closeClients() { await closeAll([...clients.values()]); clients.clear(); }
`, { modes: ['recommended'] }),
    good('attached to a request, closed when that ends', withClient + `
export function attach(request: { client?: Client; on(e: string, f: () => void): void }, origin: string) {
  request.client = new Client(origin);
  request.on('close', () => void safelyCloseClient(request.client));
}`),
    good('a server until a signal', withServer + `
export async function main(port: number) {
  const server = createServer((_q, r) => r.end());
  server.listen(port);
  process.once('SIGTERM', () => { void safelyCloseClient(server); });
}`, { modes: ['recommended'] }),
    good('a server whose close is awaited through its callback', withServer + `
export async function serve(port: number, use: () => Promise<void>) {
  const server = createServer((_q, r) => r.end());
  try {
    server.listen(port);
    await use();
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}`, { rules: ['require-safe-close'] }),
    bad('a server that tells when it listens, and keeps its handle to itself', withServer + `
export function serve(port: number) {
  return new Promise<void>((resolve) => {
    const server = createServer((_q, r) => r.end()); // ! require-safe-close
    server.listen(port, () => resolve());
  });
}`),
    good('a server that is handed out when it listens', withServer + `
import type { Server } from 'node:http';
export function serve(port: number) {
  return new Promise<Server>((resolve, reject) => {
    const server = createServer((_q, r) => r.end());
    server.on('error', reject);
    server.listen(port, () => resolve(server));
  });
}`, { modes: ['recommended'] }),
    good('`continue` in a `catch` before `finally`', withEasy + `
export function f(urls: string[]) {
  for (const url of urls) {
    const easy = new Easy();
    try { easy.setOpt('URL', url); easy.perform(); } catch { continue; } finally { easy.close(); }
  }
}`),
    bad('`delete` closes nothing', withEasy + `
export function f() {
  const holder: { easy?: Easy } = { easy: new Easy() }; // ! require-safe-close
  delete holder.easy;
}`),
    good('closed through an object', withEasy + `
export function f() {
  const holder = { easy: new Easy() };
  holder.easy.close();
}`),
    good('returned in a spread object', withEasy + `
export function f(base: object) {
  const easy = new Easy();
  const holder = { ...base, easy };
  return { ...holder };
}`, { modes: ['recommended'] }),
    good('two handles swapped by destructuring', withEasy + `
export function f() {
  let a = new Easy(); 
  try {
    let b = new Easy();
    [a, b] = [b, a];
    try { work(); } finally { b.close(); }
  } finally { a.close(); }
}`, { modes: ['recommended'], rules: ['require-safe-close'] }),
    bad('a default value of a parameter', withEasy + `
export function f(easy = new Easy()) { // !strict require-safe-close
  easy.setOpt('URL', 'x');
}`, { modes: ['strict'] }),
    good('handed to the constructor of a base class that keeps it', withEasy + `
class Base { constructor(readonly easy: Easy) {} close() { this.easy.close(); } }
export class Sub extends Base { constructor() { super(new Easy()); } }
`, { rules: ['require-safe-close'], modes: ['recommended'] }),
    good('`await using` of a session or undefined', withClient + `
export async function f(origin?: string) {
  await using client = origin === undefined ? undefined : closing(new Client(origin));
  return await client?.request({ path: '/', method: 'GET' });
}`),
    bad('a `catch` that returns past the close', withEasy + `
export function f() {
  const easy = new Easy(); // ! require-safe-close
  try { work(); } catch { return false; }
  easy.close();
  return true;
}`),
    good('a retry loop that closes each attempt', withEasy + `
export function f(times: number) {
  let easy: Easy | undefined;
  for (let i = 0; i < times; i++) {
    easy = new Easy();
    try { easy.perform(); return true; } catch { console.log(i); } finally { easy.close(); }
  }
  return false;
}`),
    bad('a retry loop that closes the attempt that worked', withEasy + `
export function f(times: number) {
  for (let i = 0; i < times; i++) {
    const easy = new Easy(); // ! require-safe-close
    try { easy.perform(); easy.close(); return true; } catch { console.log(i); }
  }
  return false;
}`),
    good('an HTTP/2 session closed by each end of its stream', withClient + `
import { connect } from 'node:http2';
export function f(origin: string) {
  return new Promise((resolve, reject) => {
    const session = connect(origin);
    session.on('error', (error) => { session.destroy(); reject(error); });
    const stream = session.request({ ':path': '/' });
    stream.on('end', () => { session.close(); resolve(1); });
    stream.on('error', (error) => { session.destroy(); reject(error); });
    stream.end();
  });
}`, { modes: ['recommended'], rules: ['require-safe-close'] }),
  ]);
});

describe('how they are closed', () => {
  checkAll([
    improvable('awaited in an async handler', withClient + `
import type { EventEmitter } from 'node:events';
export function f(bell: EventEmitter, origin: string) {
  const client = new Client(origin);
  bell.once('x', async () => {
    await client.close(); // ! prefer-safe-close
  });
}`, { modes: ['recommended'] }),
    improvable('destroyed with the error, closed otherwise', withClient + `
export async function f(origin: string) {
  const client = new Client(origin);
  try { await work(); } catch (error) {
    await client.destroy(error as Error); // ! prefer-safe-close
    throw error;
  }
  await client.close(); // ! prefer-safe-close
}`),
    improvable('at the end of a promise chain', withClient + `
export function f(origin: string) {
  const client = new Client(origin);
  return client.request({ path: '/', method: 'GET' }).finally(() => client.close()); // ! prefer-safe-close
}`, { modes: ['recommended'] }),
    improvable('two nested `finally` blocks', withClient + `
export async function f(a: string, b: string) {
  const one = new Client(a); // ! prefer-await-using
  try {
    const two = new Client(b); // ! prefer-await-using
    try { await work(one, two); } finally { await two.close(); }
  } finally { await one.close(); }
}`),
    improvable('configuration between the declaration and the `try`', withClient + `
import { Easy } from 'node-libcurl';
export async function f(multi: { perform(e: Easy): Promise<void> }) {
  const easy = new Easy(); // ! prefer-await-using
  easy.setOpt('URL', 'x');
  try { await multi.perform(easy); } finally { easy.close(); }
}`, { modes: ['recommended'] }),
    good('a `finally` that does more than close', withClient + `
export async function f(origin: string) {
  const client = new Client(origin);
  try { await work(client); } finally { await safelyCloseClient(client); console.log('closed'); }
}`, { rules: ['require-safe-close', 'prefer-safe-close'] }),
    bad('two in one `finally`', withClient + `
export async function f(a: string, b: string) {
  let one: Client | undefined, two: Client | undefined;
  try {
    one = new Client(a);
    two = new Client(b); // ! require-safe-close
    await work(one, two);
  } finally {
    await one?.close(); // ! prefer-safe-close
    await two?.close();
  }
}`),
    bad('`void` in a loop', withClient + `
export function f(clients: Client[]) {
  for (const client of clients) void safelyCloseClient(client); // ! no-floating-close
}`),
    good('all awaited together', withClient + `
export async function f(clients: Client[]) {
  await Promise.all(clients.map((client) => safelyCloseClient(client)));
}`),
    good('a list drained by a hook', withClient + `
import { afterAll } from 'vitest';
const clients: Client[] = [];
export const open = (origin: string) => { const client = new Client(origin); clients.push(client); return client; };
afterAll(async () => { await closeAll(clients); });
`, { modes: ['recommended'] }),
  ]);
});

describe('the requests they answer', () => {
  checkAll([    bad('left floating in a loop inside the scope', withClient + `
export async function f(origin: string, a: boolean) {
  await using client = closing(new Client(origin));
  if (a) {
    for (const path of ['/1', '/2']) {
      client.request({ path, method: 'GET' }); // ! no-unsettled-request
    }
  }
}`),
    good('collected, then awaited together', withClient + `
export async function f(origin: string) {
  await using client = closing(new Client(origin));
  const pending: Promise<unknown>[] = [];
  for (const path of ['/1', '/2']) pending.push(client.request({ path, method: 'GET' }));
  await Promise.allSettled(pending);
}`),
    bad('mapped and returned without `await`', withClient + `
export async function f(origin: string, paths: string[]) {
  await using client = closing(new Client(origin));
  return Promise.all(paths.map((path) => client.request({ path, method: 'GET' }))); // ! no-unsettled-request
}`),
    good('an async generator awaits what it yields', withClient + `
export async function* f(origin: string) {
  await using client = closing(new Client(origin));
  yield await client.request({ path: '/', method: 'GET' });
  yield client.request({ path: '/', method: 'GET' });
}`),
    good('given to a helper that is awaited', withClient + `
export async function f(origin: string) {
  await using client = closing(new Client(origin));
  return await work(client.request({ path: '/', method: 'GET' }));
}`),
    good('asked through a closure whose calls are awaited', withClient + `
export async function f(origin: string) {
  await using client = closing(new Client(origin));
  const get = async (path: string) => (await client.request({ path, method: 'GET' })).statusCode;
  return [await get('/1'), await get('/2')];
}`),
  ]);
});

describe('the classes that keep them', () => {
  checkAll([    bad('a session of a scope kept in a field', withClient + `
export class Api {
  client?: Client;
  async open(origin: string) {
    await using client = closing(new Client(origin));
    this.client = client; // ! no-use-after-close
  }
}`),
    good('a dispose method that takes the field by destructuring', withClient + `
export class Api {
  client?: Client;
  open(origin: string) { this.client = new Client(origin); return this; }
  async close() { const { client } = this; if (client) await safelyCloseClient(client); }
}`, { rules: ['require-owner-dispose'], modes: ['recommended'] }),
    bad('a dispose method that returns early for another reason', withClient + `
export class Api {
  #client = new Client('https://example.com'); // ! require-owner-dispose
  verbose = false;
  async close() {
    if (!this.verbose) return;
    await safelyCloseClient(this.#client);
  }
}`),
    good('a dispose method that runs once', withClient + `
export class Api {
  #client = new Client('https://example.com');
  #closed = false;
  async close() {
    if (this.#closed) return;
    this.#closed = true;
    await safelyCloseClient(this.#client);
  }
}`),
    good('a dispose method that looks first whether there is anything', withClient + `
export class Api {
  #client?: Client;
  open(origin: string) { if (this.#client) throw new Error('open'); this.#client = new Client(origin); }
  async [Symbol.asyncDispose]() { if (this.#client) await safelyCloseClient(this.#client); this.#client = undefined; }
}`),
    good('a subclass of a session that closes itself', withCurl + `
export class Session extends Curl {
  async finish() { await safelyCloseClient(this); }
}`),
    good('a field filled by a factory that was handed in', withClient + `
export class Api {
  constructor(private readonly make: () => Client) {}
  readonly client = this.make();
}`),
  ]);
});

describe('exits and second closes', () => {
  checkAll([    bad('an exit in a callback inside the scope', withClient + `
export async function f(origin: string) {
  await using client = closing(new Client(origin));
  await client.request({ path: '/', method: 'GET' }).catch(() => process.exit(1)); // ! no-exit-with-open-session
}`),
    bad('an exit in a `try` whose `finally` closes', withClient + `
export async function f(origin: string) {
  const client = new Client(origin); // ! prefer-await-using
  try {
    if (origin === 'x') process.exit(2); // ! no-exit-with-open-session
    await work(client);
  } finally { await safelyCloseClient(client); }
}`),
    good('an exit in the `catch` around the scope', withClient + `
export async function main(origin: string) {
  try {
    await using client = closing(new Client(origin));
    await client.request({ path: '/', method: 'GET' });
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}`),
    good('closed in each of two branches', withEasy + `
export function f(a: boolean) {
  const easy = new Easy();
  if (a) { easy.close(); } else { easy.close(); }
}`),
    bad('used after its `finally`', withEasy + `
export function f() {
  const easy = new Easy();
  try { easy.setOpt('URL', 'x'); easy.perform(); } finally { easy.close(); }
  easy.reset(); // ! no-use-after-close
}`),
    good('closed and opened again in a loop', withEasy + `
export function f(n: number) {
  let easy = new Easy();
  try {
    while (n-- > 0) {
      easy.perform();
      if (n % 2) { easy.close(); easy = new Easy(); }
    }
  } finally { easy.close(); }
}`, { rules: ['require-safe-close'], modes: ['recommended'] }),
  ]);
});
