import { roomOf } from './clients/rooms.ts';
import { SafelyCloseError } from './errors.ts';
import { nowMs } from './escalation/clock.ts';
import { resolveTimes, validTimes } from './configuration.ts';
import type { CloseOptions } from './options.ts';
import type { CloseReport } from './report.ts';
import { safelyCloseClient } from './safely-close-client.ts';

/**
 * Closes many clients side by side within one deadline. Where one contains others of its library (a `Multi` its handles, a
 * `Share` what shares it), it is closed after them, in whatever order they stand.
 *
 * @param clients the clients; `undefined` and `null` among them are closed already
 * @param options for each of them, see {@link CloseOptions}
 * @returns a report for each, in the order of the clients
 * @throws {AggregateError} only under `throwOnFailure`: one `CloseFailedError` for each client of which something is left
 * @example
 * await closeAll([pool, server, curl], { timeoutMs: 5_000 });
 */
export async function closeAll(clients: Iterable<unknown>, options: CloseOptions = {}): Promise<CloseReport[]> {
  const list = [...clients];
  const startedAtMs = nowMs();
  // A handle is found sooner in the containers that are known.
  for (const client of list) if (typeof client === 'object' && client !== null) roomOf(client).watch?.(client);
  const done = new Map<unknown, Promise<CloseReport>>();
  const close = async (client: unknown): Promise<CloseReport> => {
    const contained = list.filter((other) => contains(client, other)).map(closeOnce);
    if (contained.length === 0) return safelyCloseClient(client, options);
    const timeoutMs = totalMs(options);
    await Promise.allSettled(contained);
    // What the contained ones took is gone from the deadline that all of them share.
    return safelyCloseClient(client, { ...options, timeoutMs: Math.max(0, timeoutMs - (nowMs() - startedAtMs)) });
  };
  const closeOnce = (client: unknown): Promise<CloseReport> => {
    const begun = done.get(client) ?? close(client);
    done.set(client, begun);
    return begun;
  };
  const settled = await Promise.allSettled(list.map(closeOnce));
  const failures = settled.filter((result) => result.status === 'rejected').map((result): unknown => result.reason);
  if (failures.length > 0) throw new AggregateError(failures, `Closing left something open of ${failures.length} of ${list.length} clients.`);
  return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** Whether one of them must be closed before the other. */
function contains(container: unknown, contained: unknown): boolean {
  if (typeof container !== 'object' || container === null || typeof contained !== 'object' || contained === null) return false;
  const [outer, inner] = [roomOf(container), roomOf(contained)];
  return outer.library !== '' && outer.library === inner.library && (outer.level ?? 0) > (inner.level ?? 0);
}

function totalMs(options: CloseOptions): number {
  try {
    return resolveTimes(validTimes(options)).timeoutMs;
  } catch (error) {
    if (error instanceof SafelyCloseError) return resolveTimes({}).timeoutMs;
    throw error;
  }
}
