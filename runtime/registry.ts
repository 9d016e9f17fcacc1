/** Which sessions are open, as far as this thread knows: those made through `closing`, or tracked. */
import { nowMs } from './escalation/clock.ts';
import { placeOf } from './place.ts';

/** A session that has not been closed yet. */
export interface OpenSession {
  readonly client: object;
  /** The library and the client's name in the catalog, such as `node-libcurl Curl`. */
  readonly kind: string;
  readonly label: string;
  /** Where it was made: `file:line:column` of the first frame outside this package and `node_modules`. */
  readonly createdAt: string | undefined;
  /** The whole stack, as text. */
  readonly stack: string;
  readonly openForMs: number;
}

interface Entry {
  readonly client: WeakRef<object>;
  readonly kind: string;
  label: string;
  /** Only formatted when somebody asks. */
  readonly origin: { readonly stack?: string };
  readonly sinceMs: number;
}

const entries = new Set<Entry>();
const entryOf = new WeakMap<object, Entry>();
const collected = new FinalizationRegistry<Entry>((entry) => {
  entries.delete(entry);
  tellOfCollected?.({ label: entry.label, createdAt: placeOf(entry.origin.stack) });
});
let tellOfCollected: ((session: Pick<OpenSession, 'label' | 'createdAt'>) => void) | undefined;

/** Names who is told of sessions that are collected without having been closed. */
export function onCollected(tell: (session: Pick<OpenSession, 'label' | 'createdAt'>) => void): void {
  tellOfCollected = tell;
}

/**
 * Notes that a session is open. A second time changes its label only.
 *
 * @param below the function of ours that was called: the stack begins below it
 */
export function register(client: object, kind: string, label: string, below: object): void {
  const known = entryOf.get(client);
  if (known !== undefined) {
    known.label = label;
    return;
  }
  const origin: { stack?: string } = {};
  Error.captureStackTrace(origin, below as () => void);
  const entry: Entry = { client: new WeakRef(client), kind, label, origin, sinceMs: nowMs() };
  entries.add(entry);
  entryOf.set(client, entry);
  collected.register(client, entry, client);
}

/** Notes that a session is closed. */
export function unregister(client: object): void {
  const entry = entryOf.get(client);
  if (entry === undefined) return;
  entryOf.delete(client);
  entries.delete(entry);
  collected.unregister(client);
}

/** Where a session was made, if that is known. */
export function createdAt(client: object): string | undefined {
  const entry = entryOf.get(client);
  return entry === undefined ? undefined : placeOf(entry.origin.stack);
}

/**
 * Lists the sessions that were made through `closing` (or tracked) and are not closed yet, the oldest first.
 *
 * @returns what is open in this thread
 * @example
 * for (const session of openSessions()) console.error(`${session.label} is open, made at ${session.createdAt}`);
 */
export function openSessions(): readonly OpenSession[] {
  const sessions: OpenSession[] = [];
  for (const entry of entries) {
    const client = entry.client.deref();
    if (client === undefined) continue;
    const stack = entry.origin.stack ?? '';
    sessions.push({ client, kind: entry.kind, label: entry.label, createdAt: placeOf(stack), stack, openForMs: nowMs() - entry.sinceMs });
  }
  return sessions;
}
