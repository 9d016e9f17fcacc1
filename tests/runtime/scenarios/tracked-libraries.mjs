// Opens one session after the other, by libraries of Node and of others, and says what is known of each while it is open and
// after its own method has closed it. A server that takes connections and never says a word stands in for the database.
// Run with --import safely-close/register. Usage: tracked-libraries.mjs <url>
import dgram, { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { createRequire } from 'node:module';
import { connect, createServer as createSilentServer, Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import libcurl, { Easy } from 'node-libcurl';
import { openSessions } from 'safely-close';
import { Agent, Pool } from 'undici';

const url = process.argv[2];
const { hostname, port } = new URL(url);
const require = createRequire(import.meta.url);
const http2Server = createHttp2Server().listen(0, '127.0.0.1');
await once(http2Server, 'listening');
const silent = createSilentServer().listen(0, '127.0.0.1');
await once(silent, 'listening');
const before = new Set(openSessions().map(({ client }) => client));
const http2Url = `http://127.0.0.1:${http2Server.address().port}`;

const known = () => openSessions().filter(({ client }) => !before.has(client));
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 30));
/** What has been closed may need a while to say so; what has not stays. */
const isGone = async () => {
  for (let look = 0; look < 40 && known().length > 0; look += 1) await aMoment();
};

const sessions = {
  'net.connect': [async () => connect(port, hostname), (socket) => socket.destroy()],
  'new Socket, connected later': [async () => new Socket().connect(port, hostname), (socket) => socket.end()],
  'http.createServer': [async () => createServer().listen(0), (server) => server.close()],
  'http2.connect': [async () => connectHttp2(http2Url), (session) => session.close()],
  'dgram.createSocket': [async () => createSocket('udp4').bind(0), (socket) => socket.close()],
  Worker: [async () => new Worker('setInterval(() => undefined, 1000)', { eval: true }), (worker) => worker.terminate()],
  'undici Agent': [async () => new Agent(), (agent) => agent.close()],
  'undici Pool by require': [async () => new (require('undici').Pool)(url), (pool) => pool.destroy()],
  Easy: [async () => new Easy(), (easy) => easy.close()],
  Multi: [async () => new libcurl.Multi(), (multi) => multi.close()],
  'pg Client': [
    async () => {
      const client = new pg.Client({ host: hostname, port: silent.address().port });
      client.on('error', () => undefined);
      client.connect().catch(() => undefined);
      return client;
    },
    (client) => client.end(),
  ],
};

const result = {};
for (const [name, [open, close]] of Object.entries(sessions)) {
  const session = await open();
  await aMoment();
  const made = known().filter(({ madeBy }) => madeBy === 'user').map(({ kind, createdAt }) => `${kind} ${createdAt?.split('/').pop()?.replace(/:\d+$/, '')}`);
  const byLibraries = known().filter(({ madeBy }) => madeBy !== 'user').map(({ kind }) => kind);
  void close(session);
  await isGone();
  result[name] = { made, ...(byLibraries.length === 0 ? {} : { byLibraries }), left: known().map(({ kind }) => kind) };
}

// What holds nothing is not open.
for (const { client } of openSessions()) before.add(client);
createServer();
new pg.Client();
dgram.createSocket('udp4').unref();
// What Node and fetch keep for themselves is nobody's.
await new Promise((resolve) => get(`${url}/ok`, (response) => response.resume().on('end', resolve)));
await (await fetch(`${url}/ok`)).text();
result.nothing = known().filter(({ madeBy }) => madeBy === 'user').map(({ kind }) => kind);
console.log(JSON.stringify(result));
// The same classes as before, for who asks.
console.log(JSON.stringify([new Agent() instanceof Agent, new (class extends Pool {})(url) instanceof Pool, createServer() instanceof (await import('node:http')).Server]));
process.exit();
