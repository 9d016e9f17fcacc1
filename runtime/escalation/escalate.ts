import { SafelyCloseError, isSessionClosed } from '../errors.ts';
import type { SessionClosedError } from '../errors.ts';
import { closedItem } from '../report.ts';
import type { ClosedItem, ItemKind, Phase } from '../report.ts';
import { nextTurn } from './clock.ts';
import type { Deadline, TimedPhase } from './deadline.ts';
import { FollowedItems, fellInOf } from './followed-items.ts';
import { collectGarbageForTests } from './garbage.ts';
import type { StopSignal } from './until.ts';
import type { Attempt, ClosingWork, WorkItem } from './work.ts';

/** What the engine needs to know of the closing that it carries out. */
export interface Course {
  deadline(): Deadline;
  /** What waiting code is to get. Made when it is asked for: most closings need none. */
  reason(): SessionClosedError;
  readonly session: { readonly kind: ItemKind; readonly label: string; readonly createdAt?: string | undefined };
  /** Called at the beginning and the end of each phase; it does not throw. */
  tell(phase: TimedPhase | 'verify', stage: 'start' | 'end', pass: number, left?: readonly ClosedItem[]): void;
  /** Takes every error that closing meets. */
  met(error: unknown): void;
}

/** How it went. */
export interface Outcome {
  readonly phase: Phase;
  readonly passes: number;
  readonly items: readonly ClosedItem[];
}

/** How often verify looks again before it blames: what was destroyed says so a few turns later. */
const secondLooks = 5;

/**
 * Carries a closing through its phases, each harder than the one before, until nothing is left: polite, cancel in several
 * passes, force, verify. Where there is nothing to wait for, it waits for nothing, and is over when this returns.
 *
 * @param inFlight what the client holds as the closing begins
 */
export function escalate(work: ClosingWork, inFlight: readonly WorkItem[], course: Course): Outcome | Promise<Outcome> {
  const escalation = new Escalation(work, inFlight, course);
  const politely = escalation.attempt('polite', 0);
  if (typeof politely !== 'boolean') return politely.then(() => escalation.afterPolite());
  return work.isClosed() ? escalation.outcome(true) : escalation.afterPolite();
}

class Escalation {
  private readonly work: ClosingWork;
  private readonly course: Course;
  /** Most clients hold nothing at all. */
  private items: FollowedItems | undefined;
  private phase: Phase = 'none';
  private passes = 0;

  constructor(work: ClosingWork, inFlight: readonly WorkItem[], course: Course) {
    this.work = work;
    this.course = course;
    this.look(inFlight, 'none');
  }

  private look(inFlight: readonly WorkItem[], phase: Phase): void {
    if (inFlight.length > 0) this.items ??= new FollowedItems();
    this.items?.look(inFlight, phase);
  }

  /** One attempt of one phase. Gives whether its own work came to an end in time. */
  attempt(name: TimedPhase, pass: number): boolean | Promise<boolean> {
    const work = this.work;
    const step = work[name];
    if (step === undefined) return true;
    this.phase = name;
    this.course.tell(name, 'start', pass);
    const attempt = new PhaseAttempt(this.course, this.isLast(name, pass) ? 'force' : name, pass);
    try {
      const result = step.call(work, attempt);
      if (result !== undefined) return this.waitFor(result, name, attempt);
    } catch (error) {
      this.note(error);
    }
    this.end(name, attempt);
    return true;
  }

  /** Where nothing harder follows, patience is all there is: the last attempt has what is left of the deadline. */
  private isLast(name: TimedPhase, pass: number): boolean {
    const { cancel, force } = this.work;
    if (force !== undefined) return name === 'force';
    return name === 'polite' ? cancel === undefined : pass >= this.course.deadline().passes;
  }

  private async waitFor(result: PromiseLike<void>, name: TimedPhase, attempt: PhaseAttempt): Promise<boolean> {
    let inTime = true;
    try {
      inTime = await this.course.deadline().within(result, attempt.share, attempt.pass);
    } catch (error) {
      this.note(error);
    }
    this.end(name, attempt);
    return inTime;
  }

  private end(name: TimedPhase, attempt: PhaseAttempt): void {
    attempt.aborted = true;
    this.look(this.work.inFlight(), name);
    this.course.tell(name, 'end', attempt.pass);
  }

  private note(error: unknown): void {
    // Some clients reject with what they were given.
    if (!isSessionClosed(error)) this.course.met(error);
  }

  async afterPolite(): Promise<Outcome> {
    const work = this.work;
    const course = this.course;
    let isClosed = work.isClosed();
    if (!isClosed && work.cancel !== undefined) {
      let settled = false;
      while (!isClosed && !settled && this.passes < Math.max(1, course.deadline().passes) && (this.passes === 0 || !course.deadline().isOver)) {
        this.passes += 1;
        const inTime = await this.attempt('cancel', this.passes);
        isClosed = work.isClosed();
        // What is settled but not closed yet is for force; where there is none, the next pass finds what was opened meanwhile.
        settled = inTime && work.force !== undefined && work.inFlight().length === 0;
      }
    }
    // What ended politely has said so itself.
    if (isClosed && this.phase === 'polite') return this.outcome(true);
    if (!isClosed) await this.attempt('force', 0);
    return this.verify();
  }

  private async verify(): Promise<Outcome> {
    const work = this.work;
    this.course.tell('verify', 'start', 0);
    collectGarbageForTests();
    let isClosed = work.isClosed();
    let inFlight = work.inFlight();
    for (let look = 0; look < secondLooks && !(isClosed && inFlight.length === 0); look += 1) {
      await nextTurn();
      isClosed = work.isClosed();
      inFlight = work.inFlight();
    }
    this.look(inFlight, this.phase);
    const outcome = this.outcome(isClosed);
    this.course.tell('verify', 'end', 0, outcome.items.filter((item) => item.fellIn === 'left'));
    return outcome;
  }

  outcome(isClosed: boolean): Outcome {
    const { kind, label, createdAt } = this.course.session;
    const whyLeft = isClosed ? undefined : (this.work.whyOpen?.() ?? new SafelyCloseError('ERR_SAFELY_CLOSE_LEFT', `${label} could not be closed within its deadline.`));
    const item = closedItem(kind, label, isClosed ? fellInOf(this.phase) : 'left', whyLeft, createdAt);
    const items = this.items === undefined ? [item] : [...this.items.closed(() => this.course.reason(), whyLeft), item];
    return { phase: this.phase, passes: this.passes, items };
  }
}

/** One attempt of one phase, as the room sees it. It is its own signal. */
class PhaseAttempt implements Attempt, StopSignal {
  aborted = false;
  readonly share: TimedPhase;
  readonly pass: number;
  private readonly course: Course;

  constructor(course: Course, share: TimedPhase, pass: number) {
    this.course = course;
    this.share = share;
    this.pass = pass;
  }

  get signal(): StopSignal {
    return this;
  }

  get reason(): SessionClosedError {
    return this.course.reason();
  }

  get patienceMs(): number {
    return this.course.deadline().patienceMs(this.share, this.pass);
  }
}
