import { roomOf } from './clients/rooms.ts';
import { nowMs } from './escalation/clock.ts';
import { makerOf } from './place.ts';
import { notedSessions } from './registry.ts';
import type { Noted } from './registry.ts';

/** A session that has not been closed yet. */
export interface OpenSession {
  readonly client: object;
  /** The library and the client's name in the catalog, such as `node-libcurl Curl`. */
  readonly kind: string;
  readonly label: string;
  /** Where it was made: `file:line:column` of the first frame outside this package and `node_modules`. */
  readonly createdAt: string | undefined;
  /** The whole stack, as text; empty where none was kept. */
  readonly stack: string;
  /** What a library made for its own use, the library closes. `unknown`: it is tracked, and no stack was kept. */
  readonly madeBy: 'user' | 'library' | 'unknown';
  /** It was noted at its first request; it may be older. */
  readonly notedAtFirstUse: boolean;
  /** What it is doing: requests and streams whose waiting code has not been answered, as their labels. */
  readonly inFlight: readonly string[];
  readonly openForMs: number;
}

/**
 * Lists the sessions that were made through `closing` (or tracked) and are not closed yet, the oldest first.
 *
 * @returns what is open in this thread
 * @example
 * for (const session of openSessions()) console.error(`${session.label} is open, made at ${session.createdAt}`);
 */
export function openSessions(): readonly OpenSession[] {
  return notedSessions().flatMap((noted) => {
    const client = noted.client.deref();
    const inFlight = client === undefined ? undefined : workOf(client, noted);
    return client === undefined || inFlight === undefined ? [] : [describe(client, noted, inFlight)];
  });
}

function describe(client: object, { kind, label, origin, sinceMs, traits }: Noted, inFlight: readonly string[]): OpenSession {
  const stack = origin.stack ?? '';
  const { place, by } = makerOf(origin.stack);
  return {
    client,
    kind,
    label,
    createdAt: place,
    stack,
    madeBy: traits.handedOut === true ? 'user' : by,
    notedAtFirstUse: traits.atFirstUse === true,
    inFlight,
    openForMs: nowMs() - sinceMs,
  };
}

/** What a session is doing; undefined where it holds nothing, because it was closed by its own methods or was never connected. */
function workOf(client: object, { isArmed }: Noted): readonly string[] | undefined {
  if (!isArmed) return undefined;
  try {
    const work = roomOf(client).begin(client);
    const inFlight = work.inFlight().map((item) => item.label);
    return inFlight.length === 0 && work.isClosed() ? undefined : inFlight;
  } catch {
    // It cannot be asked, and was not closed: it is open.
    return [];
  }
}
