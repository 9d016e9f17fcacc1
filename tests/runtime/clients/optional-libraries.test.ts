/**
 * Clients of the catalog's libraries that have no peer of their own, or something besides: threads, files, servers. Each has work
 * that never ends. (Those that speak to a peer are in misbehaving-peers.test.ts.) What is not installed is skipped.
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
const host = '127.0.0.1';

const cases: readonly Case[] = [
  { library: 'pg', client: 'Pool with more work than connections', gets: 'our error', make: ({ Pool }, port) => { const client = unheard(new Pool({ host, port, max: 1 })); void client.query('select 1').catch(() => undefined); return { client, answer: client.query('select 2') }; } },
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
