// Sessions that nobody ever holds.
import { bad, good, improvable } from '../support/sample.ts';
import { reportedBy, scenario, silent } from '../support/scenario.ts';

scenario(1, 'a call or `new` whose session is ignored', reportedBy('require-safe-close'), [
  bad('a factory called as a statement at module level', `
import { connect } from 'node:http2';

connect('https://example.com'); // ! require-safe-close
`),
  bad('`new` as a statement in a function', `
import { Client } from 'undici';

export function warmUp(origin: string) {
  new Client(origin); // ! require-safe-close
}
`),
  bad('a chain of calls that each return the session', `
import { Curl } from 'node-libcurl';

export function fire(url: string) {
  new Curl().setOpt('URL', url).perform(); // ! require-safe-close
}
`),
  bad('a factory of this file, awaited and dropped', `
import { Client } from 'undici';

async function open(origin: string) {
  return new Client(origin);
}

export async function warmUp(origin: string) {
  await open(origin); // ! require-safe-close
}
`),
]);

scenario(3, '`void` in front does not make dropping right', reportedBy('require-safe-close'), [
  bad('void before a factory', `
import { connect } from 'node:http2';

void connect('https://example.com'); // ! require-safe-close
`),
  bad('void before new', `
import { Client } from 'undici';

export function warmUp(origin: string) {
  void new Client(origin); // ! require-safe-close
}
`),
]);

scenario(5, 'opened only to read a property or to ask one thing of it', reportedBy('require-safe-close'), [
  bad('a property returned', `
import { connect } from 'node:http2';

export function isEncrypted(origin: string) {
  return connect(origin).encrypted; // ! require-safe-close
}
`),
  bad('a property taken out by destructuring', `
import { connect } from 'node:http2';

export function protocolOf(origin: string) {
  const { alpnProtocol } = connect(origin); // ! require-safe-close
  return alpnProtocol;
}
`),
  bad('a request on a session without a name', `
import { Client } from 'undici';

export async function status(origin: string) {
  const { statusCode } = await new Client(origin).request({ path: '/', method: 'HEAD' }); // ! require-safe-close
  return statusCode;
}
`),
]);

scenario(7, 'opened and closed in one expression', silent, [
  good('handed to safelyCloseClient at once', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function touch(origin: string) {
  await safelyCloseClient(new Client(origin));
}
`),
  good('closed at once in a function that cannot await', `
import { connect } from 'node:http2';

export function touch(origin: string) {
  connect(origin).close();
}
`),
  good('the awaited session of a factory handed on', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

async function open(origin: string) {
  return new Client(origin);
}

export async function touch(origin: string) {
  await safelyCloseClient(await open(origin));
}
`),
  improvable('a bare close on the awaited session of a factory', `
import { Client } from 'undici';

async function open(origin: string) {
  return new Client(origin);
}

export async function touch(origin: string) {
  await (await open(origin)).close(); // ! prefer-safe-close
}
`),
]);

scenario(9, 'a cast, parentheses or `!` around a dropped session', reportedBy('require-safe-close'), [
  bad('`as` as a statement', `
import { connect } from 'node:http2';
import type { ClientHttp2Session } from 'node:http2';

export function warmUp(origin: string) {
  connect(origin) as ClientHttp2Session; // ! require-safe-close
}
`),
  bad('parentheses', `
import { connect } from 'node:http2';

export function warmUp(origin: string) {
  (connect(origin)); // ! require-safe-close
}
`),
  bad('a non-null assertion', `
import { connect } from 'node:http2';

export function warmUp(origin: string) {
  connect(origin)!; // ! require-safe-close
}
`),
  bad('angle brackets', `
import { connect } from 'node:http2';
import type { ClientHttp2Session } from 'node:http2';

export function warmUp(origin: string) {
  <ClientHttp2Session>connect(origin); // ! require-safe-close
}
`),
  bad('`satisfies`, held by a variable that nobody closes', `
import { connect } from 'node:http2';
import type { ClientHttp2Session } from 'node:http2';

export function warmUp(origin: string) {
  const session = (connect(origin) as unknown) satisfies unknown as ClientHttp2Session; // ! require-safe-close
  console.log(session.encrypted);
}
`),
]);

scenario(11, 'the seed of a `reduce` whose callback returns another session', reportedBy('require-safe-close'), [
  bad('the seed is dropped at the first step', `
import { connect } from 'node:http2';

export function last(origins: readonly string[]) {
  return origins.reduce(
    (_previous, origin) => connect(origin),
    connect('https://example.com'), // ! require-safe-close
  );
}
`),
]);

scenario(13, 'a stream that is piped at once ends with its pipe', silent, [
  good('a file piped to a response', `
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';

export function serve(path: string) {
  return createServer((_request, response) => {
    createReadStream(path).pipe(response);
  });
}
`),
  good('a stream of a borrowed HTTP/2 session', `
import type { ClientHttp2Session } from 'node:http2';

export function proxy(session: ClientHttp2Session, response: NodeJS.WritableStream) {
  session.request({ ':path': '/' }).pipe(response);
}
`),
]);
