import { SafelyCloseError, isSessionClosed } from '../errors.ts';
import type { SessionClosedError } from '../errors.ts';
import type { ClosedItem, ItemKind, Phase } from '../report.ts';
import { runsUnderTests } from '../test-runner.ts';
import { nextTurn } from './clock.ts';
import type { Deadline, TimedPhase } from './deadline.ts';
import { FollowedItems, fellInOf } from './followed-items.ts';
import { collectGarbage } from './garbage.ts';
import type { Attempt, ClosingWork, WorkItem } from './work.ts';

/** What the engine needs to know of the closing that it carries out. */
export interface Course {
  readonly deadline: () => Deadline;
  /** What waiting code is to get. Made when it is asked for: most closings need none. */
  readonly reason: () => SessionClosedError;
  readonly session: { readonly kind: ItemKind; readonly label: string; readonly createdAt?: string | undefined };
  /** Called at the beginning and the end of each phase; it does not throw. */
  readonly tell: (phase: TimedPhase | 'verify', stage: 'start' | 'end', pass: number, left?: readonly ClosedItem[]) => void;
  /** Takes every error that closing meets. */
  readonly errors: unknown[];
}

/** How it went. */
export interface Outcome {
  readonly phase: Phase;
  readonly passes: number;
  readonly items: readonly ClosedItem[];
}

/** One attempt of one phase, as the room sees it. */
class PhaseAttempt implements Attempt {
  readonly signal = { aborted: false };
  readonly pass: number;
  readonly #course: Course;
  readonly #share: TimedPhase;

  constructor(course: Course, share: TimedPhase, pass: number) {
    this.#course = course;
    this.#share = share;
    this.pass = pass;
  }

  get reason(): SessionClosedError {
    return this.#course.reason();
  }

  get patienceMs(): number {
    return this.#course.deadline().patienceMs(this.#share, this.pass);
  }
}

/** How often verify looks again before it blames: what was destroyed says so a few turns later. */
const secondLooks = 5;

/**
 * Carries a closing through its phases, each harder than the one before, until nothing is left: polite, cancel in several
 * passes, force, verify. Where there is nothing to wait for, it waits for nothing.
 *
 * @param inFlight what the client holds as the closing begins
 */
export async function escalate(work: ClosingWork, inFlight: readonly WorkItem[], course: Course): Promise<Outcome> {
  const items = new FollowedItems();
  let phase = 'none' as Phase;
  let passes = 0;
  items.look(inFlight, phase);

  /** One attempt of one phase. Returns whether its own work came to an end in time. */
  const attempt = async (name: TimedPhase, pass: number): Promise<boolean> => {
    const step = work[name];
    if (step === undefined) return true;
    phase = name;
    course.tell(name, 'start', pass);
    let inTime = true;
    // Where nothing harder follows, patience is all there is: it has the whole deadline.
    const share = name === 'polite' && work.cancel === undefined && work.force === undefined ? 'force' : name;
    const attempted = new PhaseAttempt(course, share, pass);
    try {
      const result = step(attempted);
      if (result !== undefined) inTime = await course.deadline().within(result, share, pass);
    } catch (error) {
      // Some clients reject with what they were given.
      if (!isSessionClosed(error)) course.errors.push(error);
    }
    attempted.signal.aborted = true;
    items.look(work.inFlight(), name);
    course.tell(name, 'end', pass);
    return inTime;
  };

  await attempt('polite', 0);
  let isClosed = work.isClosed();
  if (!isClosed && work.cancel !== undefined) {
    let settled = false;
    while (!isClosed && !settled && passes < Math.max(1, course.deadline().passes) && (passes === 0 || !course.deadline().isOver)) {
      passes += 1;
      const inTime = await attempt('cancel', passes);
      isClosed = work.isClosed();
      settled = inTime && work.inFlight().length === 0;
    }
  }
  if (!isClosed) {
    await attempt('force', 0);
    isClosed = work.isClosed();
  }

  const mustLook = phase === 'cancel' || phase === 'force' || !isClosed;
  if (mustLook) {
    course.tell('verify', 'start', 0);
    if (runsUnderTests()) collectGarbage();
    for (let look = 0; look < secondLooks && !(work.isClosed() && work.inFlight().length === 0); look += 1) await nextTurn();
    items.look(work.inFlight(), phase);
    isClosed = work.isClosed();
  }
  const whyLeft = isClosed
    ? undefined
    : (work.whyOpen?.() ?? new SafelyCloseError('ERR_SAFELY_CLOSE_LEFT', `${course.session.label} could not be closed within its deadline.`));
  const { kind, label, createdAt } = course.session;
  const session: ClosedItem = {
    kind,
    label,
    fellIn: isClosed ? fellInOf(phase) : 'left',
    ...(isClosed ? {} : { error: whyLeft }),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
  const closed = [...items.closed(course.reason, whyLeft), session];
  if (mustLook) course.tell('verify', 'end', 0, closed.filter((item) => item.fellIn === 'left'));
  return { phase, passes, items: closed };
}
