// Sessions at module level, and those that live as long as the process.
import { describe } from 'vitest';
import { bad, checkAll, good, improvable } from '../support/sample.ts';

describe('module-level sessions', () => {
  checkAll([
    bad('an exported singleton: only strict reports it', `
import { Client } from 'undici';

export const client = new Client('https://example.com'); // !strict require-safe-close
`),
    bad('exported by a list, by default, as part of an object', `
import { connect } from 'node:http2';

const first = connect('https://example.com'); // !strict require-safe-close
const second = connect('https://example.org'); // !strict require-safe-close
const third = connect('https://example.net'); // !strict require-safe-close

export { first };
export default second;
export const sessions = { third };
`),
    bad('one that a function of the module closes: only strict reports it', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

const client = new Client('https://example.com'); // !strict require-safe-close

export const status = () => client.request({ path: '/', method: 'HEAD' });
export const stop = () => safelyCloseClient(client);
`),
    bad('one that a closure of the module opens and a function closes', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

let client: Client | undefined;

export function start(origin: string) {
  client ??= new Client(origin); // !strict require-safe-close
  return client;
}

export async function stop() {
  const old = client;
  client = undefined;
  await safelyCloseClient(old);
}
`),
    bad('one that nothing closes and nothing exports', `
import { Client } from 'undici';

const client = new Client('https://example.com'); // ! require-safe-close

export const status = () => client.request({ path: '/', method: 'HEAD' });
`),
    bad('one that is opened by a function, and that nothing closes and nothing exports', `
import { Client } from 'undici';

let client: Client | undefined;

export function start(origin: string) {
  client ??= new Client(origin); // ! require-safe-close
  return client.closed;
}
`),
    bad('overwritten by a set-up hook before anything has closed it', `
import { Curl } from 'node-libcurl';
import { afterEach, beforeEach } from 'vitest';

let curl = new Curl(); // ! require-safe-close
beforeEach(() => {
  curl = new Curl();
});
afterEach(() => {
  curl.close(); // ! prefer-safe-close
});
`),
    bad('open where a promise chain of the script rejects', `
const { launch } = require('puppeteer');

launch() // ! require-safe-close
  .then(async (browser) => {
    const page = await browser.newPage();
    await page.goto('https://example.com');
    await browser.close();
  })
  .catch(console.error);
`),
    good('closed in a promise chain of the script, however it ends', `
const { launch } = require('puppeteer');
const { safelyCloseClient } = require('safely-close');

launch().then(async (browser) => {
  try {
    await browser.newPage();
  } finally {
    await safelyCloseClient(browser);
  }
});
`),
    bad('never closed, in a variable that nothing declares', `
const { Easy } = require('node-libcurl');

module.exports = function prepare(url) {
  easy = new Easy(); // ! require-safe-close
  easy.setOpt('URL', url);
};
`, { filename: 'prepare.cjs' }),
    bad('dropped at module level', `
import { Client } from 'undici';

new Client('https://example.com'); // ! require-safe-close
`),
    good('a scope at module level', `
import { closing } from 'safely-close';
import { Client } from 'undici';

await using client = closing(new Client('https://example.com'));
console.log((await client.request({ path: '/', method: 'HEAD' })).statusCode);
`),
    good('a script that closes what it opened, with nothing between', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

const client = new Client('https://example.com');
await safelyCloseClient(client);
`),
    bad('a script that throws before it closes: under recommended such a throw may count as the end of the process', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

const client = new Client('https://example.com'); // ! require-safe-close
await client.request({ path: '/', method: 'HEAD' });
await safelyCloseClient(client);
`, { modes: ['strict'] }),
    good('a signal closes it', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

const client = new Client('https://example.com');
process.once('SIGTERM', () => {
  void safelyCloseClient(client);
});
`, { modes: ['recommended'] }),
    bad('an exported `let` is not reported for being at module level, but for being overwritten while open (strict: for both)', `
import { Client } from 'undici';

export let client: Client | undefined;

export function connectTo(origin: string) {
  client = new Client(origin); // ! require-safe-close
}
`),
    good('an exported `let` that is closed before it gets another value', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export let client: Client | undefined;

export async function connectTo(origin: string) {
  await safelyCloseClient(client);
  client = new Client(origin);
}
`, { modes: ['recommended'] }),
    improvable('closed by a bare close in a function of the module', `
import { Client } from 'undici';

const client = new Client('https://example.com');

export const status = () => client.request({ path: '/', method: 'HEAD' });
export async function stop() {
  await client.close(); // ! prefer-safe-close
}
`, { modes: ['recommended'] }),
    improvable('a CommonJS script with a pair of handlers', `
const { Curl } = require('node-libcurl');

const curl = new Curl();
curl.setOpt('URL', process.argv[2]);
curl.on('end', () => {
  curl.close(); // ! prefer-safe-close
});
curl.on('error', () => {
  curl.close(); // ! prefer-safe-close
});
curl.perform();
`, { filename: 'sample.cjs', modes: ['recommended'] }),
    bad('the same, of a transfer that nothing starts: handlers of what never runs never close', `
const { Curl } = require('node-libcurl');

const upload = new Curl(); // ! require-safe-close
const close = upload.close.bind(upload);
upload.setOpt('URL', process.argv[2]);
upload.on('end', close);
upload.on('error', close);
`, { filename: 'sample.cjs', modes: ['recommended'] }),
    improvable('a pair of handlers, started by whoever is given the session', `
const { Curl } = require('node-libcurl');
const { start } = require('./start.js');

const curl = new Curl();
curl.setOpt('URL', process.argv[2]);
curl.on('end', () => {
  curl.close(); // ! prefer-safe-close
});
curl.on('error', () => {
  curl.close(); // ! prefer-safe-close
});
setTimeout(() => start(curl), 100);
`, { filename: 'sample.cjs', modes: ['recommended'] }),
  ]);
});

describe('sessions that live as long as the process', () => {
  checkAll([
    bad('made on demand and kept by the module: only strict reports it', `
import { MongoClient } from 'mongodb';

let client;

export async function collection(uri, name) {
  if (!client) {
    client = new MongoClient(uri); // !strict require-safe-close
    await client.connect();
  }
  return client.db().collection(name);
}
`),
    bad('a pool at module level: only strict reports it', `
import { Pool } from 'undici';

const pool = new Pool('https://example.com'); // !strict require-safe-close

export const status = () => pool.request({ path: '/', method: 'HEAD' });
`),
    bad('a server that listens at module level, its handle kept by nobody', `
import { createServer } from 'node:http';

createServer((_request, response) => response.end()).listen(8080); // !strict require-safe-close
`),
    bad('the same with a name', `
import { createServer } from 'node:http';

const server = createServer((_request, response) => response.end()); // !strict require-safe-close
server.listen(8080);
`),
    bad('in a function that the module itself calls at top level', `
import { createServer } from 'node:http';

function main() {
  const server = createServer((_request, response) => response.end()); // !strict require-safe-close
  server.listen(8080);
}

main();
`),
    bad('in an async one, called with a handler for its error', `
import { createServer } from 'node:http';
import { load } from './load.js';

async function main() {
  const settings = await load();
  createServer((_request, response) => response.end()).listen(settings.port); // !strict require-safe-close
}

main().catch((error) => {
  console.error(error);
});
`),
    bad('a server of another kind is a server as well', `
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { WebSocketServer } from 'ws';

const serveCalls = (port: number) => {
  const server = new Server(); // !strict require-safe-close
  server.bindAsync(\`0.0.0.0:\${String(port)}\`, ServerCredentials.createInsecure(), () => undefined);
};

function serveMessages(port: number) {
  const server = new WebSocketServer({ port }); // !strict require-safe-close
  server.on('connection', (socket) => socket.send('welcome'));
}

serveCalls(50_051);
serveMessages(8080);
`),
    bad('a long-lived connection that the module opens, and gets in a callback', `
import { connect } from 'amqplib/callback_api';

connect('amqp://127.0.0.1', (error, connection) => { // !strict require-safe-close
  if (error) throw error;
  connection.createChannel((_error, channel) => channel.consume('jobs', console.log));
});
`),
    bad('in another function it is a session like any other', `
import { createServer } from 'node:http';

export function serve(port: number) {
  const server = createServer((_request, response) => response.end()); // ! require-safe-close
  server.listen(port);
}
`),
    bad('in a test too', `
import { createServer } from 'node:http';
import { test } from 'vitest';

test('answers', async () => {
  const server = createServer((_request, response) => response.end()); // ! require-safe-close
  server.listen(0);
});
`),
    bad('a pool in a function', `
import { Pool } from 'undici';

export async function status(origin: string) {
  const pool = new Pool(origin); // ! require-safe-close
  return (await pool.request({ path: '/', method: 'HEAD' })).statusCode;
}
`),
    bad('a client, which the catalog does not call long-lived, in a function called at top level', `
import { Client } from 'undici';

function main() {
  const client = new Client('https://example.com'); // ! require-safe-close
  console.log(client);
}

main();
`),
  ]);
});
