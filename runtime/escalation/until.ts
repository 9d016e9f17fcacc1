import { onNextTurn, startTimer } from './clock.ts';

/** Says that nobody waits any more. */
export interface StopSignal {
  readonly aborted: boolean;
}

interface Waiter {
  readonly condition: () => boolean;
  readonly signal: StopSignal;
  readonly resolve: (holds: boolean) => void;
  readonly reject: (error: unknown) => void;
  turns: number;
}

const quickTurns = 3;
const longestPauseMs = 8;
/** Those whose condition is looked at in each turn, and those for whom a timer does. */
let young: Waiter[] = [];
const old = new Set<Waiter>();
let pauseMs = 1;
let isTurning = false;
let isTicking = false;

/**
 * Waits until a condition holds that nothing announces. It looks in the next turns of the event loop at once, then less
 * and less often; all who wait share one immediate and one timer.
 *
 * @returns true if the condition holds; false once the signal came: whoever waited then must do nothing any more
 */
export function until(condition: () => boolean, signal: StopSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const waiter = { condition, signal, resolve, reject, turns: 0 };
    if (isThrough(waiter)) return;
    young.push(waiter);
    turn();
  });
}

function turn(): void {
  if (isTurning) return;
  isTurning = true;
  onNextTurn(() => {
    isTurning = false;
    const looked = young;
    young = [];
    for (const waiter of looked) {
      if (isThrough(waiter)) continue;
      waiter.turns += 1;
      if (waiter.turns < quickTurns) young.push(waiter);
      else growOld(waiter);
    }
    if (young.length > 0) turn();
  });
}

function growOld(waiter: Waiter): void {
  old.add(waiter);
  pauseMs = 1;
  tick();
}

function tick(): void {
  if (isTicking) return;
  isTicking = true;
  startTimer(() => {
    isTicking = false;
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    for (const waiter of old) if (isThrough(waiter)) old.delete(waiter);
    if (old.size > 0) tick();
  }, pauseMs);
}

/** Tells who waits, where there is something to tell. */
function isThrough({ condition, signal, resolve, reject }: Waiter): boolean {
  try {
    const holds = !signal.aborted && condition();
    if (!holds && !signal.aborted) return false;
    resolve(holds);
  } catch (error) {
    reject(error);
  }
  return true;
}
