import { ClientClosing } from './client-closing.ts';
import type { MakeReason } from './client-closing.ts';
import { kindNamed } from './clients/kind.ts';
import { roomOf } from './clients/rooms.ts';
import { SafelyCloseError, SessionClosedError } from './errors.ts';
import { joinOrBegin } from './escalation/running-closings.ts';
import type { Room } from './escalation/work.ts';
import type { CloseOptions } from './options.ts';
import { alreadyClosed, reportOf } from './report.ts';
import type { CloseReport } from './report.ts';
import { warnOfRemaining } from './warning.ts';

/** Thrown under `throwOnFailure` when a closing leaves something. */
export class CloseFailedError extends SafelyCloseError {
  readonly report: CloseReport;

  /** @param label which client, in the words of the message */
  constructor(report: CloseReport, label: string) {
    const left = report.remaining.map((item) => item.label).join(', ');
    super('ERR_SAFELY_CLOSE_FAILED', `Closing ${label} left something open: ${left}.`, { cause: report.errors[0] ?? report.remaining[0]?.error });
    this.name = 'CloseFailedError';
    this.report = report;
  }
}

/**
 * Closes a client so that nothing of it stays behind: lets its work finish for a moment, settles what is still pending with
 * a {@link SessionClosedError}, tears down what is left, and looks whether it worked. Nothing but this client is touched.
 *
 * It never rejects, unless `throwOnFailure` is set and something is left. Calls for a client that is being closed share one
 * closing; a later call with less patience hardens it.
 *
 * @param client a client of a library of the catalog, one that `defineClient` described, or any object with a method that
 *   closes; `undefined` and `null` are closed already
 * @param options times in milliseconds and more, see {@link CloseOptions}; anything but an object is ignored
 * @returns what happened, piece by piece
 * @throws {CloseFailedError} `ERR_SAFELY_CLOSE_FAILED`, only under `throwOnFailure`
 * @example
 * const report = await safelyCloseClient(curl, { timeoutMs: 500 });
 * if (report.outcome === 'remaining') console.error(report.remaining);
 */
export function safelyCloseClient(client: unknown, options?: CloseOptions): Promise<CloseReport> {
  return closeClient(client, options, (label) => new SessionClosedError(label));
}

/** The same for who makes the reason: see {@link MakeReason}. */
export async function closeClient(client: unknown, options: CloseOptions | undefined, makeReason: MakeReason): Promise<CloseReport> {
  if (client === undefined || client === null) return alreadyClosed(client);
  const asked = typeof options === 'object' && options !== null ? options : {};
  if (isPrimitive(client)) return failingIfAsked(notAClient(client), asked, String(client));
  const room = roomOf(client);
  const label = asked.label ?? kindOf(room, client);
  const report = joinOrBegin(client, asked, () => new ClientClosing(client, room, label, asked, makeReason));
  return failingIfAsked(report instanceof Promise ? await report : report, asked, label);
}

const isPrimitive = (value: unknown): value is string | number | bigint | boolean | symbol | undefined => typeof value !== 'object' && typeof value !== 'function';

/** The kind of a client, for people: the library and the name in the catalog. */
export function kindOf(room: Room, client: object): string {
  if (room.name === '') return client.constructor?.name || 'an object without a class';
  return kindNamed(room.library, room.name);
}

function failingIfAsked(report: CloseReport, asked: CloseOptions, label: string): CloseReport {
  if (asked.throwOnFailure === true && report.outcome === 'remaining') throw new CloseFailedError(report, label);
  return report;
}

function notAClient(client: unknown): CloseReport {
  const error = new SafelyCloseError('ERR_SAFELY_CLOSE_UNKNOWN_CLIENT', `A client is an object with a method that closes it, but this is ${typeof client}.`);
  const report = reportOf({ client, phase: 'none', passes: 0, durationMs: 0, items: [{ kind: 'unknown', label: typeof client, fellIn: 'left', error }], errors: [error] });
  warnOfRemaining(report, `something that is no client (${typeof client})`);
  return report;
}
