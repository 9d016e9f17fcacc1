// A session that holds nothing where it is made, and is armed by a function: whoever made it has to see to its close.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-safe-close'] };
const opening = `import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import { Client } from 'pg';
import { safelyCloseClient } from 'safely-close';

`;
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);

describe('a session of the module', () => {
  checkAll([
    leaky('armed by a function that is exported', `
const client = new Client(); // ! require-safe-close
export async function rows() {
  await client.connect();
  return client.query('select 1');
}`),
    leaky('armed by a method', `
const socket = createSocket('udp4'); // ! require-safe-close
export class Controller {
  start() {
    socket.bind(3001);
  }
}`),
    leaky('armed by a timer', `
const socket = createSocket('udp4'); // ! require-safe-close
setTimeout(() => { socket.bind(3001); }, 10);`),
    tidy('closed by another function', `
const client = new Client();
export const connect = () => client.connect();
export const close = () => safelyCloseClient(client);`),
    tidy('exported itself', `
export const client = new Client();
export const connect = () => client.connect();`),
    tidy('never armed', `
const client = new Client();
export const name = () => client.user;`),
  ]);
});

describe('a session of a function', () => {
  checkAll([
    leaky('armed by what it returns', `
export function make() {
  const client = new Client(); // ! require-safe-close
  return { run: async (text: string) => { await client.connect(); await client.query(text); } };
}`),
    tidy('armed and closed by what it returns', `
export function make() {
  const client = new Client();
  return { open: () => client.connect(), close: () => client.end() };
}`),
  ]);
});

describe('a server of the module', () => {
  checkAll([
    good('is meant to stay', `${opening}
const server = createServer();
export const start = () => server.listen(8080);`, { ...only, modes: ['recommended'] }),
  ]);
});
