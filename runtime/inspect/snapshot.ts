/** What a program has open at one moment, as data: taken inside the program, printed outside of it. */
import { isMainThread, threadId } from 'node:worker_threads';
import { nowMs } from '../escalation/clock.ts';
import { openHandles } from '../open-handles/index.ts';
import type { OpenHandle } from '../open-handles/index.ts';
import { openSessions } from '../open-sessions.ts';
import type { OpenSession } from '../open-sessions.ts';
import { makerOf } from '../place.ts';
import { callsGoingOn } from './watched-calls.ts';
import type { WatchedCall } from './watched-calls.ts';

/** Why it was taken: the program ended, its time was over, or a signal came. */
export type Occasion = 'exit' | 'timeout' | 'SIGINT' | 'SIGTERM';

/** One thing that is open. */
export interface OpenThing {
  /** `session`: tracked; `call`: a timer or a request; `handle`: libuv watches it, and nobody knows whose it is. */
  readonly source: 'session' | 'call' | 'handle';
  readonly kind: string;
  readonly label: string;
  readonly state: 'busy' | 'idle' | 'active';
  /** `file:line:column`. */
  readonly createdAt?: string;
  readonly stack?: string;
  readonly ageMs?: number;
  readonly madeBy: 'user' | 'library' | 'unknown';
  readonly keepsProcessAlive: boolean;
  /** The requests and streams whose waiting code has not been answered. */
  readonly pending: readonly string[];
  readonly handles: readonly Omit<OpenHandle, 'session'>[];
}

export interface Snapshot {
  readonly occasion: Occasion;
  readonly program: readonly string[];
  readonly processId: number;
  /** 0 for the main thread. */
  readonly threadId: number;
  readonly afterMs: number;
  readonly exitCode?: number;
  readonly open: readonly OpenThing[];
}

/** Looks at this thread. */
export function takeSnapshot(occasion: Occasion, exitCode?: number): Snapshot {
  const atMs = nowMs();
  const sessions = openSessions();
  const calls = callsGoingOn();
  const handles = openHandles([...sessions, ...calls.map(asSession)]);
  return {
    occasion,
    program: process.argv.slice(1).length === 0 ? ['node'] : process.argv.slice(1),
    processId: process.pid,
    threadId: isMainThread ? 0 : threadId,
    afterMs: atMs,
    ...(exitCode === undefined ? {} : { exitCode }),
    open: thingsOf(sessions, calls, handles, atMs),
  };
}

function thingsOf(sessions: readonly OpenSession[], calls: readonly WatchedCall[], handles: readonly OpenHandle[], atMs: number): OpenThing[] {
  const claimed = new Set<OpenHandle>();
  const claim = (wanted: (handle: OpenHandle) => boolean, most = Number.POSITIVE_INFINITY): OpenHandle[] => {
    const found = handles.filter((handle) => !claimed.has(handle) && wanted(handle)).slice(0, most);
    for (const handle of found) claimed.add(handle);
    return found;
  };
  const ofSession = (session: OpenSession): OpenThing => {
    const own = claim((handle) => handle.session?.client === session.client);
    const { kind, label, createdAt, stack, madeBy, inFlight, openForMs } = session;
    return {
      source: 'session',
      kind,
      label,
      state: inFlight.length > 0 ? 'busy' : 'idle',
      ...(createdAt === undefined ? {} : { createdAt }),
      stack,
      ageMs: openForMs,
      madeBy,
      keepsProcessAlive: own.some((handle) => handle.keepsProcessAlive),
      pending: inFlight,
      handles: own.map(plain),
    };
  };
  const ofUsers = sessions.filter(({ madeBy }) => madeBy === 'user').map(ofSession);
  const ofCalls = calls.map((call): OpenThing => {
    const { kind, label, origin, sinceMs, isRequest, peerPort, subject } = call;
    const own =
      peerPort === undefined
        ? claim((handle) => handle.session?.client === subject)
        : claim((handle) => handle.session?.madeBy !== 'user' && handle.peer?.endsWith(`:${peerPort}`) === true, 1);
    const { place, by } = makerOf(origin.stack);
    return {
      source: 'call',
      kind,
      label,
      state: isRequest ? 'busy' : 'active',
      ...(place === undefined ? {} : { createdAt: place }),
      ...(origin.stack === undefined ? {} : { stack: origin.stack }),
      ageMs: atMs - sinceMs,
      // Whoever asks Node's http asks for itself, whether or not Node makes more of it.
      madeBy: place === undefined ? by : 'user',
      keepsProcessAlive: call.keepsProcessAlive() || own.some((handle) => handle.keepsProcessAlive),
      pending: isRequest ? [label] : [],
      handles: own.map(plain),
    };
  });
  // What libraries made is told where neither a user's session nor a call accounts for it.
  const ofLibraries = sessions.filter(({ madeBy }) => madeBy !== 'user').map(ofSession);
  // Node's own timers are listed as calls, and those of addons go with their polls.
  const unknown = handles.filter((handle) => !claimed.has(handle) && handle.keepsProcessAlive && handle.type !== 'timer');
  const ofHandles = unknown.map((handle): OpenThing => ({
    source: 'handle',
    kind: handle.fd === 0 ? 'stdin' : `${handle.type} handle`,
    label: handle.file ?? '',
    state: 'active',
    madeBy: 'unknown',
    keepsProcessAlive: true,
    pending: [],
    handles: [plain(handle)],
  }));
  return [...ofUsers, ...ofCalls, ...ofLibraries, ...ofHandles];
}

function plain({ session: _session, ...handle }: OpenHandle): Omit<OpenHandle, 'session'> {
  return handle;
}

/** Calls are looked for among the handles just like sessions. */
function asSession({ subject, kind, label, sinceMs }: WatchedCall): OpenSession {
  return { client: subject, kind, label, createdAt: undefined, stack: '', madeBy: 'user', notedAtFirstUse: false, inFlight: [], openForMs: nowMs() - sinceMs };
}
