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

/** Resolves after the event loop has gone round once: by then no callback of a library is on the stack. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => onNextTurn(resolve));
}
