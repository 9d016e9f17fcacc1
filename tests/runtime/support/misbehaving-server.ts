import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A server on the loopback that treats its clients badly, and counts what they leave on its side. */
export interface MisbehavingServer {
  readonly url: string;
  readonly port: number;
  /** How many connections are open on the server's side. */
  sockets(): number;
  /** Resolves when that many are open, or after two seconds; returns how many are. */
  socketsBecome(count: number): Promise<number>;
  /** Paths of the requests that have arrived. */
  readonly requests: readonly string[];
  /** Resolves when a request for this path has arrived. */
  arrived(path: string, times?: number): Promise<void>;
  close(): Promise<void>;
}

const dripEveryMs = 5;
const chunk = Buffer.alloc(64 * 1024, 'x');

/** What each path does. */
const behaviours: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
  '/ok': (_request, response) => response.end('fine'),
  '/slow': (_request, response) => setTimeout(() => response.end('fine at last'), 40),
  '/never': () => undefined,
  '/headers-only': (_request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.flushHeaders();
  },
  '/drip': (_request, response) => {
    const timer = setInterval(() => response.write('.'), dripEveryMs);
    response.on('close', () => clearInterval(timer));
  },
  '/big': (_request, response) => {
    const flood = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', flood);
    flood();
  },
  '/reset': (request) => request.socket.resetAndDestroy(),
  '/half-close': (request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half of it');
    request.socket.end();
  },
  // Reads an upload so slowly that it never ends. (Not reading at all would hide from it that the client has gone.)
  '/swallow': (request) => {
    request.on('error', () => undefined);
    request.on('data', () => {
      request.pause();
      setTimeout(() => request.resume(), 2);
    });
  },
  '/upload': (request, response) => {
    request.on('error', () => undefined);
    request.resume();
    request.on('end', () => response.end('got it'));
  },
};

export async function startMisbehavingServer(): Promise<MisbehavingServer> {
  const open = new Set<Socket>();
  const requests: string[] = [];
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    requests.push(path);
    (behaviours[path] ?? behaviours['/ok'])?.(request, response);
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    sockets: () => open.size,
    async socketsBecome(count) {
      await holds(() => open.size === count);
      return open.size;
    },
    async arrived(path, times = 1) {
      await holds(() => requests.filter((request) => request === path).length >= times);
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Waits until a condition holds, two seconds by default; the assertion that follows says what was wrong. */
export async function holds(condition: () => boolean, patienceMs = 2_000): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!condition() && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, 2));
}
