// The catalog says of some clients that a closed one still takes what only configures it, so that a linter finds nothing wrong with
// `server.close(); server.closeAllConnections()`. Held here against real ones, closed in every way that they have.
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { catalog } from 'safely-close/clients';
import type { ClientFacts } from 'safely-close/clients';
import { describe, expect, it } from 'vitest';
import { loopbackCertificate } from '../support/loopback-certificate.ts';

type Methods = Record<string, (...given: unknown[]) => unknown>;

/** What each method is called with, where it is called with anything. */
const given: Readonly<Record<string, readonly unknown[]>> = {
  setTimeout: [1],
  setNoDelay: [true],
  setKeepAlive: [true],
  setEncoding: ['utf8'],
  setDefaultEncoding: ['utf8'],
  setMaxListeners: [20],
  getConnections: [() => undefined],
  updateSettings: [{}],
  removeAllListeners: ['timeout'],
  listeners: ['close'],
  rawListeners: ['close'],
  listenerCount: ['close'],
};
const ofListeners = ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener', 'off', 'removeListener'];
for (const method of ofListeners) Object.assign(given, { [method]: ['close', () => undefined] });

async function listening<Server extends net.Server>(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** What is connected to a silent server, which goes with it. */
async function connectedTo<Socket extends net.Socket>(server: net.Server, connect: (port: number) => Socket, event: string): Promise<Socket> {
  await listening(server);
  const socket = connect((server.address() as AddressInfo).port);
  socket.on('error', () => undefined);
  await once(socket, event);
  server.close();
  return socket;
}

const ignoringErrors = (peer: net.Socket): net.Socket => peer.on('error', () => undefined);
const connected = async (): Promise<net.Socket> => connectedTo(net.createServer(ignoringErrors), (port) => net.connect(port, '127.0.0.1'), 'connect');
const connectedByTls = async (): Promise<tls.TLSSocket> =>
  connectedTo(tls.createServer(loopbackCertificate, ignoringErrors), (port) => tls.connect({ port, host: '127.0.0.1', ca: loopbackCertificate.cert }), 'secureConnect');

const makers: Readonly<Record<string, () => Promise<unknown>>> = {
  // What Express's `listen` gives is Node's server.
  'express: Server': async () => listening(http.createServer()),
  'http2: Http2Server': async () => listening(http2.createServer()),
  'http: http.Server': async () => listening(http.createServer()),
  'https: https.Server': async () => listening(https.createServer()),
  'net: Socket': connected,
  'net: net.Server': async () => listening(net.createServer()),
  'net: net.Socket': connected,
  'tls: tls.Server': async () => listening(tls.createServer()),
  'tls: tls.TLSSocket': connectedByTls,
};

const marked: ReadonlyMap<string, ClientFacts> = new Map(
  catalog.flatMap(({ library, clients }) => clients.flatMap((client): [string, ClientFacts][] => (client.configuresWhenClosed === true ? [[`${library}: ${client.name}`, client]] : []))),
);

describe('what a closed one is configured by', () => {
  it('is tried of every client of which the catalog says so', () => {
    expect([...marked.keys()].sort()).toEqual(Object.keys(makers).sort());
  });

  const ways = [...marked].flatMap(([name, client]) => client.closes.map((close) => ({ name, client, close: close.name })));
  it.each(ways)('does not throw: $name after $close()', async ({ name, client, close }) => {
    const made = (await makers[name]?.()) as Methods;
    made[close]?.();
    for (const method of client.configures) {
      expect(() => made[method]?.(...(given[method] ?? [])), method).not.toThrow();
    }
    made['destroy']?.();
  });
});
