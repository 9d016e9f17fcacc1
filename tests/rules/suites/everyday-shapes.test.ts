// Everyday code that other checkers report wrongly: SpotBugs' and Infer's known false alarms, SharpSource's injected fields, CA2000's transfers, the Resource Leak Checker's lightweight ownership.
import { leaky, suite, tidy } from '../support/suite.ts';

suite('everyday shapes', [
  tidy('opened in try, closed in finally when there is one', `
export async function run() {
  let browser: Browser | undefined;
  try {
    browser = await puppeteer.launch();
    await browser.newPage();
  } finally {
    await browser?.close();
  }
}
`),
  tidy('opened in try, closed in finally under if', `
export async function run() {
  let browser: Browser | null = null;
  try {
    browser = await puppeteer.launch();
    await browser.newPage();
  } finally {
    if (browser !== null) await safelyCloseClient(browser);
  }
}
`),
  tidy('the result is a value, the session closed by a helper in finally', `
async function tidyUp(curl: Curl | undefined) {
  if (!curl) return;
  await safelyCloseClient(curl);
}

export async function run() {
  let curl: Curl | undefined;
  try {
    curl = new Curl();
    return typeof curl;
  } finally {
    await tidyUp(curl);
  }
}
`),
  tidy('a map of cached sessions at module level, closed by a function', `
const cache = new Map<string, Curl>();

export function open(name: string) {
  let curl = cache.get(name);
  if (!curl) {
    curl = new Curl();
    cache.set(name, curl);
  }
  return curl;
}

export async function closeCache() {
  for (const curl of cache.values()) await safelyCloseClient(curl);
  cache.clear();
}
`),
  tidy('with a session for the length of a callback', `
export async function withCurl<T>(work: (curl: Curl) => Promise<T>) {
  const curl = new Curl();
  try {
    return await work(curl);
  } finally {
    await safelyCloseClient(curl);
  }
}
`),
  tidy('with a client of a pool for the length of a callback', `
export async function withClient<T>(pool: Pool, work: (client: unknown) => Promise<T>) {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
`),
  leaky('the singleton behind a function', `
let instance: Pool | undefined;

export function pool() {
  if (!instance) instance = new Pool(); // !strict require-safe-close
  return instance;
}

export async function closePool() {
  if (!instance) return;
  const closing = instance;
  instance = undefined;
  await closing.end();
}
`),
  tidy('a class that swaps its session', `
export class Connection {
  #session = connect('https://a.example');

  async move(origin: string) {
    const next = connect(origin);
    const previous = this.#session;
    this.#session = next;
    await safelyCloseClient(previous);
  }

  async close() {
    await safelyCloseClient(this.#session);
  }
}
`),
  tidy('lazily made in an async method, and closed by what awaits it', `
export class Robot {
  #browser: Promise<Browser> | undefined;

  open() {
    this.#browser ??= puppeteer.launch();
    return this.#browser;
  }

  async close() {
    const browser = await this.#browser;
    await browser?.close();
  }
}
`),
  leaky('a service with start and stop', `
export class Service {
  #browser: Browser | undefined;

  async start() {
    this.#browser = await puppeteer.launch(); // !strict require-owner-dispose
  }

  async stop() {
    const browser = this.#browser;
    this.#browser = undefined;
    await browser?.close();
  }
}
`),
  tidy('fields taken apart in the dispose method', `
export class Two {
  readonly a = new Curl();
  readonly b = new Curl();

  async close() {
    const { a, b } = this;
    await closeAll([a, b]);
  }
}
`),
  tidy('fields closed by name in a loop', `
export class Two {
  readonly a = new Curl();
  readonly b = new Curl();

  async close() {
    for (const curl of [this.a, this.b]) await safelyCloseClient(curl);
  }
}
`),
  tidy('all settled closes', `
export class Two {
  readonly a = connect('https://a.example');
  readonly b = connect('https://b.example');

  async close() {
    await Promise.allSettled([safelyCloseClient(this.a), safelyCloseClient(this.b)]);
  }
}
`),
  tidy('a dispose that is a field with an arrow function', `
export class Probe {
  readonly curl = new Curl();

  close = async () => {
    await safelyCloseClient(this.curl);
  };
}
`),
  tidy('a dispose bound in the constructor to an event', `
export class Probe {
  readonly curl = new Curl();

  constructor() {
    process.once('exit', () => this.close());
  }

  close() {
    this.curl.close();
  }
}
`),
  tidy('an object literal with its own closer', `
export function open() {
  const curl = new Curl();
  return {
    get: (url: string) => curl.setOpt('URL', url),
    async [Symbol.asyncDispose]() {
      await safelyCloseClient(curl);
    },
  };
}
`),
  tidy("a hook's clean-up function", `
export function effect() {
  const session = connect('https://example.com');
  return () => safelyCloseClient(session);
}
`),
  leaky('a subscription that ends with its signal', `
export function run(signal: AbortSignal) {
  const session = connect('https://example.com'); // !strict require-safe-close
  signal.addEventListener('abort', () => {
    void safelyCloseClient(session);
  }, { once: true });
}
`),
  tidy('each attempt in a helper', `
async function attempt() {
  const curl = new Curl();
  try {
    check();
  } finally {
    await safelyCloseClient(curl);
  }
}

export async function run() {
  for (let index = 0; index < 3; index += 1) {
    try {
      await attempt();
      return;
    } catch (error) {
      console.log(error);
    }
  }
}
`),
  tidy('results in a list of settled promises', `
export async function run(urls: readonly string[]) {
  const curls = urls.map(() => new Curl());
  try {
    check();
  } finally {
    await Promise.all(curls.map((curl) => safelyCloseClient(curl)));
  }
}
`),
  tidy('a builder that returns itself and keeps the session', `
export class Builder {
  #curl: Curl | undefined;

  withCurl() {
    this.#curl ??= new Curl();
    return this;
  }

  async close() {
    await safelyCloseClient(this.#curl);
  }
}
`),
  tidy('a decorator that forwards', `
export class Logged {
  readonly #inner: Curl;

  constructor(inner: Curl) {
    this.#inner = inner;
  }

  close() {
    this.#inner.close();
  }
}

export function run() {
  const logged = new Logged(new Curl());
  logged.close();
}
`),
  tidy("optional chaining on a map's entry", `
export async function drop(sessions: Map<string, Curl>, name: string) {
  await safelyCloseClient(sessions.get(name));
  sessions.delete(name);
}
`),
  tidy('closes in either branch with different words', `
export async function run(fast: boolean) {
  const session = connect('https://example.com');
  if (fast) {
    session.destroy();
  } else {
    session.close();
  }
}
`),
  leaky('closed by a timer', `
export function run() {
  const session = connect('https://example.com'); // !strict require-safe-close
  setTimeout(() => {
    void safelyCloseClient(session);
  }, 1000);
}
`),
  tidy('the error is thrown after the close', `
export async function run(bad: boolean) {
  const failure = bad ? new Error('Failed.') : undefined;
  const curl = new Curl();
  await safelyCloseClient(curl);
  if (failure) throw failure;
}
`),
  tidy('assigned in a condition', `
export async function run(on: boolean) {
  let curl: Curl | undefined;
  if (on && (curl = new Curl())) {
    await safelyCloseClient(curl);
  }
}
`),
  tidy('a while that assigns and closes', `
export async function run(next: () => boolean) {
  let curl: Curl;
  while (true) {
    curl = new Curl();
    await safelyCloseClient(curl);
    if (!next()) return;
  }
}
`),
  tidy('handed to a worker that is returned', `
export function start() {
  const curl = new Curl();
  const worker = { curl, stop: () => curl.close() };
  return worker;
}
`),
  tidy('exported as a member of an object', `
export const clients = {
  main: () => new Curl(),
};
`),
  tidy('a conditional type guard', `
const isCurl = (value: unknown): value is Curl => value instanceof Curl;

export async function run(value: unknown) {
  if (isCurl(value)) await safelyCloseClient(value);
}
`),
  tidy('a private method closes and reopens', `
export class Probe {
  #curl = new Curl();

  async #again() {
    await safelyCloseClient(this.#curl);
    this.#curl = new Curl();
  }

  async get(url: string) {
    await this.#again();
    this.#curl.setOpt('URL', url);
  }

  async close() {
    await safelyCloseClient(this.#curl);
  }
}
`),
  tidy('a reset that leaves none', `
export class Probe {
  #curl: Curl | undefined = new Curl();

  async reset() {
    const curl = this.#curl;
    this.#curl = undefined;
    await safelyCloseClient(curl);
  }

  async [Symbol.asyncDispose]() {
    await this.reset();
  }
}
`),
  tidy('an abstract base opens through its subclass', `
export abstract class Base {
  protected abstract open(): Curl;
  #curl: Curl | undefined;

  get() {
    this.#curl ??= this.open();
    return this.#curl;
  }

  async close() {
    await safelyCloseClient(this.#curl);
  }
}
`),
  tidy('two owners, one disposes the other', `
class Inner {
  readonly curl = new Curl();

  close() {
    this.curl.close();
  }
}

export class Outer {
  #inner: Inner | undefined;

  start() {
    this.#inner ??= new Inner();
  }

  stop() {
    this.#inner?.close();
    this.#inner = undefined;
  }
}
`),
  tidy('a constructor that closes when what follows throws', `
export class Probe {
  readonly curl: Curl;

  constructor() {
    this.curl = new Curl();
    try {
      check();
    } catch (error) {
      this.curl.close();
      throw error;
    }
  }

  close() {
    this.curl.close();
  }
}
`),
  tidy('a static factory that closes when the start fails', `
export class Robot {
  private constructor(readonly browser: Browser) {}

  static async open() {
    const browser = await puppeteer.launch();
    try {
      await browser.newPage();
      return new Robot(browser);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  async close() {
    await this.browser.close();
  }
}
`),
  tidy('the parameter says who closes', `
export async function run(given?: Curl) {
  const own = given === undefined;
  const curl = given ?? new Curl();
  try {
    check();
  } finally {
    if (own) await safelyCloseClient(curl);
  }
}
`),
  tidy('an async iterator that closes in return', `
export function stream(): AsyncIterableIterator<string> {
  const session = connect('https://example.com');
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      return { done: true, value: undefined };
    },
    async return() {
      await safelyCloseClient(session);
      return { done: true, value: undefined };
    },
  };
}
`),
  tidy('a queue of clients given back to it', `
export class Lender {
  readonly #idle: Curl[] = [];

  borrow() {
    return this.#idle.pop() ?? new Curl();
  }

  giveBack(curl: Curl) {
    this.#idle.push(curl);
  }

  async close() {
    await closeAll(this.#idle);
  }
}
`),
  leaky('a weak map from request to session that closes itself at the end', `
const sessions = new WeakMap<object, Curl>();

export function attach(request: object, response: { on(event: string, listener: () => void): void }) {
  const curl = new Curl(); // !strict require-safe-close
  sessions.set(request, curl);
  response.on('close', () => {
    void safelyCloseClient(curl);
  });
}
`),
]);
