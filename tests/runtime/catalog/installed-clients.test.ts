/** What the catalog says of the libraries that are installed here, held against the libraries themselves. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import readlinePromises from 'node:readline/promises';
import sqlite from 'node:sqlite';
import { PassThrough } from 'node:stream';
import tls from 'node:tls';
import { BroadcastChannel as BroadcastChannelOfThreads, Worker } from 'node:worker_threads';
import * as nodeLibcurl from 'node-libcurl';
import { catalog } from 'safely-close/clients';
import type { ClientFacts } from 'safely-close/clients';
import * as safelyCloseCurl from 'safely-close/curl';
import * as undici from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdAgainstTheLibrary } from '../support/held-against-the-library.ts';

/** A server that takes connections and never answers. */
let silent: net.Server;
let port: number;

beforeAll(async () => {
  silent = net.createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  port = (silent.address() as net.AddressInfo).port;
});
afterAll(() => {
  silent.close();
});

const unheard = <Emitter extends { on(event: 'error', listener: () => void): unknown }>(emitter: Emitter): Emitter => {
  emitter.on('error', () => undefined);
  return emitter;
};

async function connected<Socket extends net.Socket>(socket: Socket): Promise<Socket> {
  await once(unheard(socket), 'connect');
  return socket;
}

async function listening<Server extends net.Server>(server: Server): Promise<Server> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

/** A plain connection, as TLS goes over it: no certificate is needed to close one. */
const tlsSocket = async (): Promise<tls.TLSSocket> => unheard(new tls.TLSSocket(await connected(net.connect(port, '127.0.0.1'))));

const lines = { input: new PassThrough() };
const directory = (): fs.Dir => fs.opendirSync(tmpdir());
const thisFile = (): Promise<fsPromises.FileHandle> => fsPromises.open(import.meta.filename);
const origin = (): string => `http://127.0.0.1:${String(port)}`;
const bound = async (): Promise<unknown> => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
};

/** One of each, open. */
const specimens: Readonly<Record<string, Readonly<Record<string, () => unknown>>>> = {
  dgram: { Socket: bound },
  fs: { FSWatcher: () => fs.watch(import.meta.dirname), Dir: directory, FileHandle: thisFile },
  'fs/promises': { Dir: directory, FileHandle: thisFile },
  globalThis: { WebSocket: () => new WebSocket(`ws://127.0.0.1:${String(port)}`), BroadcastChannel: () => new BroadcastChannel('catalog') },
  http: { 'http.Server': () => listening(http.createServer()), 'http.Agent': () => new http.Agent() },
  http2: {
    ClientHttp2Session: () => unheard(http2.connect(origin())),
    Http2Server: () => listening(http2.createServer()),
  },
  https: { 'https.Server': () => listening(https.createServer()), 'https.Agent': () => new https.Agent() },
  net: {
    'net.Socket': () => connected(net.connect(port, '127.0.0.1')),
    Socket: () => connected(new net.Socket().connect(port, '127.0.0.1')),
    'net.Server': () => listening(net.createServer()),
  },
  'node-libcurl': {
    Curl: () => new nodeLibcurl.Curl(),
    Easy: () => new nodeLibcurl.Easy(),
    Multi: () => new nodeLibcurl.Multi(),
    Share: () => new nodeLibcurl.Share(),
  },
  readline: { 'readline.Interface': () => readline.createInterface(lines), 'promises.Interface': () => readline.promises.createInterface(lines) },
  'readline/promises': { 'readline.Interface': () => readlinePromises.createInterface(lines) },
  'safely-close/curl': { CurlSession: () => new safelyCloseCurl.CurlSession() },
  sqlite: { DatabaseSync: () => new sqlite.DatabaseSync(':memory:') },
  tls: { 'tls.TLSSocket': tlsSocket, 'tls.Server': () => listening(tls.createServer()) },
  undici: {
    Client: () => new undici.Client(origin()),
    Pool: () => new undici.Pool(origin()),
    BalancedPool: () => new undici.BalancedPool(origin()),
    RoundRobinPool: () => new undici.RoundRobinPool(origin()),
    Agent: () => new undici.Agent(),
    ProxyAgent: () => new undici.ProxyAgent(origin()),
    EnvHttpProxyAgent: () => new undici.EnvHttpProxyAgent(),
    Socks5ProxyAgent: () => new undici.Socks5ProxyAgent(`socks5://127.0.0.1:${String(port)}`),
    RetryAgent: () => new undici.RetryAgent(new undici.Agent()),
    MockAgent: () => new undici.MockAgent(),
    H2CClient: () => new undici.H2CClient(origin()),
    WebSocket: () => new undici.WebSocket(`ws://127.0.0.1:${String(port)}`),
    EventSource: () => new undici.EventSource(origin()),
  },
  worker_threads: {
    Worker: () => new Worker('setInterval(() => undefined, 1_000)', { eval: true }),
    BroadcastChannel: () => new BroadcastChannelOfThreads('catalog'),
  },
};

const modules: Readonly<Record<string, object>> = {
  dgram: await import('node:dgram'),
  fs,
  'fs/promises': fsPromises,
  globalThis,
  http,
  http2,
  https,
  net,
  'node-libcurl': nodeLibcurl,
  readline,
  'readline/promises': readlinePromises,
  'safely-close/curl': safelyCloseCurl,
  sqlite,
  tls,
  undici,
  worker_threads: await import('node:worker_threads'),
};

/** Node shows this one under a flag only; undici's export of it stands in the table above. */
const hidden = ['globalThis: EventSource'];

const installed = catalog
  .filter(({ library }) => library in modules)
  .flatMap(({ library, clients }) => clients.map((client) => ({ library, client, title: `${library}: ${client.name}` })))
  .filter(({ title }) => !hidden.includes(title));

const open = (library: string, client: ClientFacts): unknown => specimens[library]?.[client.name]?.();

it('has one of each client of these libraries', () => {
  expect(installed.filter(({ library, client }) => specimens[library]?.[client.name] === undefined).map(({ title }) => title)).toEqual([]);
});

describe.each(installed)('$title', ({ library, client }) => holdAgainstTheLibrary({ client, exports: modules[library], open: () => open(library, client) }));

describe('what the catalog says of single clients', () => {
  it('a Worker whose script is over has ended', async () => {
    const worker = new Worker('', { eval: true });
    const [code] = (await once(worker, 'exit')) as [number];
    expect(code).toBe(0);
    expect(worker.threadId).toBe(-1);
  });

  it('a readline.Interface ends with its input', async () => {
    const input = new PassThrough();
    const lineReader = readline.createInterface({ input });
    input.end();
    await once(lineReader, 'close');
  });

  it('a Dir is closed by a loop over it, however the loop ends', async () => {
    const dir = directory();
    for await (const entry of dir) {
      expect(entry.name).not.toBe('');
      break;
    }
    await expect(dir.read()).rejects.toMatchObject({ code: 'ERR_DIR_CLOSED' });
  });

  it.each(['createReadStream', 'readLines'] as const)('a FileHandle is closed by its %s when that ends', async (method) => {
    const file = await thisFile();
    const stream = file[method]();
    const closed = once(file, 'close');
    for await (const part of stream) expect(part).toBeDefined();
    await closed;
    expect(file.fd).toBe(-1);
  });

  it('a FileHandle is closed by its createWriteStream when that ends', async () => {
    const target = path.join(await fsPromises.mkdtemp(path.join(tmpdir(), 'catalog-')), 'written');
    const file = await fsPromises.open(target, 'w');
    const closed = once(file, 'close');
    file.createWriteStream().end('written');
    await closed;
    expect(file.fd).toBe(-1);
    await fsPromises.rm(path.dirname(target), { recursive: true });
  });

  it('a DatabaseSync with { open: false } is not open until open()', () => {
    const database = new sqlite.DatabaseSync(':memory:', { open: false });
    expect(database.isOpen).toBe(false);
    database.open();
    expect(database.isOpen).toBe(true);
    database.close();
  });

  it('a TLSSocket is over when the socket that it wraps is, and the other way round', async () => {
    for (const close of ['wrapper', 'wrapped'] as const) {
      const wrapped = await connected(net.connect(port, '127.0.0.1'));
      const wrapper = unheard(new tls.TLSSocket(wrapped));
      const bothClosed = Promise.all([once(wrapped, 'close'), once(wrapper, 'close')]);
      (close === 'wrapper' ? wrapper : wrapped).destroy();
      await bothClosed;
    }
  });
});
