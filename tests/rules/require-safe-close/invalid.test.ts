// What leaves a session open. The sentences stand in the titles in the tests' own words.
import { describe, expect, it } from 'vitest';
import { lint } from '../support/lint.ts';
import { bad, checkAll, good } from '../support/sample.ts';

describe('what makes an obligation', () => {
  checkAll([
    bad('`new` of a catalogued class', `
import { Multi } from 'node-libcurl';

export function probe() {
  const multi = new Multi(); // ! require-safe-close
  console.log(multi.getCount());
}
`),
    bad('a catalogued factory', `
import { connect } from 'node:http2';

export function probe(origin: string) {
  const session = connect(origin); // ! require-safe-close
  console.log(session.alpnProtocol);
}
`),
    bad('an awaited factory', `
import puppeteer from 'puppeteer';

export async function title(url: string) {
  const browser = await puppeteer.launch(); // ! require-safe-close
  const page = await browser.newPage();
  await page.goto(url);
  return await page.title();
}
`),
    bad('a client checked out of a pool of this function', `
import { Pool } from 'pg';
import { closing } from 'safely-close';

export async function ping() {
  await using pool = closing(new Pool());
  const client = await pool.connect(); // ! require-safe-close
  await client.query('select 1');
}
`),
    bad('a duplicate of a handle is a session of its own', `
import { Easy } from 'node-libcurl';

export function probe() {
  const easy = new Easy();
  try {
    const copy = easy.dupHandle(); // ! require-safe-close
    copy.perform();
  } finally {
    easy.close();
  }
}
`),
    bad('a factory of this file: function, arrow, method, static method, object method', `
import { Easy } from 'node-libcurl';

function open() {
  return new Easy();
}
const openShortly = () => open();
class Factory {
  open() {
    return openShortly();
  }
  static open() {
    return new Factory().open();
  }
}
const factory = { open: () => Factory.open() };

export function probe() {
  const first = open(); // ! require-safe-close
  console.log(first);
}
export function probeAgain() {
  const second = openShortly(); // ! require-safe-close
  console.log(second);
}
export function probeStatic() {
  const third = Factory.open(); // ! require-safe-close
  console.log(third);
}
export function probeObject() {
  const fourth = factory.open(); // ! require-safe-close
  console.log(fourth);
}
`),
    bad('a factory that hands its session out in an object', `
import { Easy } from 'node-libcurl';

function open(url: string) {
  return { easy: new Easy(), url };
}

export function probe(url: string) {
  const opened = open(url); // ! require-safe-close
  console.log(opened.url);
}
`),
    bad('a factory that resolves its session', `
import { Client } from 'undici';

function open(origin: string) {
  return new Promise<Client>((resolve) => {
    resolve(new Client(origin));
  });
}

export async function probe(origin: string) {
  const client = await open(origin); // ! require-safe-close
  console.log(client.closed);
}
`),
    bad('a factory named in the settings', `
import { lease } from './lease.js';
import type { Client } from 'undici';

export function probe(origin: string) {
  const client: Client = lease(origin); // ! require-safe-close
  console.log(client.closed);
}
`, { settings: { factories: [{ module: './lease.js', name: 'lease', client: 'Client' }] } }),
    bad('a client described in the settings', `
import { Link } from 'made-up-link';

export function probe(origin: string) {
  const link = new Link(origin); // ! require-safe-close
  console.log(link);
}

export function tidy(origin: string) {
  const link = new Link(origin);
  link.hangUp();
}
`, { settings: { clients: [{ module: 'made-up-link', name: 'Link', closes: [{ name: 'hangUp', manner: 'force', settles: 'nothing' }] }] } }),
    bad('JSDoc @returnsOwned on a function without a body', `
import type { Client } from 'undici';

/** @returnsOwned */
declare function lease(origin: string): Client;

export function probe(origin: string) {
  const client = lease(origin); // ! require-safe-close
  console.log(client.closed);
}
`),
    bad('each acquisition is an obligation of its own', `
import { Easy } from 'node-libcurl';

export function probe() {
  const first = new Easy(); // ! require-safe-close
  console.log(first);
  const second = new Easy(); // ! require-safe-close
  console.log(second);
}
`),
    bad('a server that listens, in a function', `
import { createServer } from 'node:http';

export function serve(port: number) {
  createServer((_request, response) => response.end()).listen(port); // ! require-safe-close
}
`),
  ]);
});

describe('never a discharge', () => {
  checkAll([
    bad('setting the variable to null', `
import { Easy } from 'node-libcurl';

export function probe() {
  let easy: Easy | null = new Easy(); // ! require-safe-close
  console.log(easy);
  easy = null;
}
`),
    bad('passing it to a function that only uses it', `
import { Client } from 'undici';
import { download } from './download.js';

export async function probe(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  await download(client);
}
`),
    bad('closing on one branch', `
import { Easy } from 'node-libcurl';

export function probe(wanted: boolean) {
  const easy = new Easy(); // ! require-safe-close
  if (wanted) {
    easy.close();
  }
}
`),
    bad('closing in `catch` only', `
import { Easy } from 'node-libcurl';
import { record } from './record.js';

export function probe(url: string) {
  const easy = new Easy(); // ! require-safe-close
  try {
    record(url);
  } catch {
    easy.close();
  }
}
`),
    bad('closing under an unrelated flag', `
import { Easy } from 'node-libcurl';

export function probe(wanted: boolean, verbose: boolean) {
  const easy = wanted ? new Easy() : null; // ! require-safe-close
  if (verbose && easy) easy.close();
}
`),
    bad('a condition on a variable that changed in between', `
import { Easy } from 'node-libcurl';

export function probe(wanted: boolean) {
  const easy = wanted ? new Easy() : null; // ! require-safe-close
  wanted = false;
  if (wanted) easy?.close();
}
`),
    bad('a closure that nobody calls', `
import { Easy } from 'node-libcurl';

export function probe() {
  const easy = new Easy(); // ! require-safe-close
  function finish() {
    easy.close();
  }
  console.log(typeof finish);
}
`),
    bad('a callback that is run on a condition only', `
import { Easy } from 'node-libcurl';

export function probe(wanted: boolean) {
  const easy = new Easy(); // ! require-safe-close
  if (wanted) process.once('SIGTERM', () => easy.close());
}
`),
    bad('a callback of a list that may be empty', `
import { Curl } from 'node-libcurl';

export function probe(urls: readonly string[]) {
  const curl = new Curl(); // ! require-safe-close
  urls.forEach(() => curl.close());
}
`),
    bad('closing another instance', `
import { Easy } from 'node-libcurl';

export function probe(other: Easy) {
  const easy = new Easy(); // ! require-safe-close
  console.log(easy);
  other.close();
}
`),
    bad('a close method of something that only has the same name', `
import { Easy } from 'node-libcurl';

export function probe(dialog: { close(easy: Easy): void; open: boolean }) {
  const easy = new Easy(); // ! require-safe-close
  dialog.close(easy);
}
`, { modes: ['strict'] }),
    bad('a method that the catalog does not call a close', `
import { Easy } from 'node-libcurl';

export function probe() {
  const easy = new Easy(); // ! require-safe-close
  easy.reset();
}
`),
    bad('abort signals and unref', `
import { connect } from 'node:http2';

export function probe(origin: string) {
  const session = connect(origin); // ! require-safe-close
  session.unref();
}
`),
    bad('a local function that shadows safelyCloseClient and does nothing', `
import { Client } from 'undici';

async function safelyCloseClient(client: Client) {
  console.log(client);
}

export async function probe(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  await safelyCloseClient(client);
}
`),
    bad('a callee whose body closes on one path only', `
import { Easy } from 'node-libcurl';

function finish(easy: Easy, really: boolean) {
  if (really) easy.close();
}

export function probe(really: boolean) {
  const easy = new Easy(); // ! require-safe-close
  finish(easy, really);
}
`),
    bad('a visible body counts more than a promising name', `
import { Client } from 'undici';

function closeClient(client: Client) {
  console.log(client);
}

export function probe(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  closeClient(client);
}
`),
    bad('JSDoc @borrows counts more than a promising name', `
import { Client } from 'undici';

/** @borrows client */
declare function registerClient(client: Client): void;

export function probe(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  registerClient(client);
}
`),
    bad('a visible constructor that does not keep', `
import { Client } from 'undici';

class Report {
  readonly closed: boolean;

  constructor(client: Client) {
    this.closed = client.closed;
  }
}

export function probe(origin: string) {
  return new Report(new Client(origin)); // ! require-safe-close
}
`),
    bad('a visible constructor that throws before it keeps', `
import { Client } from 'undici';

class Api {
  readonly client: Client;

  constructor(client: Client, name: string) {
    if (name === '') throw new Error('No name.');
    this.client = client;
  }
}

export function probe(origin: string, name: string) {
  const client = new Client(origin); // ! require-safe-close
  return new Api(client, name);
}
`),
    bad('a stack that is neither disposed nor handed over', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function probe(origin: string) {
  const stack = new AsyncDisposableStack();
  const client = stack.use(closing(new Client(origin))); // ! require-safe-close
  console.log(client.closed);
}
`),
    bad('a stack that is disposed on one path only', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function probe(origin: string) {
  const stack = new AsyncDisposableStack();
  const client = stack.use(closing(new Client(origin))); // ! require-safe-close
  await client.request({ path: '/', method: 'HEAD' });
  await stack.disposeAsync();
}
`),
    bad('stack.defer of something that closes nothing', `
import { Client } from 'undici';

export async function probe(origin: string) {
  await using stack = new AsyncDisposableStack();
  const client = new Client(origin); // ! require-safe-close
  stack.defer(() => {
    console.log(client.closed);
  });
}
`),
    bad('put into a local container that nobody drains', `
import { Client } from 'undici';

export function probe(origin: string) {
  const holder: { client?: Client } = {};
  holder.client = new Client(origin); // ! require-safe-close
  console.log(holder);
}
`),
    bad('a local container that is drained on one path only', `
import { closeAll } from 'safely-close';
import { Client } from 'undici';
import { race } from './race.js';

export async function probe(origins: readonly string[]) {
  const clients: Client[] = [];
  for (const origin of origins) clients.push(new Client(origin)); // ! require-safe-close
  await race(clients);
  await closeAll(clients);
}
`),
    bad('closing the first element of a list of many', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function probe(origins: readonly string[]) {
  const clients: Client[] = [];
  for (const origin of origins) clients.push(new Client(origin)); // ! require-safe-close
  await safelyCloseClient(clients[0]);
}
`),
    bad('draining under a filter', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function probe(origins: readonly string[]) {
  const clients: Client[] = [];
  for (const origin of origins) clients.push(new Client(origin)); // ! require-safe-close
  for (const client of clients) {
    if (client.closed) await safelyCloseClient(client);
  }
}
`),
  ]);
});

describe('handlers on the session itself', () => {
  checkAll([
    bad('only one of the two ends closes', `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export function fire(url: string) {
  const curl = new Curl(); // ! require-safe-close
  curl.setOpt('URL', url);
  curl.on('end', () => void safelyCloseClient(curl));
  curl.perform();
}
`),
    bad('the other end has a handler that does not close', `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export function fire(url: string) {
  const curl = new Curl(); // ! require-safe-close
  curl.setOpt('URL', url);
  curl.on('end', () => void safelyCloseClient(curl));
  curl.on('error', (error) => {
    console.error(error);
  });
  curl.perform();
}
`),
    bad('a handler with an early return that does not close', `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export function fire(url: string) {
  const curl = new Curl(); // ! require-safe-close
  curl.setOpt('URL', url);
  curl.on('end', (status) => {
    if (status !== 200) return;
    void safelyCloseClient(curl);
  });
  curl.on('error', () => void safelyCloseClient(curl));
  curl.perform();
}
`),
    bad('a throw out of a handler before its close: strict only', `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export function fire(url: string) {
  const curl = new Curl(); // !strict require-safe-close
  curl.on('end', (_status, body) => {
    console.log(JSON.parse(String(body)));
    void safelyCloseClient(curl);
  });
  curl.on('error', () => void safelyCloseClient(curl));
  curl.perform();
}
`),
    bad('the transfer is never started', `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export function fire(url: string) {
  const curl = new Curl(); // ! require-safe-close
  curl.setOpt('URL', url);
  curl.on('end', () => void safelyCloseClient(curl));
  curl.on('error', () => void safelyCloseClient(curl));
}
`),
    bad('a return between the handlers and the start', `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export function fire(url: string) {
  const curl = new Curl(); // ! require-safe-close
  curl.on('end', () => void safelyCloseClient(curl));
  curl.on('error', () => void safelyCloseClient(curl));
  if (url === '') return;
  curl.setOpt('URL', url);
  curl.perform();
}
`),
    bad('a call that may throw between acquisition and start', `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export function fire(input: string) {
  const curl = new Curl(); // ! require-safe-close
  curl.on('end', () => void safelyCloseClient(curl));
  curl.on('error', () => void safelyCloseClient(curl));
  curl.setOpt('URL', new URL(input).href);
  curl.perform();
}
`),
    bad('the handlers of another session', `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export function fire(other: Curl) {
  const curl = new Curl(); // !strict require-safe-close
  other.on('end', () => void safelyCloseClient(curl));
  other.on('error', () => void safelyCloseClient(curl));
  curl.perform();
}
`, { modes: ['strict'] }),
  ]);
});

describe('a close that was meant and never happens', () => {
  const withStatement = (statement: string): string => `
import { Curl } from 'node-libcurl';

export function fire(url: string) {
  const curl = new Curl(); // ! require-safe-close
  curl.setOpt('URL', url);
  ${statement}
}
`;
  const meant = [
    'curl.close.bind(curl);',
    'curl.close;',
    "curl.on('error', () => curl.close.bind(curl));\n  curl.on('end', () => curl.close.bind(curl));\n  curl.perform();",
    "curl.on('error', () => { curl.close; });\n  curl.on('end', () => { curl.close; });\n  curl.perform();",
    "curl.on('end', function () { this.close.bind(this); });\n  curl.on('error', function () { this.close.bind(this); });\n  curl.perform();",
  ];
  checkAll(meant.map((statement) => bad(`\`${statement.replaceAll(/\s+/g, ' ')}\``, withStatement(statement))));

  it.each(meant)('has a message of its own: `%s`', (statement) => {
    const [forgotten] = lint(withStatement('console.log(curl);'), { rules: ['require-safe-close'] });
    const [notCalled] = lint(withStatement(statement), { rules: ['require-safe-close'] });
    expect(notCalled?.messageId).toBeDefined();
    expect(notCalled?.messageId).not.toBe(forgotten?.messageId);
  });
});

describe('paths', () => {
  const between = (statement: string, async = false): string => `
import { readFileSync } from 'node:fs';
import { Easy } from 'node-libcurl';
import { imported, tag } from './imported.js';

export ${async ? 'async ' : ''}function probe(text: string, given: (text: string) => void, waiting: Promise<string>, source: AsyncIterable<string>) {
  const easy = new Easy(); // ! require-safe-close
  ${statement}
  easy.close();
  console.log(text, typeof given, typeof waiting, typeof source, typeof imported, typeof tag, typeof readFileSync);
}
`;
  const throwing: readonly (readonly [string, string, boolean?])[] = [
    ['JSON.parse', 'JSON.parse(text);'],
    ['new URL of an input', 'new URL(text);'],
    ['input and output', 'readFileSync(text);'],
    ['an imported function', 'imported(text);'],
    ['an imported constructor', 'new imported(text);'],
    ['a function that was handed in', 'given(text);'],
    ['a `throw`', "if (text === '') throw new Error(text);"],
    ['an `await`, which may reject', 'await waiting;', true],
    ['`for await`', 'for await (const part of source) console.log(part);', true],
    ['a tagged template', 'tag`${text}`;'],
    ['`import()`', "await import('./other.js');", true],
    ['a callback given to an array method that calls it', '[text].forEach((item) => imported(item));'],
    ['a visible function that throws', "(function check() { if (text === '') throw new Error(text); })();"],
    ['a `return`', "if (text === '') return;"],
  ];
  checkAll(throwing.map(([title, statement, async]) => bad(title, between(statement, async))));

  checkAll([
    bad('a consumer may stop at a `yield`', `
import { Easy } from 'node-libcurl';

export function* steps() {
  const easy = new Easy(); // ! require-safe-close
  yield 1;
  easy.close();
}
`),
    good('a `finally` runs when the consumer stops', `
import { Easy } from 'node-libcurl';

export function* steps() {
  const easy = new Easy();
  try {
    yield 1;
  } finally {
    easy.close();
  }
}
`),
    bad('a throw inside the `finally` before the close', `
import { Easy } from 'node-libcurl';
import { record } from './record.js';

export function probe(url: string) {
  const easy = new Easy(); // ! require-safe-close
  try {
    console.log(url);
  } finally {
    record(url);
    easy.close();
  }
}
`),
    bad('the second of two bare closes', `
import { Easy } from 'node-libcurl';

export function probe(left: Easy) {
  const right = new Easy(); // ! require-safe-close
  left.close();
  right.close();
}
`),
    bad('the catch that stops before its close', `
import { Easy } from 'node-libcurl';
import { record } from './record.js';

export function probe(url: string) {
  const easy = new Easy(); // ! require-safe-close
  try {
    console.log(url);
    record(url);
  } catch (error) {
    record(String(error));
    easy.close();
    return;
  }
  easy.close();
}
`),
    bad('a second acquisition that fails', `
import { connect } from 'node:http2';

export function both(origin: string) {
  const first = connect(origin); // ! require-safe-close
  const second = connect(origin);
  second.close();
  first.close();
}
`),
    bad('one element of Promise.all leaks when another rejects', `
import { closing, safelyCloseClient } from 'safely-close';
import { Client } from 'undici';
import { handshake } from './handshake.js';

async function open(origin: string) {
  const client = new Client(origin);
  try {
    await handshake(client);
  } catch (error) {
    await safelyCloseClient(client);
    throw error;
  }
  return client;
}

export async function both(left: string, right: string) {
  const [first, second] = await Promise.all([
    open(left), // ! require-safe-close
    open(right), // ! require-safe-close
  ]);
  await using a = closing(first);
  await using b = closing(second);
  console.log(a.closed, b.closed);
}
`),
    bad('overwritten in the next turn of a loop', `
import { Easy } from 'node-libcurl';

export function probe(count: number) {
  let easy: Easy | undefined;
  for (let index = 0; index < count; index++) {
    easy = new Easy(); // ! require-safe-close
  }
  easy?.close();
}
`),
    bad('a switch without a default', `
import { Easy } from 'node-libcurl';

export function probe(kind: string) {
  const easy = new Easy(); // ! require-safe-close
  switch (kind) {
    case 'a':
      easy.close();
      break;
    case 'b':
      easy.close();
  }
}
`),
    bad('a labelled block that is left early', `
import { Easy } from 'node-libcurl';

export function probe(url: string) {
  const easy = new Easy(); // ! require-safe-close
  work: {
    if (url === '') break work;
    easy.close();
  }
}
`),
    bad('an optional call that may not happen', `
import { Easy } from 'node-libcurl';

export function probe(finish?: (easy: Easy) => void) {
  const easy = new Easy(); // ! require-safe-close
  finish?.(easy);
}
`),
    bad('the loop body that may not run', `
import { Easy } from 'node-libcurl';

export function probe(urls: readonly string[]) {
  const easy = new Easy(); // ! require-safe-close
  for (const url of urls) {
    console.log(url);
    easy.close();
    break;
  }
}
`),
    bad('a session returned from a scope whose native disposer may fail', `
import { createServer } from 'node:http';
import { Client } from 'undici';

export async function open(origin: string) {
  await using server = createServer();
  console.log(server);
  return new Client(origin); // ! require-safe-close
}
`),
    good('the disposer of closing never does', `
import { createServer } from 'node:http';
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function open(origin: string) {
  await using server = closing(createServer());
  console.log(server);
  return new Client(origin);
}
`),
    bad('throwOnFailure: true makes safelyCloseClient throw', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function both(origin: string, other: Client) {
  const client = new Client(origin); // ! require-safe-close
  await safelyCloseClient(other, { throwOnFailure: true });
  await safelyCloseClient(client);
}
`),
    bad('a server closed and armed again starts a new obligation', `
import { createServer } from 'node:http';

export function restart(port: number) {
  const server = createServer(); // ! require-safe-close
  server.listen(port);
  server.close();
  server.listen(port);
}
`),
    good('closed, armed again and closed again', `
import { createServer } from 'node:http';

export function restart(port: number) {
  const server = createServer();
  try {
    server.listen(port);
    server.close();
    server.listen(port);
  } finally {
    server.close();
  }
}
`),
  ]);
});

describe('methods called through this', () => {
  checkAll([
    bad('made by the class\'s own visible method', `
import { Client } from 'undici';

export class Api {
  async status(origin: string) {
    const client = this.open(origin); // ! require-safe-close
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  }

  open(origin: string) {
    return new Client(origin);
  }
}
`),
    bad('the class\'s own visible method closes: enough for recommended, overridable for strict', `
import { Easy } from 'node-libcurl';

export class Prober {
  finish(easy: Easy) {
    easy.close();
  }

  probe() {
    const easy = new Easy(); // !strict require-safe-close
    this.finish(easy);
  }
}
`),
    good('an inherited visible method closes', `
import { Easy } from 'node-libcurl';

class Base {
  finish(easy: Easy) {
    easy.close();
  }
}

export class Prober extends Base {
  probe() {
    const easy = new Easy();
    this.finish(easy);
  }
}
`, { modes: ['recommended'] }),
    bad('the class\'s own visible method does not close', `
import { Easy } from 'node-libcurl';

export class Prober {
  finish(easy: Easy) {
    console.log(easy);
  }

  probe() {
    const easy = new Easy(); // ! require-safe-close
    this.finish(easy);
  }
}
`),
  ]);
});

describe('what the message says', () => {
  const message = (code: string): string => lint(code, { rules: ['require-safe-close'] }).map((finding) => finding.message).join('\n');

  it('names the session as its owner wrote it', () => {
    expect(message("import { Easy } from 'node-libcurl';\nexport function f() {\n  const weatherHandle = new Easy();\n  console.log(weatherHandle);\n}\n")).toContain('weatherHandle');
  });

  it('names a dropped session by its acquisition', () => {
    expect(message("import { Easy } from 'node-libcurl';\nexport function f() {\n  new Easy();\n}\n")).toContain('new Easy()');
  });

  it('names the line of the exit that leaks', () => {
    const code = `import { Easy } from 'node-libcurl';
export function f(url: string) {
  const easy = new Easy();
  console.log(url);
  if (url === '') {
    return;
  }
  easy.close();
}
`;
    expect(message(code)).toMatch(/\b6\b/);
  });

  it('names the throwing call and its line', () => {
    const code = `import { Easy } from 'node-libcurl';
export function f(url: string) {
  const easy = new Easy();
  console.log(url);
  const options = JSON.parse(url);
  easy.close();
  return options;
}
`;
    expect(message(code)).toMatch(/JSON\.parse/);
    expect(message(code)).toMatch(/\b5\b/);
  });

  it('is one report for several leaking paths, with the nearest and a count of the rest', () => {
    const code = `import { Easy } from 'node-libcurl';
export function f(url: string) {
  const easy = new Easy();
  if (url === 'a') return 1;
  if (url === 'b') return 2;
  if (url === 'c') return 3;
  easy.close();
  return 4;
}
`;
    const findings = lint(code, { rules: ['require-safe-close'] });
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message).toMatch(/\b4\b/);
    expect(findings[0]?.message).toMatch(/\b2\b/);
  });

  it('is a whole sentence', () => {
    expect(message("import { Easy } from 'node-libcurl';\nexport function f() {\n  new Easy();\n}\n")).toMatch(/^[`'"A-Z].*\.$/s);
  });
});

describe('got from a function', () => {
  checkAll([
    bad('in an object or a list that another function hands on as it came', `
import { connect } from 'node:http2';

function makeNamed(origin: string) {
  const session = connect(origin);
  return { session, name: 'first' };
}

const makeOn = (origin: string) => makeNamed(origin);

function makeList(origin: string) {
  const all = [connect(origin)];
  return all;
}

function makeListOn(origin: string) {
  const all = makeList(origin);
  return all;
}

export function probe(origin: string) {
  const first = makeOn(origin); // ! require-safe-close
  const list = makeListOn(origin); // ! require-safe-close
  console.log(first.session.closed, list.length);
}
`, { rules: ['require-safe-close'], modes: ['recommended'] }),
    bad('that returns it in two places of one try', `
import { connect } from 'node:http2';
import { isIdle } from './idle.js';

function make(origin: string) {
  const session = connect(origin);
  try {
    if (isIdle(origin)) return session;
    session.unref();
    return session;
  } catch (error) {
    session.destroy();
    throw error;
  } finally {
    console.log(origin);
  }
}

export function probe(origin: string) {
  const session = make(origin); // ! require-safe-close
  console.log(session.closed);
}
`, { rules: ['require-safe-close'], modes: ['recommended'] }),
  ]);
});
