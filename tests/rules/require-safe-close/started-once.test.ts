// Servers that a script's start brings up, however many calls that takes; flags that are compared with true; handlers of an opening.
import { describe } from 'vitest';
import { bad, checkAll, good, improvable } from '../support/sample.ts';

describe('a server that the module starts once is meant to stay', () => {
  checkAll([
    good('from a callback that the module is called back by', `
import { createServer } from 'node:http';
import { connect } from './processes.ts';

connect(() => serve());

function serve() {
  createServer((_request, response) => response.end('here')).listen(8080);
}
`, { modes: ['recommended'] }),
    good('by what main() calls when its settings are there', `
import { createServer } from 'node:http';
import { load } from './settings.ts';

main();

function main() {
  load({}, (_error: unknown, port: number) => serve(port));
}

function serve(port: number) {
  createServer((_request, response) => response.end('here')).listen(port);
}
`, { modes: ['recommended'] }),
    bad('but not one for each event or element', `
import { createServer } from 'node:http';
import { requests, ports } from './requests.ts';

requests.on('port', (port: number) => serve(port));
ports.forEach((port: number) => serve(port));

function serve(port: number) {
  createServer((_request, response) => response.end('here')).listen(port); // ! require-safe-close
}
`),
    bad('nor what only somebody else calls', `
import { createServer } from 'node:http';

export function start(port: number) {
  serve(port);
}

function serve(port: number) {
  createServer((_request, response) => response.end('here')).listen(port); // ! require-safe-close
}
`),
    bad('nor functions that only call one another', `
import { createServer } from 'node:http';

function first(port: number) {
  createServer((_request, response) => response.end('here')).listen(port); // ! require-safe-close
  second(port + 1);
}

function second(port: number) {
  first(port);
}
`),
  ]);
});

describe('a flag that is compared with true or false is asked like one that is not', () => {
  checkAll([
    improvable('a server for one request', `
import { createServer } from 'node:http';

export function answerOnce(port: number, tell: (url: string) => void) {
  let isOver = false;
  const server = createServer((request, response) => {
    if (isOver === true) return response.end();
    isOver = true;
    response.end();
    server.close(); // ! prefer-safe-close
    tell(request.url ?? '');
  });
  server.listen(port);
}
`, { modes: ['recommended'] }),
    good('closed where the flag says that it is open', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function ask(origin: string, isLocal: boolean) {
  let isOpen = false;
  let client: Client | undefined;
  if (!isLocal) {
    client = new Client(origin);
    isOpen = true;
  }
  if (isOpen !== false) await safelyCloseClient(client);
}
`, { modes: ['recommended'] }),
    bad('the other way round', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function ask(origin: string, isLocal: boolean) {
  let isOpen = false;
  let client: Client | undefined;
  if (!isLocal) {
    client = new Client(origin); // ! require-safe-close
    isOpen = true;
  }
  if (isOpen === false) await safelyCloseClient(client);
}
`, { modes: ['recommended'] }),
    bad('what may be neither is not decided by it', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function ask(origin: string, isLocal: unknown) {
  let client: Client | undefined;
  if (isLocal) client = new Client(origin); // ! require-safe-close
  if (isLocal === true) await safelyCloseClient(client);
}
`),
  ]);
});

describe('handlers of an opening that goes either way', () => {
  checkAll([
    good('a Redis client', `
import Redis from 'ioredis';
import { safelyCloseClient } from 'safely-close';

export function look(host: string, tell: (text: string) => void) {
  const client = new Redis({ host });
  client.on('error', (error) => {
    tell(error.message);
    void safelyCloseClient(client);
  });
  client.on('ready', () => {
    client.info().then(tell).finally(() => safelyCloseClient(client));
  });
}
`, { modes: ['recommended'] }),
    good('an MQTT client', `
import mqtt from 'mqtt';
import { safelyCloseClient } from 'safely-close';

export function look(url: string, tell: (isThere: boolean) => void) {
  const client = mqtt.connect(url);
  client.on('error', () => {
    void safelyCloseClient(client);
    tell(false);
  });
  client.on('connect', () => {
    void safelyCloseClient(client);
    tell(true);
  });
}
`, { modes: ['recommended'] }),
    bad('only one of them', `
import Redis from 'ioredis';
import { safelyCloseClient } from 'safely-close';

export function look(host: string, tell: (text: string) => void) {
  const client = new Redis({ host }); // ! require-safe-close
  client.on('error', (error) => tell(error.message));
  client.on('ready', () => {
    client.info().then(tell).finally(() => safelyCloseClient(client));
  });
}
`),
  ]);
});

describe('a base class that is not seen', () => {
  checkAll([
    good('is not taken to throw by an explicit super() either, but by strict', `
import { connect, type Socket } from 'node:net';
import { Stream } from 'node:stream';
import { safelyCloseClient } from 'safely-close';

class Plug extends Stream {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
  }

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#socket);
  }
}

export const plug = (port: number) => new Plug(connect(port));
`, { modes: ['recommended'] }),
    bad('a visible one that throws leaks', `
import { connect, type Socket } from 'node:net';
import { safelyCloseClient } from 'safely-close';

class Base {
  constructor(name: string) {
    if (name === '') throw new Error('no name');
  }
}

class Plug extends Base {
  readonly #socket: Socket;

  constructor(socket: Socket, name: string) {
    super(name);
    this.#socket = socket;
  }

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#socket);
  }
}

export const plug = (port: number, name: string) => new Plug(connect(port), name); // ! require-safe-close
`),
  ]);
});
