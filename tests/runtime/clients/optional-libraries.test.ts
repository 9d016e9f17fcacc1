/**
 * Clients of libraries that this workspace does not need for anything else, each with work that its peer never answers:
 * a server that takes connections and says nothing. What is not installed is skipped.
 */
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holds } from '../support/misbehaving-server.ts';
import { optionalLibrary } from '../support/optional-library.ts';
import { watch } from '../support/watched.ts';

interface Specimen {
  readonly client: unknown;
  /** What somebody waits for. */
  readonly answer?: Promise<unknown>;
}

interface Case {
  readonly library: string;
  readonly client: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly make: (library: any, port: number) => Specimen | Promise<Specimen>;
  /** Whether what waits gets our own error, or the library's. */
  readonly gets: 'our error' | 'an error' | 'nothing';
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
const unheard = (emitter: any): any => emitter.on('error', () => undefined);
const called = (start: (done: (error?: unknown, value?: unknown) => void) => void): Promise<unknown> =>
  new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));
const host = '127.0.0.1';

const cases: readonly Case[] = [
  { library: 'ws', client: 'WebSocket', gets: 'an error', make: ({ WebSocket }, port) => { const client = new WebSocket(`ws://${host}:${port}`); return { client, answer: new Promise((resolve, reject) => client.on('open', resolve).on('error', reject)) }; } },
  { library: 'pg', client: 'Client', gets: 'our error', make: ({ Client }, port) => { const client = unheard(new Client({ host, port })); return { client, answer: client.connect() }; } },
  { library: 'pg', client: 'Pool', gets: 'our error', make: ({ Pool }, port) => { const client = unheard(new Pool({ host, port })); return { client, answer: client.query('select 1') }; } },
  { library: 'pg', client: 'Pool with more work than connections', gets: 'our error', make: ({ Pool }, port) => { const client = unheard(new Pool({ host, port, max: 1 })); void client.query('select 1').catch(() => undefined); return { client, answer: client.query('select 2') }; } },
  { library: 'postgres', client: 'Sql', gets: 'an error', make: (library, port) => { const client = (library.default ?? library)({ host, port }); return { client, answer: client.unsafe('select 1').then((rows: unknown) => rows) }; } },
  { library: 'ioredis', client: 'Redis', gets: 'an error', make: ({ Redis }, port) => { const client = unheard(new Redis(port, host)); return { client, answer: client.get('key') }; } },
  { library: 'redis', client: 'RedisClient', gets: 'an error', make: ({ createClient }, port) => { const client = unheard(createClient({ url: `redis://${host}:${port}` })); void client.connect().catch(() => undefined); return { client, answer: client.get('key') }; } },
  { library: 'mysql2', client: 'Connection', gets: 'our error', make: ({ createConnection }, port) => { const client = unheard(createConnection({ host, port })); return { client, answer: called((done) => client.query('select 1', done)) }; } },
  { library: 'mysql2', client: 'Pool', gets: 'our error', make: ({ createPool }, port) => { const client = createPool({ host, port }); return { client, answer: called((done) => client.query('select 1', done)) }; } },
  { library: 'mysql2/promise', client: 'Pool', gets: 'our error', make: ({ createPool }, port) => { const client = createPool({ host, port }); return { client, answer: client.query('select 1') }; } },
  { library: 'mqtt', client: 'MqttClient', gets: 'our error', make: ({ connect }, port) => { const client = unheard(connect(`mqtt://${host}:${port}`)); return { client, answer: client.publishAsync('topic', 'text', { qos: 1 }) }; } },
  { library: 'ssh2', client: 'Client', gets: 'an error', make: ({ Client, default: whole }, port) => { const client = new (Client ?? whole.Client)(); const answer = new Promise((resolve, reject) => client.on('ready', resolve).on('error', reject)); client.connect({ host, port, username: 'nobody', password: 'none' }); return { client, answer }; } },
  { library: 'basic-ftp', client: 'Client', gets: 'an error', make: ({ Client }, port) => { const client = new Client(0); return { client, answer: client.access({ host, port }) }; } },
  { library: 'bullmq', client: 'Queue', gets: 'an error', make: ({ Queue }, port) => { const client = unheard(new Queue('queue', { connection: { host, port } })); return { client, answer: client.add('job', {}) }; } },
  { library: 'chokidar', client: 'FSWatcher', gets: 'nothing', make: ({ watch: watchFiles }) => ({ client: watchFiles(import.meta.dirname) }) },
  { library: 'piscina', client: 'Piscina', gets: 'an error', make: ({ Piscina }) => { const client = new Piscina({ filename: new URL('../support/endless-task.mjs', import.meta.url).href }); return { client, answer: client.run({}) }; } },
  { library: 'tinypool', client: 'Tinypool', gets: 'an error', make: ({ Tinypool }) => { const client = new Tinypool({ filename: new URL('../support/endless-task.mjs', import.meta.url).href }); return { client, answer: client.run({}) }; } },
  { library: 'fastify', client: 'FastifyInstance', gets: 'an error', make: async ({ fastify }) => { const client = fastify(); client.get('/', () => new Promise(() => undefined)); await client.listen({ port: 0, host }); return { client, answer: fetch(`http://${host}:${client.server.address().port}/`) }; } },
  { library: 'socket.io', client: 'Server', gets: 'nothing', make: async ({ Server: IoServer }) => { const http = createHttpServer(); const client = new IoServer(http); await new Promise<void>((resolve) => http.listen(0, host, resolve)); return { client }; } },
];

const libraries = new Map(await Promise.all([...new Set(cases.map(({ library }) => library))].map(async (name) => [name, await optionalLibrary(name)] as const)));

let peer: Server;
const open = new Set<Socket>();
beforeAll(async () => {
  peer = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    socket.resume();
  });
  await new Promise<void>((resolve) => peer.listen(0, host, resolve));
});
afterAll(() => safelyCloseClient(peer, { politeMs: 0 }));

describe.each(cases)('$library', ({ library, client: name, make, gets }) => {
  const { exports, missing } = libraries.get(library) ?? { exports: undefined, missing: `${library} is not installed` };

  it.skipIf(missing !== undefined)(`closes a ${name} whose work never ends${missing === undefined ? '' : ` (skipped: ${missing})`}`, async () => {
    const { client, answer } = await make(exports, (peer.address() as AddressInfo).port);
    const waiting = answer === undefined ? undefined : watch(answer);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const report = await safelyCloseClient(client, { timeoutMs: 2_000, politeMs: 100 });
    expect(report).toMatchObject({ outcome: 'closed' });
    expect(report.items.at(-1)?.kind).not.toBe('unknown');
    if (waiting !== undefined) {
      await holds(() => waiting.state !== 'pending');
      expect(waiting.state).toBe('rejected');
      if (gets === 'our error') expect(isSessionClosed(waiting.error)).toBe(true);
    }
    await holds(() => open.size === 0);
    expect(open.size).toBe(0);
    expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'already-closed' });
  });
});
