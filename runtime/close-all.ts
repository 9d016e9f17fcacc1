import { roomOf } from './clients/rooms.ts';
import type { MakeReason } from './client-closing.ts';
import { SafelyCloseError, SessionClosedError } from './errors.ts';
import { nowMs } from './escalation/clock.ts';
import { resolveTimes, validTimes } from './configuration.ts';
import type { CloseOptions } from './options.ts';
import type { CloseReport } from './report.ts';
import { closeClient, safelyCloseClient } from './safely-close-client.ts';

/**
 * Closes many clients side by side within one deadline. Where one contains others of its library (a `Multi` its handles, a
 * `Share` what shares it), it is closed after them, in whatever order they stand.
 *
 * @param clients the clients; `undefined` and `null` among them are closed already
 * @param options for each of them, see {@link CloseOptions}
 * @returns a report for each, in the order of the clients
 * @throws {SafelyCloseError} `ERR_SAFELY_CLOSE_INVALID_OPTION` if the clients are no list
 * @throws {AggregateError} only under `throwOnFailure`: one `CloseFailedError` for each client of which something is left
 * @example
 * await closeAll([pool, server, curl], { timeoutMs: 5_000 });
 */
export async function closeAll(clients: Iterable<unknown>, options: CloseOptions = {}): Promise<CloseReport[]> {
  const list = [...listOf(clients, 'closeAll')];
  const startedAtMs = nowMs();
  const places = [...new Set(list)].map(placeOf).sort((one, other) => one.level - other.level);
  const closings = new Map<unknown, Promise<CloseReport>>();
  const makeReason = sharedReasons();
  /** All closings of a library's clients that began so far, in the order of their levels. */
  const begun = new Map<string, { readonly level: number; readonly done: Promise<unknown> }[]>();
  for (const { client, library, level } of places) {
    const sameLibrary = begun.get(library) ?? [];
    const contained = level === 0 ? [] : sameLibrary.filter((closing) => closing.level < level).map((closing) => closing.done);
    const done = contained.length === 0 ? closeClient(client, options, makeReason) : closeAfter(contained, client, options, startedAtMs);
    closings.set(client, done);
    sameLibrary.push({ level, done });
    if (library !== '') begun.set(library, sameLibrary);
  }
  const settled = await Promise.allSettled(list.map(async (client) => closings.get(client)));
  const failures = settled.filter((result) => result.status === 'rejected').map((result): unknown => result.reason);
  if (failures.length > 0) throw new AggregateError(failures, `Closing left something open of ${failures.length} of ${list.length} clients.`);
  return settled.flatMap((result) => (result.status === 'fulfilled' && result.value !== undefined ? [result.value] : []));
}

/** A list of clients, also where nothing checks the types: one client instead of a list is easily passed. */
export function listOf(clients: Iterable<unknown>, asker: string): Iterable<unknown> {
  const value: unknown = clients;
  if (typeof value === 'object' && value !== null && Symbol.iterator in value) return clients;
  throw new SafelyCloseError('ERR_SAFELY_CLOSE_INVALID_OPTION', `${asker} takes a list of clients, one client too: ${asker}([client]).`);
}

/** One caller closes them all, so clients of one kind share one reason with one stack: a stack for each is a good part of closing a thousand. */
function sharedReasons(): MakeReason {
  const reasons = new Map<string, SessionClosedError>();
  return (label) => {
    const reason = reasons.get(label) ?? new SessionClosedError(label);
    reasons.set(label, reason);
    return reason;
  };
}

interface Place {
  readonly client: unknown;
  readonly library: string;
  readonly level: number;
}

function placeOf(client: unknown): Place {
  if ((typeof client !== 'object' && typeof client !== 'function') || client === null) return { client, library: '', level: 0 };
  const room = roomOf(client);
  const { library, level = 0 } = room;
  // What is contained is found sooner in containers that are known.
  if (level > 0) room.watch?.(client);
  return { client, library, level };
}

/** Closes a container when what it contains is closed, within what is left of the deadline that all of them share. */
async function closeAfter(contained: readonly Promise<unknown>[], client: unknown, options: CloseOptions, startedAtMs: number): Promise<CloseReport> {
  const timeoutMs = totalMs(options);
  await Promise.allSettled(contained);
  return safelyCloseClient(client, { ...options, timeoutMs: Math.max(0, timeoutMs - (nowMs() - startedAtMs)) });
}

function totalMs(options: CloseOptions): number {
  try {
    return resolveTimes(validTimes(options)).timeoutMs;
  } catch (error) {
    if (error instanceof SafelyCloseError) return resolveTimes({}).timeoutMs;
    throw error;
  }
}
