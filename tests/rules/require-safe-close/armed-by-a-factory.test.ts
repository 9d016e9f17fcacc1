// A client that holds nothing until it connects or listens: whoever gets it from a function that has done so has to close it.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-safe-close'] };
const opening = `import { createServer } from 'node:http';
import { Client } from 'pg';
import { safelyCloseClient } from 'safely-close';

`;
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);

describe('a client that was armed before it was handed out', () => {
  checkAll([
    leaky('by an asynchronous function', `
async function connected() {
  const client = new Client();
  try {
    await client.connect();
    return client;
  } catch (error) {
    await safelyCloseClient(client);
    throw error;
  }
}

export async function count() {
  const client = await connected(); // ! require-safe-close
  const { rows } = await client.query('select 1');
  return rows.length;
}`),
    leaky('in an object', `
export async function start() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return { server, url: 'http://127.0.0.1' };
}

export async function url() {
  const site = await start(); // ! require-safe-close
  return site.url;
}`.replace('const server = createServer();', 'const server = createServer(); // !strict require-safe-close')),
    leaky('by a promise', `
function listening() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, () => resolve(server));
  });
}

export async function address() {
  const server = await listening(); // ! require-safe-close
  return server.address();
}`),
    leaky('by one function after another', `
async function connected() {
  const client = new Client();
  await client.connect(); 
  return client;
}

async function prepared() {
  const client = await connected();
  await client.query('set timezone to utc');
  return client;
}

export async function count() {
  const client = await prepared(); // ! require-safe-close
  const { rows } = await client.query('select 1');
  return rows.length;
}`.replace('const client = await connected();', 'const client = await connected(); // ! require-safe-close')),
    tidy('and closed', `
async function connected() {
  const client = new Client();
  try {
    await client.connect();
    return client;
  } catch (error) {
    await safelyCloseClient(client);
    throw error;
  }
}

export async function count() {
  const client = await connected();
  try {
    const { rows } = await client.query('select 1');
    return rows.length;
  } finally {
    await safelyCloseClient(client);
  }
}`),
    tidy('not armed by anybody', `
function make() {
  return new Client();
}

export function database() {
  const client = make();
  return client.database;
}`),
    leaky('armed by who gets it', `
function make() {
  return new Client();
}

export async function count() {
  const client = make(); // ! require-safe-close
  await client.connect();
  const { rows } = await client.query('select 1');
  return rows.length;
}`),
    bad('armed on some ways: only strict takes it for armed', `${opening}async function make(connects: boolean) {
  const client = new Client();
  if (connects) await client.connect();
  return client;
}

export async function database(connects: boolean) {
  const client = await make(connects); // !strict require-safe-close
  return client.database;
}`, only),
  ]);
});
