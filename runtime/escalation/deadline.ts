import type { ResolvedTimes } from '../configuration.ts';
import { setAlarm, stopAlarm } from './alarms.ts';
import type { Alarm } from './alarms.ts';
import { nextTurn, nowMs } from './clock.ts';

/** A phase that takes time. */
export type TimedPhase = 'polite' | 'cancel' | 'force';

/** Even a deadline that is over leaves this many turns of the event loop: enough for libcurl and streams to say their last word. */
const turnsOfGrace = 10;
/** A polite request needs no last word, since more follows: where each turn is long (a download floods), it gets fewer. */
const politeGraceMs = 20;

/**
 * The one deadline of a closing and how its phases share it. It can become shorter while they run, never longer: that is
 * how a later call, an aborted signal or a second SIGINT hardens a closing.
 */
export class Deadline {
  private readonly startedAtMs = nowMs();
  private times: ResolvedTimes;
  private hurried = false;
  /** Takes the times as they are now for the phase that is being waited for. */
  private reconsider: (() => void) | undefined;

  constructor(times: ResolvedTimes) {
    this.times = times;
  }

  get elapsedMs(): number {
    return nowMs() - this.startedAtMs;
  }

  get passes(): number {
    return this.times.passes;
  }

  get isOver(): boolean {
    return this.elapsedMs >= this.times.timeoutMs;
  }

  /** Takes over each time that is shorter than what there is; a timeout counts from now. */
  harden(asked: ResolvedTimes): void {
    this.times = {
      timeoutMs: Math.min(this.times.timeoutMs, this.elapsedMs + asked.timeoutMs),
      politeMs: Math.min(this.times.politeMs, this.elapsedMs + asked.politeMs),
      cancelMs: Math.min(this.times.cancelMs, asked.cancelMs),
      passes: Math.min(this.times.passes, asked.passes),
    };
    this.reconsider?.();
  }

  /** Ends the patience: the polite phase is over. */
  hurry(): void {
    this.hurried = true;
    this.reconsider?.();
  }

  /** How long a phase that begins now may take. */
  patienceMs(phase: TimedPhase, pass: number): number {
    return Math.max(0, this.endMs(phase, pass, this.elapsedMs) - this.elapsedMs);
  }

  /**
   * Waits for a phase's work, no longer than the phase may take.
   *
   * @returns whether the work ended in time; its rejection is passed on
   */
  within(work: PromiseLike<void>, phase: TimedPhase, pass: number): Promise<boolean> {
    const phaseStartedAtMs = this.elapsedMs;
    return new Promise<boolean>((resolve, reject) => {
      let over = false;
      let alarm: Alarm | undefined;
      const end = (): boolean => {
        if (over) return false;
        over = true;
        this.reconsider = undefined;
        if (alarm !== undefined) stopAlarm(alarm);
        return true;
      };
      const giveUp = (): void => {
        if (end()) resolve(false);
      };
      const isOver = (): boolean => over;
      this.reconsider = () => {
        if (alarm !== undefined) stopAlarm(alarm);
        alarm = undefined;
        const endMs = this.endMs(phase, pass, phaseStartedAtMs);
        // Whoever wants no polite phase is not made to wait for one.
        if (phase === 'polite' && endMs === 0) void nextTurn().then(giveUp);
        else alarm = setAlarm(this.startedAtMs + endMs, () => void this.grace(phase, isOver).then(giveUp));
      };
      this.reconsider();
      work.then(
        () => {
          if (end()) resolve(true);
        },
        (error: unknown) => {
          if (end()) reject(error);
        },
      );
    });
  }

  private async grace(phase: TimedPhase, isOver: () => boolean): Promise<void> {
    const endMs = phase === 'polite' ? this.elapsedMs + politeGraceMs : Number.POSITIVE_INFINITY;
    for (let turn = 0; turn < turnsOfGrace && !isOver() && this.elapsedMs < endMs; turn += 1) await nextTurn();
  }

  /** When the phase must be over, in milliseconds since the closing began. */
  private endMs(phase: TimedPhase, pass: number, phaseStartedAtMs: number): number {
    const { timeoutMs, politeMs, cancelMs } = this.times;
    switch (phase) {
      case 'polite':
        // What follows needs time as well: two cancel passes, or half of a very short deadline.
        return this.hurried ? 0 : Math.min(politeMs, Math.max(timeoutMs / 2, timeoutMs - 3 * cancelMs));
      case 'cancel':
        return Math.min(timeoutMs, phaseStartedAtMs + cancelMs * 2 ** (pass - 1));
      case 'force':
        return timeoutMs;
    }
  }
}
