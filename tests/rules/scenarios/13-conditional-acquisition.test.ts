// Acquired on a condition, or holding something only from a later call on.
import { bad, good } from '../support/sample.ts';
import { scenario, silent } from '../support/scenario.ts';

scenario(159, 'a session or null, closed if there is one', silent, [
  good('the variable itself is asked', `
import { Easy } from 'node-libcurl';

export function probe(wanted: boolean) {
  const easy = wanted ? new Easy() : null;
  if (easy) easy.close();
}
`),
  good('the flag is asked again', `
import { Easy } from 'node-libcurl';

export function probe(wanted: boolean) {
  const easy = wanted ? new Easy() : null;
  console.log(easy);
  if (wanted) easy?.close();
}
`),
  bad('another flag is asked', `
import { Easy } from 'node-libcurl';

export function probe(wanted: boolean, verbose: boolean) {
  const easy = wanted ? new Easy() : null; // ! require-safe-close
  if (verbose) easy?.close();
}
`),
]);

scenario(161, 'opened under a condition, closed by a call that bears undefined', silent, [
  good('safelyCloseClient after the `if`', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function probe(origin: string, wanted: boolean) {
  let client: Client | undefined;
  if (wanted) client = new Client(origin);
  await safelyCloseClient(client);
}
`),
]);

scenario(163, 'a client that holds nothing before its first call', silent, [
  good('a server that never listens', `
import { createServer } from 'node:http';

export function handlerCount() {
  const server = createServer();
  return server.listenerCount('request');
}
`),
  bad('a server that listens', `
import { createServer } from 'node:http';

export function serve(port: number) {
  const server = createServer(); // ! require-safe-close
  server.listen(port);
}
`),
  good('a database client that was never connected', `
import { Client } from 'pg';

export function describe(url: string) {
  const client = new Client(url);
  return client.database;
}
`),
  bad('a database client that was', `
import { Client } from 'pg';

export async function ping(url: string) {
  const client = new Client(url); // ! require-safe-close
  await client.connect();
  await client.query('select 1');
}
`),
]);

scenario(165, 'a session exists only where the try-function said so', silent, [
  good('an out-parameter', `
import { Easy } from 'node-libcurl';

function tryOpen(url: string, out: { easy?: Easy }): boolean {
  if (url === '') return false;
  out.easy = new Easy();
  return true;
}

export function probe(url: string) {
  const out: { easy?: Easy } = {};
  if (tryOpen(url, out)) out.easy?.close();
}
`),
  good('a result that says whether it holds one', `
import { Easy } from 'node-libcurl';

function tryOpen(url: string) {
  if (url === '') return { ok: false as const };
  return { ok: true as const, easy: new Easy() };
}

export function probe(url: string) {
  const opened = tryOpen(url);
  if (opened.ok) opened.easy.close();
}
`, { modes: ['recommended'] }),
]);
