/** Servers of the catalog's libraries, closed while a visitor misbehaves: real servers, raw connections. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createNetServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js';
import { closing } from 'safely-close';
import { fastify } from 'fastify';
import mysql from 'mysql2';
import { Server as SocketServer } from 'socket.io';
import { WebSocketServer } from 'ws';
import { describeClosedThoughVisitorsMisbehave, host, listening } from '../support/closed-though-visitors-misbehave.ts';
import type { ServerWithVisitor } from '../support/closed-though-visitors-misbehave.ts';

/** Each is open, and answers nothing. */
const servers: readonly ServerWithVisitor[] = [
  { library: 'net', name: 'Server', head: Buffer.from('hello'), open: async () => { const server = createNetServer({ allowHalfOpen: true }, (socket) => socket.resume().on('error', () => undefined)); return { server, port: await listening(server) }; } },
  { library: 'http', name: 'Server', head: Buffer.from('GET / HTTP/1.1\r\nhost: here\r\n'), open: async () => { const server = createHttpServer(() => undefined); return { server, port: await listening(server) }; } },
  { library: 'http2', name: 'Http2Server', head: Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'), open: async () => { const server = createHttp2Server(); return { server, port: await listening(server) }; } },
  { library: 'fastify', name: 'FastifyInstance', head: Buffer.from('GET / HTTP/1.1\r\nhost: here\r\n'), open: async () => { const server = fastify(); server.get('/', () => new Promise(() => undefined)); await server.listen({ port: 0, host }); return { server, port: (server.server.address() as AddressInfo).port }; } },
  { library: 'ws', name: 'WebSocketServer', head: upgrade('/'), open: () => new Promise((resolve) => { const server = new WebSocketServer({ port: 0, host }, () => resolve({ server, port: (server.address() as AddressInfo).port })); server.on('connection', (socket) => socket.on('error', () => undefined)); }) },
  { library: 'socket.io', name: 'Server', head: upgrade('/socket.io/?EIO=4&transport=websocket'), open: async () => { const http = createHttpServer(); const server = new SocketServer(http); return { server, port: await listening(http) }; } },
  { library: '@grpc/grpc-js', name: 'Server', head: Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'), open: () => new Promise((resolve, reject) => { const server = new GrpcServer(); server.bindAsync(`${host}:0`, ServerCredentials.createInsecure(), (error, port) => (error === null ? resolve({ server, port }) : reject(error))); }) },
  { library: 'mysql2', name: 'Server', head: Buffer.from([4, 0, 0, 1, 14]), open: async () => { const server = mysql.createServer(() => undefined); closing(server); Reflect.apply(server.listen, server, [0, host]); return { server, port: await portOf(Reflect.get(server, '_server')) }; } },
];

/** Of a server that is told to listen. */
async function portOf(server: Server): Promise<number> {
  if (!server.listening) await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function upgrade(path: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nhost: here\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`);
}

describeClosedThoughVisitorsMisbehave(servers);
