/** Closing Node's http2: client sessions, and servers with their sessions. */
import type { ClientHttp2Session, Http2SecureServer, Http2Server, Http2Session, Http2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room, WorkItem } from '../../escalation/work.ts';
import { listeningServer } from '../net/listening-server.ts';
import { hasFlags, hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';

const sessionRoom: Room<ClientHttp2Session> = {
  library: 'http2',
  name: 'ClientHttp2Session',
  recognise: (value): value is ClientHttp2Session => hasMethods(value, 'request', 'ping', 'goaway', 'settings', 'close', 'destroy') && hasFlags(value, 'closed', 'destroyed'),
  begin: closingSession,
};

/** Closing a client's session: its streams, then its socket. */
export function closingSession(session: ClientHttp2Session): ClosingWork {
  // A session that ends by itself is destroyed when its own side of the socket is over, whether the peer ends its side or not.
  const socket = socketOf(session);
  const isClosed = (): boolean => session.destroyed && socket?.destroyed !== false;
  return {
    inFlight: () => streamsOf(session).map(transferOf),
    isClosed,
    async polite({ signal }) {
      // From here on an error is what closing does, also where nobody listens.
      guardAgainstUnheardErrors(session);
      for (const stream of streamsOf(session)) guardAgainstUnheardErrors(stream);
      // What still waits for the connection would be refused once the session is closing.
      if (!(await until(() => !streamsOf(session).some(({ pending }) => pending), signal))) return;
      if (!session.closed) session.close();
      await until(isClosed, signal);
    },
    async cancel({ reason, signal }) {
      for (const stream of streamsOf(session)) endStream(stream, reason);
      if (!session.closed) session.close();
      // With its last stream a session that is closing goes by itself.
      await until(isClosed, signal);
    },
    async force({ reason, signal }) {
      endSession(session, reason);
      if (socket?.destroyed === false) {
        guardAgainstUnheardErrors(socket);
        socket.destroy(reason);
      }
      await until(isClosed, signal);
    },
  };
}

const serverRoom: Room<Http2Server | Http2SecureServer> = {
  library: 'http2',
  name: 'Http2Server',
  level: 1,
  politeMs: 'half-the-deadline',
  recognise: (value): value is Http2Server => hasMethods(value, 'listen', 'close', 'updateSettings', 'getConnections') && hasFlags(value, 'listening'),
  watch: followSessions,
  begin(server) {
    const sessions = (): readonly Http2Session[] => sessionsOf(server);
    return listeningServer(server, {
      transfers: () => sessions().flatMap(streamsOf).map(transferOf),
      sayGoodbye() {
        // Each says goodbye to its client, finishes its streams, and goes.
        for (const session of sessions()) session.close();
      },
      endTransfers(reason) {
        for (const stream of sessions().flatMap(streamsOf)) endStream(stream, reason);
      },
      endConnections(reason) {
        for (const session of sessions()) endSession(session, reason);
      },
    });
  },
};

function endStream(stream: Http2Stream, reason: Error): void {
  guardAgainstUnheardErrors(stream);
  stream.destroy(reason);
}

function endSession(session: Http2Session, reason: Error): void {
  guardAgainstUnheardErrors(session);
  for (const stream of streamsOf(session)) endStream(stream, reason);
  if (!session.destroyed) session.destroy(reason);
}

/** The socket under a session, which the session shows only in disguise, and not once it is destroyed. */
export function socketOf(session: Http2Session): Socket | undefined {
  const socket = underSymbol(session, 'socket');
  return typeof socket === 'object' && socket !== null ? (socket as Socket) : undefined;
}

/** The session keeps its streams in a record without a public name. Where it is not found, the session's own end is all there is. */
function streamsOf(session: Http2Session): Http2Stream[] {
  const state = underSymbol(session, 'state');
  if (typeof state !== 'object' || state === null) return [];
  return [...valuesOf(Reflect.get(state, 'streams')), ...valuesOf(Reflect.get(state, 'pendingStreams'))].filter(isStream);
}

/** The sessions of servers that `closing` was called for, from then on. */
const sessionsSeen = new WeakMap<Http2Server | Http2SecureServer, Set<Http2Session>>();

function followSessions(server: Http2Server | Http2SecureServer): void {
  if (sessionsSeen.has(server)) return;
  const seen = new Set<Http2Session>();
  sessionsSeen.set(server, seen);
  server.on('session', (session) => {
    seen.add(session);
    session.once('close', () => seen.delete(session));
  });
}

/** The sessions of a server. Newer versions of Node keep a set of them; without one and without `closing`, only their sockets are found. */
function sessionsOf(server: Http2Server | Http2SecureServer): Http2Session[] {
  return [...new Set([...valuesOf(underSymbol(server, 'sessions')), ...(sessionsSeen.get(server) ?? [])])].filter(isSession);
}

function transferOf(stream: Http2Stream): WorkItem {
  const headers = stream.sentHeaders as Record<string, unknown> | undefined;
  const [method, authority, path] = [headers?.[':method'], headers?.[':authority'], headers?.[':path']];
  const label = typeof path === 'string' ? `${textOr('GET', method)} ${textOr('', authority)}${path.split('?')[0]}` : `stream ${stream.id ?? 'not sent yet'}`;
  return { key: stream, kind: 'transfer', label };
}

function textOr(otherwise: string, value: unknown): string {
  return typeof value === 'string' ? value : otherwise;
}

/** The values of a map or a set. Node's own ones are not instances of the global classes. */
function valuesOf(collection: unknown): unknown[] {
  if (typeof collection !== 'object' || collection === null || !hasMethods(collection, 'values')) return [];
  return [...(collection.values() as Iterable<unknown>)];
}

function underSymbol(owner: object, description: string): unknown {
  const symbol = Object.getOwnPropertySymbols(owner).find((candidate) => candidate.description === description);
  return symbol === undefined ? undefined : Reflect.get(owner, symbol);
}

function isSession(value: unknown): value is Http2Session {
  return typeof value === 'object' && value !== null && hasMethods(value, 'goaway', 'destroy');
}

function isStream(value: unknown): value is Http2Stream {
  return typeof value === 'object' && value !== null && hasMethods(value, 'destroy', 'on');
}

export const http2Rooms: readonly Room[] = [sessionRoom, serverRoom];
