/** Servers of the catalog's libraries, closed while a visitor misbehaves: real servers, raw connections. */
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { connect, createServer as createNetServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js';
import { fastify } from 'fastify';
import { closing, safelyCloseClient } from 'safely-close';
import { Server as SocketServer } from 'socket.io';
import { describe, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { holds } from '../support/misbehaving-server.ts';

const host = '127.0.0.1';

interface OpenServer {
  readonly server: object;
  readonly port: number;
}

const listening = (server: { listen(port: number, host: string, done: () => void): unknown; address(): unknown }): Promise<number> =>
  new Promise((resolve) => server.listen(0, host, () => resolve((server.address() as AddressInfo).port)));

/** Each is open, and answers nothing. */
const servers: readonly { readonly library: string; readonly name: string; readonly open: () => Promise<OpenServer>; readonly head: Buffer }[] = [
  { library: 'net', name: 'Server', head: Buffer.from('hello'), open: async () => { const server = createNetServer({ allowHalfOpen: true }, (socket) => socket.resume().on('error', () => undefined)); return { server, port: await listening(server) }; } },
  { library: 'http', name: 'Server', head: Buffer.from('GET / HTTP/1.1\r\nhost: here\r\n'), open: async () => { const server = createHttpServer(() => undefined); return { server, port: await listening(server) }; } },
  { library: 'http2', name: 'Http2Server', head: Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'), open: async () => { const server = createHttp2Server(); return { server, port: await listening(server) }; } },
  { library: 'fastify', name: 'FastifyInstance', head: Buffer.from('GET / HTTP/1.1\r\nhost: here\r\n'), open: async () => { const server = fastify(); server.get('/', () => new Promise(() => undefined)); await server.listen({ port: 0, host }); return { server, port: (server.server.address() as AddressInfo).port }; } },
  { library: 'ws', name: 'WebSocketServer', head: upgrade('/'), open: () => new Promise((resolve) => { const server = new WebSocketServer({ port: 0, host }, () => resolve({ server, port: (server.address() as AddressInfo).port })); server.on('connection', (socket) => socket.on('error', () => undefined)); }) },
  { library: 'socket.io', name: 'Server', head: upgrade('/socket.io/?EIO=4&transport=websocket'), open: async () => { const http = createHttpServer(); const server = new SocketServer(http); return { server, port: await listening(http) }; } },
  { library: '@grpc/grpc-js', name: 'Server', head: Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'), open: () => new Promise((resolve, reject) => { const server = new GrpcServer(); server.bindAsync(`${host}:0`, ServerCredentials.createInsecure(), (error, port) => (error === null ? resolve({ server, port }) : reject(error))); }) },
];

function upgrade(path: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nhost: here\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`);
}

/** What the visitor does before the server is closed. Neither ends its side when the server does. */
const visits: readonly { readonly manner: string; readonly visit: (socket: Socket, head: Buffer) => void }[] = [
  { manner: 'says nothing', visit: () => undefined },
  { manner: 'says hello and then nothing', visit: (socket, head) => void socket.write(head) },
  { manner: 'drips', visit: (socket, head) => { socket.write(head); const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write('x')), 5); socket.once('close', () => clearInterval(timer)); } },
  { manner: 'ends its own side', visit: (socket, head) => void socket.end(head) },
  { manner: 'resets', visit: (socket, head) => { socket.write(head); setTimeout(() => socket.resetAndDestroy(), 20); } },
];

describe.each(servers)('$library: $name', ({ open, head }) => {
  it.concurrent.for(visits)('is closed while a visitor $manner', async ({ visit }, { expect }) => {
    const { server, port } = await open();
    closing(server);
    const socket = connect({ port, host, allowHalfOpen: true });
    socket.on('error', () => undefined);
    socket.resume();
    await new Promise((resolve) => socket.once('connect', resolve));
    visit(socket, head);
    await new Promise((resolve) => setTimeout(resolve, 60));
    const report = await safelyCloseClient(server, { timeoutMs: 3_000, politeMs: 100 });
    expect(report.errors).toEqual([]);
    expect(report).toMatchObject({ outcome: 'closed', remaining: [] });
    // What the server has let go of answers by a reset.
    await holds(() => {
      if (socket.writable) socket.write('x');
      return socket.destroyed || (socket.readableEnded && !socket.writable);
    });
    expect(socket.destroyed || (socket.readableEnded && !socket.writable)).toBe(true);
    socket.destroy();
    expect(await safelyCloseClient(server)).toMatchObject({ outcome: 'already-closed' });
  });
});
