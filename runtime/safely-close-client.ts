import { kindNamed } from './clients/kind.ts';
import { roomOf } from './clients/rooms.ts';
import { resolveTimes, validTimes } from './configuration.ts';
import { SafelyCloseError, SessionClosedError } from './errors.ts';
import { announce, isWatched } from './escalation/announce.ts';
import type { ClosePhaseEvent } from './escalation/announce.ts';
import { nowMs } from './escalation/clock.ts';
import { Deadline } from './escalation/deadline.ts';
import { escalate } from './escalation/escalate.ts';
import { joinOrBegin } from './escalation/running-closings.ts';
import type { RunningClosing } from './escalation/running-closings.ts';
import type { Room } from './escalation/work.ts';
import type { CloseOptions, CloseTimes } from './options.ts';
import { createdAt, unregister } from './registry.ts';
import { alreadyClosed, reportOf } from './report.ts';
import type { CloseReport } from './report.ts';
import { warnOfRemaining } from './warning.ts';

/** Thrown under `throwOnFailure` when a closing leaves something. */
export class CloseFailedError extends SafelyCloseError {
  readonly report: CloseReport;

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
export async function safelyCloseClient(client: unknown, options?: CloseOptions): Promise<CloseReport> {
  if (client === undefined || client === null) return alreadyClosed(client);
  const asked = typeof options === 'object' && options !== null ? options : {};
  if (isPrimitive(client)) return failingIfAsked(notAClient(client), asked, String(client));
  const room = roomOf(client);
  const label = asked.label ?? kindOf(room, client);
  const report = await joinOrBegin(client, asked, () => begin(client, room, label, asked));
  return failingIfAsked(report, asked, label);
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

function begin(client: object, room: Room, label: string, asked: CloseOptions): RunningClosing {
  const errors: unknown[] = [];
  const listeners: NonNullable<CloseOptions['onPhase']>[] = [];
  const signals: (() => void)[] = [];
  let times = asked;
  let hurried = false;
  // Most closings wait for nothing: the times are not looked up before they are needed.
  let deadline: Deadline | undefined;
  const startDeadline = (): Deadline => {
    if (deadline === undefined) {
      deadline = new Deadline(resolveTimes(usable(times, errors), room.politeMs));
      if (hurried) deadline.hurry();
    }
    return deadline;
  };
  const hurry = (): void => {
    hurried = true;
    deadline?.hurry();
  };
  const listen = (options: CloseOptions): void => {
    if (options.onPhase !== undefined) listeners.push(options.onPhase);
    const { signal } = options;
    if (signal === undefined) return;
    if (signal.aborted) hurry();
    else {
      signal.addEventListener('abort', hurry, { once: true });
      signals.push(() => signal.removeEventListener('abort', hurry));
    }
  };
  listen(asked);

  const run = async (): Promise<CloseReport> => {
    const work = room.begin(client);
    const inFlight = work.inFlight();
    if (inFlight.length === 0 && work.isClosed()) {
      unregister(client);
      return alreadyClosed(client);
    }
    const tell = (event: Omit<ClosePhaseEvent, 'client' | 'label' | 'inFlight' | 'elapsedMs'>): void => {
      if (listeners.length === 0 && !isWatched()) return;
      const full: ClosePhaseEvent = { client, label, ...event, inFlight: work.inFlight().length, elapsedMs: startDeadline().elapsedMs };
      for (const notify of [announce, ...listeners]) {
        try {
          notify(full);
        } catch (error) {
          errors.push(error);
        }
      }
    };
    const startedAtMs = nowMs();
    let reason: SessionClosedError | undefined;
    const giveReason = (): SessionClosedError => (reason ??= new SessionClosedError(label));
    // Made here, its stack says who closed the session under the work.
    if (inFlight.length > 0) giveReason();
    const outcome = await escalate(work, inFlight, {
      deadline: startDeadline,
      reason: giveReason,
      session: { kind: room.itemKind ?? 'session', label, createdAt: createdAt(client) },
      tell: (phase, stage, pass, left) => tell({ phase, stage, pass, ...(left === undefined ? {} : { left }) }),
      errors,
    });
    const report = reportOf({ client, ...outcome, durationMs: nowMs() - startedAtMs, errors });
    if (report.outcome === 'remaining') warnOfRemaining(report, label);
    else unregister(client);
    return report;
  };
  const runToTheEnd = async (): Promise<CloseReport> => {
    try {
      return await run();
    } catch (error) {
      return brokenOff(client, room, label, [...errors, error]);
    } finally {
      for (const stopListening of signals) stopListening();
    }
  };
  return {
    report: runToTheEnd(),
    join(options) {
      listen(options);
      const later = usable(options, errors);
      if (deadline === undefined) times = { ...times, ...later };
      else if (later.timeoutMs !== undefined || later.politeMs !== undefined || later.cancelMs !== undefined || later.passes !== undefined) {
        const patient = { timeoutMs: Number.POSITIVE_INFINITY, politeMs: Number.POSITIVE_INFINITY, cancelMs: Number.POSITIVE_INFINITY, passes: Number.POSITIVE_INFINITY };
        deadline.harden({ ...patient, ...timesOf(later) });
      }
    },
  };
}

/** A room that throws must not make a closing throw: the report says it. */
function brokenOff(client: object, room: Room, label: string, errors: readonly unknown[]): CloseReport {
  const report = reportOf({
    client,
    phase: 'none',
    passes: 0,
    durationMs: 0,
    items: [{ kind: room.itemKind ?? 'session', label, fellIn: 'left', error: errors.at(-1) }],
    errors,
  });
  warnOfRemaining(report, label);
  return report;
}

/** A closing does not fail over a wrong option: it goes on with the default and says so in the report. */
function usable(options: CloseTimes, errors: unknown[]): CloseTimes {
  try {
    return timesOf(validTimes(options));
  } catch (error) {
    errors.push(error);
    return {};
  }
}

function timesOf({ timeoutMs, politeMs, cancelMs, passes }: CloseTimes): CloseTimes {
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(politeMs === undefined ? {} : { politeMs }),
    ...(cancelMs === undefined ? {} : { cancelMs }),
    ...(passes === undefined ? {} : { passes }),
  };
}
