/**
 * What became of each session, over time, for a viewer of traces. It is made from the diagnostics channels that this package
 * publishes on: `safely-close:open`, `safely-close:phase` and `safely-close:forget`.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { threadId } from 'node:worker_threads';
import { roomOf } from '../clients/rooms.ts';
import type { ClosePhaseEvent } from '../escalation/announce.ts';
import { nowMs } from '../escalation/clock.ts';
import type { SessionEvent } from '../registry.ts';
import type { TraceEvent } from './trace-event.ts';

export type { TraceEvent } from './trace-event.ts';

/** A trace in Chrome's Trace Event Format, as Perfetto and `chrome://tracing` open it, once it is written as JSON. */
export interface Trace {
  readonly traceEvents: readonly TraceEvent[];
  readonly displayTimeUnit: 'ms';
}

/** A trace that is being made. */
export interface RunningTrace {
  /** Ends it. What is still open then is drawn to this moment, and marked as left open. */
  stop(): Trace;
}

/** Each process and each of its threads has a range of tracks of its own. */
const tracksOfAThread = 1_000_000;

/**
 * Begins a trace of the sessions of this thread: a track for each, with a slice for the time in which it was open, one for its
 * closing, one for each phase of that, and a mark for each piece of work that came to its end.
 *
 * @param processName how the process is called in the viewer; by default by the file that was started
 * @returns what ends the trace
 * @example
 * const trace = startTrace();
 * await closeAll([pool, server]);
 * writeFileSync('trace.json', JSON.stringify(trace.stop()));
 */
export function startTrace(processName: string = process.argv[1] ?? 'node'): RunningTrace {
  const tracks = new Tracks();
  const hear = {
    'safely-close:open': (event: unknown) => tracks.opened(event as SessionEvent),
    'safely-close:phase': (event: unknown) => tracks.phase(event as ClosePhaseEvent),
    'safely-close:forget': (event: unknown) => tracks.ended(event as SessionEvent),
  };
  for (const [channel, listener] of Object.entries(hear)) subscribe(channel, listener);
  return {
    stop() {
      for (const [channel, listener] of Object.entries(hear)) unsubscribe(channel, listener);
      return { traceEvents: [metadata('process_name', 0, processName), ...tracks.finish()], displayTimeUnit: 'ms' };
    },
  };
}

interface Track {
  readonly id: number;
  readonly label: string;
  readonly place: string | undefined;
  /** When it was opened and closed, as far as it was tracked. */
  readonly openedMs: number | undefined;
  closedMs: number | undefined;
  closing: { readonly startMs: number; endMs: number } | undefined;
  phase: { readonly name: string; readonly startMs: number; readonly inFlight: ReadonlyMap<unknown, string> } | undefined;
}

class Tracks {
  readonly #tracks: Track[] = [];
  readonly #trackOf = new WeakMap<object, Track>();
  readonly #events: TraceEvent[] = [];

  opened({ client, label, createdAt }: SessionEvent): void {
    this.#add(client, label, createdAt, nowMs());
  }

  phase({ client, label, phase, stage, pass, left = [] }: ClosePhaseEvent): void {
    const now = nowMs();
    const track = this.#trackOf.get(client) ?? this.#add(client, label, undefined, undefined);
    const inFlight = workOf(client);
    if (stage === 'start') {
      track.closing ??= { startMs: now, endMs: now };
      track.phase = { name: pass > 0 ? `${phase} (pass ${pass})` : phase, startMs: now, inFlight };
      return;
    }
    const begun = track.phase;
    track.phase = undefined;
    if (track.closing !== undefined) track.closing.endMs = now;
    if (begun === undefined) return;
    const fallen = [...begun.inFlight].filter(([key]) => !inFlight.has(key));
    this.#events.push(slice(track.id, begun.name, 'phase', begun.startMs, now, { inFlightBefore: begun.inFlight.size, inFlightAfter: inFlight.size, left: left.map((item) => item.label) }));
    for (const [, item] of fallen) this.#events.push(mark(track.id, `${words[phase]}: ${item}`, now));
    for (const item of left) this.#events.push(mark(track.id, `left: ${item.label}`, now));
  }

  ended({ client }: SessionEvent): void {
    const track = this.#trackOf.get(client);
    if (track !== undefined) track.closedMs = nowMs();
  }

  finish(): readonly TraceEvent[] {
    const now = nowMs();
    return [...this.#tracks.flatMap((track) => drawn(track, now)), ...this.#events];
  }

  #add(client: object, label: string, place: string | undefined, openedMs: number | undefined): Track {
    const track: Track = { id: threadId * tracksOfAThread + this.#tracks.length + 1, label, place, openedMs, closedMs: undefined, closing: undefined, phase: undefined };
    this.#tracks.push(track);
    this.#trackOf.set(client, track);
    return track;
  }
}

/** What a track consists of, but for what its phases have drawn on it already. A closing may last a little longer than the session. */
function drawn({ id, label, place, openedMs, closedMs, closing, phase }: Track, now: number): TraceEvent[] {
  const events: TraceEvent[] = [metadata('thread_name', id, place === undefined ? label : `${label} (${place})`)];
  const closingEndMs = phase === undefined ? closing?.endMs : now;
  const endMs = Math.max(closedMs ?? now, closingEndMs ?? 0);
  if (openedMs !== undefined) events.push(slice(id, closedMs === undefined ? 'left open' : 'open', 'session', openedMs, endMs, { label, ...(place === undefined ? {} : { createdAt: place }) }));
  if (closing !== undefined) events.push(slice(id, 'closing', 'closing', closing.startMs, closingEndMs ?? now, { label }));
  if (phase !== undefined) events.push(slice(id, phase.name, 'phase', phase.startMs, now, { unfinished: true }));
  return events;
}

/** What is said of work that came to its end in a phase. */
const words = { polite: 'drained', cancel: 'cancelled', force: 'forced', verify: 'gone' } as const;

/** What a client is doing, by the keys by which its pieces of work are told apart. */
function workOf(client: object): ReadonlyMap<unknown, string> {
  try {
    return new Map(roomOf(client).begin(client).inFlight().map((item) => [item.key, item.label]));
  } catch {
    return new Map();
  }
}

/** Whole microseconds: viewers count in integers, and what is inside another slice must still be so when both are rounded. */
const microseconds = (ms: number): number => Math.round(ms * 1_000);

function slice(tid: number, name: string, cat: string, startMs: number, endMs: number, args: TraceEvent['args']): TraceEvent {
  const ts = microseconds(startMs);
  return { ph: 'X', name, cat, pid: process.pid, tid, ts, dur: microseconds(endMs) - ts, args };
}

function mark(tid: number, name: string, atMs: number): TraceEvent {
  return { ph: 'i', s: 't', name, cat: 'settle', pid: process.pid, tid, ts: microseconds(atMs), args: {} };
}

function metadata(name: 'process_name' | 'thread_name', tid: number, text: string): TraceEvent {
  return { ph: 'M', name, cat: '__metadata', pid: process.pid, tid, ts: 0, args: { name: text } };
}
