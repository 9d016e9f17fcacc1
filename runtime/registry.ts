/** Which sessions are open, as far as this thread knows: those made through `closing`, or tracked. What they are doing: `open-sessions.ts`. */
import { channel } from 'node:diagnostics_channel';
import { nowMs } from './escalation/clock.ts';
import { makerOf, placeOf } from './place.ts';
import { shared } from './shared.ts';
import { originOf } from './stacks.ts';
import type { Origin } from './stacks.ts';

/** What is noted of a session. */
export interface Noted {
  readonly client: WeakRef<object>;
  /** The library and the client's name in the catalog, such as `node-libcurl Curl`. */
  readonly kind: string;
  label: string;
  readonly origin: Origin;
  readonly sinceMs: number;
  readonly traits: Traits;
  /** Whether it holds something by now. */
  isArmed: boolean;
  /** It was asked to close by its own methods: nobody forgot it. */
  isEnding: boolean;
}

/** What whoever notes a session knows of it besides. */
export interface Traits {
  /** It was noted when it was first used, and may be older than that. */
  readonly atFirstUse?: true;
  /** It is the user's, whatever library stands between. */
  readonly handedOut?: true;
  /** False for what holds nothing until a call arms it (`connect()`). */
  readonly isArmed?: boolean;
}

/** What the channels `safely-close:open` and `safely-close:forget` carry. */
export interface SessionEvent {
  readonly client: object;
  readonly kind: string;
  readonly label: string;
  /** `file:line:column`. Put into words when it is read. */
  readonly createdAt: string | undefined;
}

interface Registry {
  readonly entries: Set<Noted>;
  readonly entryOf: WeakMap<object, Noted>;
  readonly collected: FinalizationRegistry<Noted>;
  tellOfCollected: ((session: { readonly label: string; readonly createdAt: string | undefined }) => void) | undefined;
}

const registry = shared('registry-1', (): Registry => {
  const made: Registry = {
    entries: new Set(),
    entryOf: new WeakMap(),
    collected: new FinalizationRegistry<Noted>((entry) => {
      made.entries.delete(entry);
      const { place, by } = makerOf(entry.origin.stack);
      const isForgotten = entry.isArmed && !entry.isEnding && (by === 'user' || entry.traits.handedOut === true);
      if (isForgotten) made.tellOfCollected?.({ label: entry.label, createdAt: place });
    }),
    tellOfCollected: undefined,
  };
  return made;
});

const opened = channel('safely-close:open');
const forgotten = channel('safely-close:forget');

/** Names who is told of sessions that are collected without having been closed. */
export function onCollected(tell: NonNullable<Registry['tellOfCollected']>): void {
  registry.tellOfCollected = tell;
}

/**
 * Notes that a session is open. A second time changes its label only, where one is given.
 *
 * @param below the function of ours that was called: the stack begins below it
 * @param traits see {@link Traits}
 */
export function register(client: object, kind: string, label: string, below: object, traits: Traits = {}): void {
  const known = registry.entryOf.get(client);
  if (known === undefined) registerWithOrigin(client, kind, label, originOf(kind, below), traits);
  // The kind that a library's own tracking gives is the more exact one.
  else if (label !== kind) known.label = label;
}

/** Notes a session of which is known where it was made. What was noted inside the call that made it gives way. */
export function registerWithOrigin(client: object, kind: string, label: string, origin: Origin, traits: Traits): void {
  unregister(client);
  const entry: Noted = { client: new WeakRef(client), kind, label, origin, sinceMs: nowMs(), traits, isArmed: traits.isArmed ?? true, isEnding: false };
  registry.entries.add(entry);
  registry.entryOf.set(client, entry);
  registry.collected.register(client, entry, client);
  if (opened.hasSubscribers) opened.publish(eventOf(client, entry));
}

/** Notes that a session holds something from now on. */
export function arm(client: object): void {
  const entry = registry.entryOf.get(client);
  if (entry !== undefined) entry.isArmed = true;
}

/** Notes that a session was asked to close by its own methods. */
export function expectEnd(client: object): void {
  const entry = registry.entryOf.get(client);
  if (entry !== undefined) entry.isEnding = true;
}

/** Notes that a session is closed. */
export function unregister(client: object): void {
  const entry = registry.entryOf.get(client);
  if (entry === undefined) return;
  registry.entryOf.delete(client);
  registry.entries.delete(entry);
  registry.collected.unregister(client);
  if (forgotten.hasSubscribers) forgotten.publish(eventOf(client, entry));
}

function eventOf(client: object, { kind, label, origin }: Noted): SessionEvent {
  return {
    client,
    kind,
    label,
    get createdAt() {
      return placeOf(origin.stack);
    },
  };
}

/** Where a session was made, if that is known. */
export function createdAt(client: object): string | undefined {
  const entry = registry.entryOf.get(client);
  return entry === undefined ? undefined : placeOf(entry.origin.stack);
}

/** All that are noted, the oldest first. */
export function notedSessions(): readonly Noted[] {
  return [...registry.entries];
}
