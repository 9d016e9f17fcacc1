import { openSessions } from '../open-sessions.ts';
import type { OpenSession } from '../open-sessions.ts';
import { descriptorsOf } from './descriptors.ts';
import { libcurlPortsOf } from './libcurl-ports.ts';
import { endpointsOf } from './linux-sockets.ts';
import { handlesOfLibuv } from './libuv-report.ts';

/** Something that libuv watches for this thread. */
export interface OpenHandle {
  /** libuv's word: `tcp`, `pipe`, `udp`, `tty`, `process`, `fs_event`, `signal`, `timer`; `poll` is a descriptor that a native addon watches, such as one of libcurl's sockets. */
  readonly type: string;
  readonly fd?: number;
  /** `host:port` on this side. */
  readonly local?: string;
  /** `host:port` of the other side. */
  readonly peer?: string;
  /** The id of a child process. */
  readonly processId?: number;
  /** The file that is watched. */
  readonly file?: string;
  /** Whether the event loop goes on because of it. */
  readonly keepsProcessAlive: boolean;
  /** The tracked session that it belongs to, where one is known. */
  readonly session?: OpenSession;
}

/**
 * Lists what libuv watches, from Node's diagnostic report, and says of each handle to which session it belongs. It sees what
 * no list of JavaScript objects has: the sockets of native addons. A call takes some milliseconds, during which the process
 * does nothing else; it is made for looking into a process that does not end, not for every request.
 *
 * A transfer of libcurl that is paused is not watched, so `openSessions()` is the only one to know of it.
 *
 * @param sessions those that are looked for; by default what `openSessions()` lists
 * @returns the handles of this thread that are active or have a socket, without those that Node itself needs
 * @example
 * for (const handle of openHandles()) if (handle.session === undefined) console.error('Nobody knows', handle);
 */
export function openHandles(sessions: readonly OpenSession[] = openSessions()): readonly OpenHandle[] {
  const handles = handlesOfLibuv();
  const unnamed = handles.filter(({ type, fd }) => type === 'poll' && fd !== undefined).flatMap(({ fd }) => fd ?? []);
  const endpoints = unnamed.length === 0 ? new Map<number, never>() : endpointsOf(unnamed);
  const complete = handles.map((handle): OpenHandle => ({ ...(handle.fd === undefined ? {} : endpoints.get(handle.fd)), ...handle }));
  const owners = ownersOf(sessions);
  return complete.map((handle) => {
    const session = owners.find(({ owns }) => owns(handle))?.session;
    return session === undefined ? handle : { ...handle, session };
  });
}

interface Owner {
  readonly session: OpenSession;
  readonly owns: (handle: OpenHandle) => boolean;
}

/** What libraries made for users' sessions is found through the latter, so users' sessions are asked first. */
function ownersOf(sessions: readonly OpenSession[]): Owner[] {
  const ordered = [...sessions.filter(({ madeBy }) => madeBy === 'user'), ...sessions.filter(({ madeBy }) => madeBy !== 'user')];
  return [
    ...ordered.map((session): Owner => {
      const descriptors = descriptorsOf(session.client);
      const ports = libcurlPortsOf(session.client);
      return { session, owns: ({ fd, local, type }) => (fd !== undefined && descriptors.has(fd)) || (type === 'poll' && local !== undefined && ports.has(portOf(local))) };
    }),
    // The connections that a server has accepted are at its port.
    ...ordered.flatMap((session): Owner[] => {
      const port = listensAt(session.client);
      return port === undefined ? [] : [{ session, owns: ({ type, local, peer }) => type === 'tcp' && peer !== undefined && local !== undefined && portOf(local) === port }];
    }),
  ];
}

function portOf(endpoint: string): number {
  return Number(endpoint.slice(endpoint.lastIndexOf(':') + 1));
}

function listensAt(client: object): number | undefined {
  const address: unknown = Reflect.get(client, 'address');
  if (typeof address !== 'function' || Reflect.get(client, 'listening') !== true) return undefined;
  const found: unknown = Reflect.apply(address, client, []);
  const port: unknown = typeof found === 'object' && found !== null ? Reflect.get(found, 'port') : undefined;
  return typeof port === 'number' ? port : undefined;
}
