// Requests one hop away: a visible function that starts one with the session it is given, or captures, and hands its promise out.
import { resolve } from 'node:path';
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import { offers } from '../support/suggestion.ts';

const scoped = (statements: string): string => `
import { closing } from 'safely-close';
import { Client } from 'undici';

async function ask(client: Client) { return await client.request({ path: '/', method: 'GET' }); }
function askAtOnce(client: Client) { return client.request({ path: '/', method: 'GET' }); }
async function askTwice(client: Client) { await ask(client); await askAtOnce(client); }
async function askEach(paths: string[], client: Client) { return await Promise.all(paths.map((path) => client.request({ path, method: 'GET' }))); }
async function askAgain(client: Client, left: number): Promise<unknown> { await client.request({ path: '/', method: 'GET' }); return left > 0 ? askAgain(client, left - 1) : undefined; }
async function describeIt(client: Client) { return String(client.closed); }
function isReady(client: Client) { return !client.closed; }
async function startIt(client: Client) { void client.request({ path: '/', method: 'GET' }).catch(console.error); }
function register(client: Client) { client.on('drain', async () => { await client.request({ path: '/', method: 'GET' }); }); }

export async function status(origin: string, paths: string[]) {
  await using client = closing(new Client(origin));
  console.log(ask, askAtOnce, askTwice, askEach, askAgain, describeIt, isReady, startIt, register, paths);
  ${statements}
}
`;

describe('reported at the call', () => {
  checkAll([
    bad('of an async function, returned', scoped('return ask(client); // ! no-unsettled-request')),
    bad('of a function that gives the promise back', scoped('return askAtOnce(client); // ! no-unsettled-request')),
    bad('two hops away', scoped('return askTwice(client); // ! no-unsettled-request')),
    bad('of a function that asks for a list', scoped('return askEach(paths, client); // ! no-unsettled-request')),
    bad('of a function that calls itself', scoped('return askAgain(client, 3); // ! no-unsettled-request')),
    bad('left floating with `void`', scoped('void ask(client); // ! no-unsettled-request')),
    bad('left floating with a handler for its error', scoped('ask(client).catch(console.error); // ! no-unsettled-request')),
    bad('returned in a Promise.all', scoped('return Promise.all([ask(client)]); // ! no-unsettled-request')),
    bad('for each element of a list', scoped('return Promise.all(paths.map(() => ask(client))); // ! no-unsettled-request')),
    bad('in a forEach, which waits for nothing', scoped('paths.forEach(async () => { await ask(client); }); // ! no-unsettled-request')),
    bad('kept in a variable', scoped('const answer = ask(client); // ! no-unsettled-request\n  return answer;')),
    bad('of a closure', scoped("const go = async () => { await client.request({ path: '/', method: 'GET' }); };\n  return go(); // ! no-unsettled-request")),
    bad('of a closure that is called at once', scoped("return (async () => { await client.request({ path: '/', method: 'GET' }); })(); // ! no-unsettled-request")),
    bad('in a `try` whose `finally` closes', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

async function ask(client: Client) { return await client.request({ path: '/', method: 'GET' }); }
export async function status(origin: string) {
  let client: Client | undefined;
  try {
    client = new Client(origin);
    return ask(client); // ! no-unsettled-request
  } finally {
    await safelyCloseClient(client);
  }
}
`),
  ]);
});

describe('followed into other files', () => {
  const filename = resolve(import.meta.dirname, 'project', 'main.mts');
  checkAll([
    bad('a helper of another file', `
import { closing } from 'safely-close';
import { Client } from 'undici';
import { ask, describeIt } from './requests.mts';

export async function status(origin: string, wanted: boolean) {
  await using client = closing(new Client(origin));
  if (wanted) return describeIt(client);
  return ask(client); // ! no-unsettled-request
}
`, { filename }),
  ]);
});

describe('silent', () => {
  checkAll([
    good('awaited', scoped('return await ask(client);')),
    good('awaited as a statement', scoped('await askTwice(client);')),
    good('awaited together', scoped('return await Promise.all([ask(client), askAtOnce(client)]);')),
    good('awaited for each element', scoped('return await Promise.all(paths.map(() => ask(client)));')),
    good('kept and awaited', scoped("const answer = ask(client);\n  console.log('waiting');\n  return await answer;")),
    good('a closure that is awaited', scoped("const go = async () => { await client.request({ path: '/', method: 'GET' }); };\n  await go();")),
    good('a function that awaits nothing of the session', scoped('return describeIt(client);')),
    good('a function that gives no promise', scoped('return isReady(client);')),
    good('a function that does not wait for what it starts', scoped('return startIt(client);')),
    good('a function that only registers a listener', scoped('register(client);')),
    good('a closure that nobody calls here', scoped("const go = async () => { await client.request({ path: '/', method: 'GET' }); };\n  console.log(go);")),
    good('a function that is given another one', scoped('const other = { request: () => Promise.resolve(1) } as unknown as Client;\n  return ask(other);')),
    good('a borrowed session is not closed here', `
import type { Client } from 'undici';

async function ask(client: Client) { return await client.request({ path: '/', method: 'GET' }); }
export async function status(client: Client) {
  return ask(client);
}
`),
  ]);
});

describe('offered', () => {
  offers('`await` before the call', 'no-unsettled-request', scoped('return Promise.all([ask(client)]);'), scoped('return await Promise.all([ask(client)]);'));
});
