import { resolveTimes, validTimes } from './configuration.ts';
import type { SessionClosedError } from './errors.ts';
import { announce, announceReport, isWatched } from './escalation/announce.ts';
import type { ClosePhaseEvent } from './escalation/announce.ts';
import { nowMs } from './escalation/clock.ts';
import { Deadline } from './escalation/deadline.ts';
import { escalate } from './escalation/escalate.ts';
import type { Course, Outcome } from './escalation/escalate.ts';
import { hasEnded } from './escalation/running-closings.ts';
import type { RunningClosing } from './escalation/running-closings.ts';
import type { ClosingWork, Room } from './escalation/work.ts';
import type { CloseOptions, CloseTimes } from './options.ts';
import { createdAt, unregister } from './registry.ts';
import { alreadyClosed, reportOf } from './report.ts';
import type { ClosedItem, CloseReport } from './report.ts';
import { warnOfRemaining } from './warning.ts';

/** What most closings have of errors, listeners and signals. */
const none: readonly never[] = [];

/** For a later call that says nothing of a time. */
const patient = { timeoutMs: Number.POSITIVE_INFINITY, politeMs: Number.POSITIVE_INFINITY, cancelMs: Number.POSITIVE_INFINITY, passes: Number.POSITIVE_INFINITY };

/** Makes what waiting code gets, from the closing's label. Its stack says who closed the session. */
export type MakeReason = (label: string) => SessionClosedError;

/**
 * One closing of one client, from the call to the report. Most closings do next to nothing, so that making this object counts:
 * hence `private` instead of `#`, and `declare`, without which each field would be set twice.
 */
export class ClientClosing implements RunningClosing, Course {
  declare private errors: readonly unknown[];
  declare waiting: RunningClosing['waiting'];
  declare private readonly client: object;
  declare private readonly room: Room;
  declare private readonly label: string;
  declare private readonly makeReason: MakeReason;
  declare private work: ClosingWork | undefined;
  declare private times: CloseTimes;
  declare private knownDeadline: Deadline | undefined;
  declare private isHurried: boolean;
  declare private startedAtMs: number;
  declare private knownReason: SessionClosedError | undefined;
  declare private listeners: readonly NonNullable<CloseOptions['onPhase']>[];
  declare private signals: readonly (() => void)[];

  constructor(client: object, room: Room, label: string, asked: CloseOptions, makeReason: MakeReason) {
    this.errors = none;
    this.waiting = undefined;
    this.client = client;
    this.room = room;
    this.label = label;
    this.makeReason = makeReason;
    this.work = undefined;
    this.times = asked;
    this.knownDeadline = undefined;
    this.isHurried = false;
    this.startedAtMs = nowMs();
    this.knownReason = undefined;
    this.listeners = none;
    this.signals = none;
    this.listen(asked);
  }

  run(): CloseReport | Promise<CloseReport> {
    try {
      const work = (this.work = this.room.begin(this.client));
      const inFlight = work.inFlight();
      if (inFlight.length === 0 && work.isClosed()) {
        work.callOff?.();
        unregister(this.client);
        return this.end(alreadyClosed(this.client));
      }
      // Made here, its stack says who closed the session under the work.
      if (inFlight.length > 0) this.reason();
      const outcome = escalate(work, inFlight, this);
      return outcome instanceof Promise ? this.endWith(outcome) : this.end(this.reportOf(outcome));
    } catch (error) {
      return this.end(this.brokenOff(error));
    }
  }

  private async endWith(outcome: Promise<Outcome>): Promise<CloseReport> {
    let report: CloseReport;
    try {
      report = this.reportOf(await outcome);
    } catch (error) {
      report = this.brokenOff(error);
    }
    return this.end(report);
  }

  join(options: CloseOptions): void {
    this.listen(options);
    const later = this.usable(options);
    if (this.knownDeadline === undefined) this.times = { ...this.times, ...later };
    else if (Object.keys(later).length > 0) this.knownDeadline.harden({ ...patient, ...later });
  }

  deadline(): Deadline {
    // Most closings wait for nothing: the times are not looked up before they are needed.
    if (this.knownDeadline === undefined) {
      this.knownDeadline = new Deadline(resolveTimes(this.usable(this.times), this.room.politeMs));
      if (this.isHurried) this.knownDeadline.hurry();
    }
    return this.knownDeadline;
  }

  reason(): SessionClosedError {
    return (this.knownReason ??= this.makeReason(this.label));
  }

  get session(): Course['session'] {
    return { kind: this.room.itemKind ?? 'session', label: this.label, createdAt: createdAt(this.client) };
  }

  tell(phase: ClosePhaseEvent['phase'], stage: ClosePhaseEvent['stage'], pass: number, left?: readonly ClosedItem[]): void {
    if (this.listeners.length === 0 && !isWatched()) return;
    const event: ClosePhaseEvent = {
      client: this.client,
      label: this.label,
      phase,
      stage,
      pass,
      inFlight: this.work?.inFlight().length ?? 0,
      elapsedMs: this.deadline().elapsedMs,
      ...(left === undefined ? {} : { left }),
    };
    for (const notify of [announce, ...this.listeners]) {
      try {
        notify(event);
      } catch (error) {
        this.met(error);
      }
    }
  }

  met(error: unknown): void {
    this.errors = [...this.errors, error];
  }

  private listen({ onPhase, signal }: CloseOptions): void {
    if (onPhase !== undefined) this.listeners = [...this.listeners, onPhase];
    if (signal === undefined) return;
    const hurry = (): void => {
      this.isHurried = true;
      this.knownDeadline?.hurry();
    };
    if (signal.aborted) hurry();
    else {
      signal.addEventListener('abort', hurry, { once: true });
      this.signals = [...this.signals, () => signal.removeEventListener('abort', hurry)];
    }
  }

  private end(report: CloseReport): CloseReport {
    for (const stopListening of this.signals) stopListening();
    announceReport(report, this.label);
    hasEnded(this.client, this, report);
    return report;
  }

  private reportOf({ phase, passes, items }: Outcome): CloseReport {
    const report = reportOf({ client: this.client, phase, passes, items, durationMs: nowMs() - this.startedAtMs, errors: this.errors });
    if (report.outcome === 'remaining') warnOfRemaining(report, this.label);
    else unregister(this.client);
    return report;
  }

  /** A room that throws must not make a closing throw: the report says it. */
  private brokenOff(error: unknown): CloseReport {
    this.met(error);
    const { kind, label } = this.session;
    return this.reportOf({ phase: 'none', passes: 0, items: [{ kind, label, fellIn: 'left', error }] });
  }

  /** A closing does not fail over a wrong option: it goes on with the default and says so in the report. */
  private usable(options: CloseTimes): CloseTimes {
    try {
      return timesOf(validTimes(options));
    } catch (error) {
      this.met(error);
      return {};
    }
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
