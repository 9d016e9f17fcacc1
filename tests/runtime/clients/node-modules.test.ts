/** Clients of Node's own modules beside http, https and http2. */
import { execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { constants, mkdtempSync, opendirSync, rmSync, watch as watchFiles } from 'node:fs';
import { open } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { PassThrough } from 'node:stream';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loopbackCertificate } from '../support/loopback-certificate.ts';
import { holds } from '../support/misbehaving-server.ts';
import { fewTurns, watch } from '../support/watched.ts';

/** A server that takes connections, says nothing, and ends nothing. */
let mute: Server;
let port: number;
const connections = new Set<Socket>();
beforeAll(async () => {
  mute = createServer({ allowHalfOpen: true }, (socket) => {
    connections.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => connections.delete(socket));
    socket.resume();
  });
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  port = (mute.address() as AddressInfo).port;
});
afterAll(() => safelyCloseClient(mute, { politeMs: 0 }));

describe('net and tls', () => {
  it('closes a socket whose peer stays half open', async () => {
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    expect(await safelyCloseClient(socket, { politeMs: 20 })).toMatchObject({ outcome: 'closed', phase: 'force', items: [{ kind: 'connection' }] });
    expect(socket.destroyed).toBe(true);
  });

  it('sends what is written before it closes', async () => {
    const received: Buffer[] = [];
    const server = createServer((peer) => peer.on('data', (piece) => received.push(piece))).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(Buffer.alloc(1_000_000));
    expect(await safelyCloseClient(socket, { politeMs: 2_000, timeoutMs: 5_000 })).toMatchObject({ outcome: 'closed', phase: 'polite' });
    expect(Buffer.concat(received)).toHaveLength(1_000_000);
    await safelyCloseClient(server);
  });

  it('closes a socket in its TLS handshake', async () => {
    const socket = connectTls({ port, host: '127.0.0.1' }).on('error', () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await safelyCloseClient(socket, { politeMs: 0 })).toMatchObject({ outcome: 'closed' });
  });

  it.each([
    ['net', `import { connect } from 'node:net'; const client = connect(1, '127.0.0.1');`],
    ['tls', `import { connect } from 'node:tls'; const client = connect(1, '127.0.0.1');`],
    ['ws', `import { WebSocket } from 'ws'; const client = new WebSocket('ws://127.0.0.1:1');`],
  ])('closes a client of %s that cannot connect, though nobody hears its error any more', (_library, made) => {
    // In a process of its own, which an error that nobody hears would end.
    const program = `import { safelyCloseClient } from 'safely-close'; ${made} console.log((await safelyCloseClient(client)).outcome);`;
    expect(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: import.meta.dirname, encoding: 'utf8' })).toBe('closed\n');
  });

  it('closes servers with connections on them, plain and encrypted', async () => {
    for (const server of [createServer(), createTlsServer(loopbackCertificate)]) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const at = { port: (server.address() as AddressInfo).port, host: '127.0.0.1' };
      const socket = server.listenerCount('secureConnection') === 0 && !('setSecureContext' in server) ? connect(at) : connectTls({ ...at, rejectUnauthorized: false });
      socket.on('error', () => undefined);
      await new Promise((resolve) => setTimeout(resolve, 40));
      expect(await safelyCloseClient(server, { politeMs: 10 })).toMatchObject({ outcome: 'closed' });
      await holds(() => socket.destroyed);
      expect(socket.destroyed).toBe(true);
    }
  });
});

describe('one stream', () => {
  it('is closed without the others of its agent', async () => {
    const agent = new Agent({ keepAlive: true });
    const requests = [1, 2].map(() => {
      const request = get({ port, host: '127.0.0.1', agent });
      return { request, answer: watch(new Promise((resolve, reject) => request.on('response', resolve).on('error', reject))) };
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await safelyCloseClient(requests[0]?.request, { politeMs: 0 })).toMatchObject({ outcome: 'closed', transfers: 1, settled: 1 });
    await fewTurns();
    expect(isSessionClosed(requests[0]?.answer.error)).toBe(true);
    expect(requests[1]?.answer.state).toBe('pending');
    await safelyCloseClient(agent, { politeMs: 0 });
    expect(isSessionClosed(requests[1]?.answer.error)).toBe(true);
  });

  it('is closed without the others of its HTTP/2 connection', async () => {
    const server = createHttp2Server((request, response) => {
      if (request.url === '/slow') setTimeout(() => response.end('fine at last'), 60);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const [never, slow] = [session.request({ ':path': '/never' }), session.request({ ':path': '/slow' })];
    const kept = watch(new Promise((resolve, reject) => slow.resume().on('end', resolve).on('error', reject)));
    const lost = watch(new Promise((resolve, reject) => never.resume().on('end', resolve).on('error', reject)));
    expect(await safelyCloseClient(never, { politeMs: 10 })).toMatchObject({ outcome: 'closed', settled: 1 });
    await fewTurns();
    expect(isSessionClosed(lost.error)).toBe(true);
    await kept.promise;
    await safelyCloseClient(session);
    await safelyCloseClient(server);
  });

  it('lets what is written be read', async () => {
    const stream = new PassThrough();
    stream.write('all of it');
    const read = watch(stream.toArray());
    expect(await safelyCloseClient(stream, { politeMs: 1_000 })).toMatchObject({ outcome: 'closed', phase: 'polite' });
    expect(String(read.value)).toBe('all of it');
  });
});

describe('what else holds a process', () => {
  it('is a child process that ignores the polite request', async () => {
    const child = spawn('sh', ['-c', 'trap "" TERM; echo ready; while :; do sleep 0.1; done']);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(await safelyCloseClient(child, { politeMs: 20 })).toMatchObject({ outcome: 'closed', phase: 'force' });
    expect(child.signalCode).toBe('SIGKILL');
    expect(await safelyCloseClient(child)).toMatchObject({ outcome: 'already-closed' });
  });

  it('is a child process that ends when asked', async () => {
    const child = spawn('sleep', ['60']);
    expect(await safelyCloseClient(child, { politeMs: 2_000 })).toMatchObject({ outcome: 'closed', phase: 'polite' });
  });

  it('is a worker in a busy loop', async () => {
    const worker = new Worker('for (;;);', { eval: true });
    const ended = watch(new Promise((resolve) => worker.once('exit', resolve)));
    expect(await safelyCloseClient(worker)).toMatchObject({ outcome: 'closed' });
    await ended.promise;
  });

  it.each([
    ['a UDP socket', async () => new Promise<object>((resolve) => { const socket = createSocket('udp4'); socket.bind(0, '127.0.0.1', () => resolve(socket)); })],
    ['a file', () => open(import.meta.filename)],
    ['a directory', async () => opendirSync(tmpdir())],
    ['a file watcher', async () => watchFiles(tmpdir())],
    ['a database', async () => new DatabaseSync(':memory:')],
    ['a line reader', async () => createInterface({ input: new PassThrough() })],
  ])('is %s', async (_name, make) => {
    const client = await make();
    expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'closed' });
    expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'already-closed' });
  });

  it.skipIf(process.platform === 'win32')('may be a file whose read never ends: that remains, and is said', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'safely-close-'));
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const file = await open(pipe, constants.O_RDWR);
    const read = file.read(Buffer.alloc(1), 0, 1);
    expect(await safelyCloseClient(file, { timeoutMs: 60 })).toMatchObject({ outcome: 'remaining' });
    const writer = await open(pipe, constants.O_WRONLY);
    await writer.write('x');
    await read;
    await writer.close();
    rmSync(folder, { recursive: true });
  });
});
