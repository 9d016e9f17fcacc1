/**
 * Node's timers as they were when this module was loaded: tests that replace the global ones by fakes would otherwise
 * stop every closing for ever.
 */
import { clearTimeout, setImmediate, setTimeout } from 'node:timers';

export const startTimer = setTimeout;
export const stopTimer = clearTimeout;
export const onNextTurn = setImmediate;

const { performance } = globalThis;
const now = performance.now.bind(performance);

/** Milliseconds since some moment in the past; it never goes back. */
export function nowMs(): number {
  return now();
}

/** Resolves when the event loop begins its next round of immediates: by then no callback of a library is on the stack. */
export function nextTurn(): Promise<void> {
  // All who wait for the same turn share one immediate: a thousand closings at once are as quick to wake as one.
  return (turn ??= new Promise((resolve) => {
    onNextTurn(() => {
      turn = undefined;
      resolve();
    });
  }));
}
let turn: Promise<void> | undefined;
