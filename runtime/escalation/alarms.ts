import { nowMs, startTimer, stopTimer } from './clock.ts';

/** Something to be done at a moment, unless it is stopped before. */
export interface Alarm {
  /** In the milliseconds of `nowMs`. */
  readonly atMs: number;
  readonly ring: () => void;
}

const longestTimerMs = 2 ** 31 - 1;
const pending = new Set<Alarm>();
let timer: ReturnType<typeof startTimer> | undefined;
let timerAtMs = 0;

/**
 * Sets an alarm. All alarms share one timer: a thousand closings that begin together have thousands of deadlines, of which
 * hardly one is ever reached. The process lives on while one is pending.
 *
 * @param ring must not throw
 */
export function setAlarm(atMs: number, ring: () => void): Alarm {
  const alarm = { atMs, ring };
  pending.add(alarm);
  if (timer === undefined || atMs < timerAtMs) arm(atMs);
  return alarm;
}

export function stopAlarm(alarm: Alarm): void {
  if (pending.delete(alarm) && pending.size === 0) disarm();
}

function arm(atMs: number): void {
  disarm();
  timerAtMs = atMs;
  timer = startTimer(ringAllDue, Math.min(Math.max(0, atMs - nowMs()), longestTimerMs));
}

function disarm(): void {
  if (timer !== undefined) stopTimer(timer);
  timer = undefined;
}

function ringAllDue(): void {
  timer = undefined;
  const now = nowMs();
  let nextAtMs = Number.POSITIVE_INFINITY;
  for (const alarm of pending) {
    if (alarm.atMs > now) {
      nextAtMs = Math.min(nextAtMs, alarm.atMs);
      continue;
    }
    pending.delete(alarm);
    alarm.ring();
  }
  if (pending.size > 0) arm(nextAtMs);
}
