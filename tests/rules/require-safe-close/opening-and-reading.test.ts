// Sessions that close themselves where they do not open, and sessions that are read to their end.
import { describe } from 'vitest';
import { bad, checkAll, good, improvable } from '../support/sample.ts';

describe('what does not open closes itself, so that the handler of its opening is enough', () => {
  checkAll([
    improvable('a port that is looked at', `
import { connect } from 'node:net';

export const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy(); // ! prefer-safe-close
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
`),
    improvable('made by hand, and connected after the handlers are there', `
import { Socket } from 'node:net';

export const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = new Socket();
    const finish = (isThere: boolean) => {
      socket.destroy(); // ! prefer-safe-close
      resolve(isThere);
    };
    socket.on('connect', () => finish(true));
    socket.on('error', () => finish(false));
    socket.connect(port);
  });
`),
    improvable('a server that looks whether a port is free', `
import { createServer } from 'node:net';

export const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.once('listening', () => {
      server.close(() => resolve(true)); // ! prefer-safe-close
    });
    server.listen(port);
  });
`),
    improvable('a WebSocket that is only opened', `
export const answers = (url: string) =>
  new Promise<boolean>((resolve) => {
    const socket = new WebSocket(url);
    function finish(isThere: boolean) {
      socket.close(); // ! prefer-safe-close
      resolve(isThere);
    }
    socket.addEventListener('open', () => finish(true));
    socket.addEventListener('error', () => finish(false));
  });
`),
    good('handed over when it is open, under strict as well', `
import { connect } from 'node:http2';

export const open = (origin: string) =>
  new Promise((resolve, reject) => {
    const session = connect(origin);
    session.once('connect', () => resolve(session));
    session.once('error', reject);
  });
`),
    good('handed over by the listener that is given to what opens it, under strict as well', `
import { createServer } from 'node:http';

export function listen(port: number) {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => resolve(server));
  });
}
`),
    bad('a listener of its opening that hands it over on some of its ways only', `
import { createServer } from 'node:http';

export function listen(port: number, isWanted: boolean) {
  const server = createServer(); // ! require-safe-close
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      if (isWanted) resolve(server);
    });
  });
}
`),
    bad('waited for by its event: what fails then has not opened, and only strict takes the call itself to fail', `
import { once } from 'node:events';
import { createServer } from 'node:http';

export async function listen(port: number) {
  const server = createServer(); // !strict require-safe-close
  server.listen(port);
  await once(server, 'listening');
  return server;
}
`),
    bad('waited for by its event, or given up while it still opens', `
import { once } from 'node:events';
import { connect } from 'node:net';

export async function reach(port: number, signal: AbortSignal) {
  const socket = connect(port); // ! require-safe-close
  await once(socket, 'connect', { signal });
  return socket;
}
`),
    bad('waited for by another of its events', `
import { once } from 'node:events';
import { connect } from 'node:net';

export async function reach(port: number) {
  const socket = connect(port); // ! require-safe-close
  await once(socket, 'data');
  return socket;
}
`),
    bad('a handler of its opening that closes on some of its ways only', `
import { connect } from 'node:net';

export function ask(port: number, isShort: boolean) {
  const socket = connect(port); // ! require-safe-close
  socket.once('connect', () => {
    if (isShort) socket.destroy();
  });
  socket.once('error', console.error);
}
`),
    bad('only where opening fails', `
import { connect } from 'node:net';

export function ask(port: number) {
  const socket = connect(port); // ! require-safe-close
  socket.once('error', () => socket.destroy());
}
`),
    bad('a datagram socket stays open where it could not be bound', `
import { createSocket } from 'node:dgram';

export function ask(port: number) {
  const socket = createSocket('udp4'); // ! require-safe-close
  socket.once('listening', () => socket.close());
  socket.once('error', console.error);
  socket.bind(port);
}
`),
    good('the listener that is given where it is made, called on the session', `
import { connect } from 'node:net';

export function greet(port: number) {
  const socket = connect(port, function () {
    this.end('hello');
  });
  socket.on('error', console.error);
}
`),
    improvable('that listener by its name', `
import { connect } from 'node:net';

export function greet(port: number) {
  const socket = connect(port, greeted);
  socket.on('error', console.error);
  function greeted() {
    socket.end('hello'); // ! prefer-safe-close
  }
}
`),
  ]);
});

describe('lines that are read to their end', () => {
  checkAll([
    good('end with their input', `
import { createInterface } from 'node:readline';

export async function print(input: NodeJS.ReadableStream) {
  const lines = createInterface({ input });
  for await (const line of lines) console.log(line);
}
`),
    good('made in the head of the loop', `
import { createInterface } from 'node:readline';

export async function print(input: NodeJS.ReadableStream) {
  for await (const line of createInterface({ input })) console.log(line);
}
`),
    bad('stay open where the loop is left early, whatever the documentation says', `
import { createInterface } from 'node:readline';

export async function first(input: NodeJS.ReadableStream) {
  const lines = createInterface({ input }); // ! require-safe-close
  for await (const line of lines) {
    if (line !== '') break;
  }
}
`),
    bad('stay open where a round fails', `
import { createInterface } from 'node:readline';

export async function each(input: NodeJS.ReadableStream, handle: (line: string) => Promise<void>) {
  const lines = createInterface({ input }); // ! require-safe-close
  for await (const line of lines) await handle(line);
}
`),
    bad('stay open where the reader of a generator stops', `
import { createInterface } from 'node:readline';

export async function* trimmed(input: NodeJS.ReadableStream) {
  const lines = createInterface({ input }); // ! require-safe-close
  for await (const line of lines) yield line.trim();
}
`),
    good('a folder is closed however its loop ends', `
import { opendir } from 'node:fs/promises';

export async function each(path: string, handle: (name: string) => Promise<void>) {
  for await (const entry of await opendir(path)) await handle(entry.name);
}
`),
  ]);
});

describe('what opens later is given a handler of something else when it is made', () => {
  const login = `
import { createServer } from 'node:http';
import { safelyCloseClient } from 'safely-close';

export function onceAsked(port: number, tell: (path: string) => void) {
  const server = createServer((request, response) => {
    void safelyCloseClient(server);
    response.end();
    tell(request.url ?? '');
  });
  server.listen(port);
}
`;
  checkAll([
    good('a server that its first visitor closes', login, { modes: ['recommended'] }),
    bad('a server that its first visitor closes: nobody may come', login.replace('const server = createServer((request, response) => {', 'const server = createServer((request, response) => { // ! require-safe-close'), { modes: ['strict'] }),
  ]);
});
