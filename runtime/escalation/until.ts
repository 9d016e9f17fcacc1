import { nextTurn, startTimer } from './clock.ts';

/** Says that nobody waits any more. */
export interface StopSignal {
  readonly aborted: boolean;
}

interface Waiter {
  readonly condition: () => boolean;
  readonly signal: StopSignal;
  readonly resolve: () => void;
}

const quickTurns = 3;
const longestPauseMs = 8;
const waiters = new Set<Waiter>();
let pauseMs = 1;
let ticking = false;

/**
 * Waits until a condition holds that nothing announces. It looks in the next turns of the event loop at once, then less
 * and less often; all who wait share one timer.
 *
 * @returns true if the condition holds; false once the signal came: whoever waited then must do nothing any more
 */
export async function until(condition: () => boolean, signal: StopSignal): Promise<boolean> {
  for (let turn = 0; turn < quickTurns; turn += 1) {
    if (signal.aborted) return false;
    if (condition()) return true;
    await nextTurn();
  }
  if (signal.aborted) return false;
  if (condition()) return true;
  await new Promise<void>((resolve) => {
    waiters.add({ condition, signal, resolve });
    pauseMs = 1;
    tick();
  });
  return !signal.aborted && condition();
}

function tick(): void {
  if (ticking) return;
  ticking = true;
  startTimer(() => {
    ticking = false;
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    for (const waiter of waiters) {
      if (!waiter.condition() && !waiter.signal.aborted) continue;
      waiters.delete(waiter);
      waiter.resolve();
    }
    if (waiters.size > 0) tick();
  }, pauseMs);
}
