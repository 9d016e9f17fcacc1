import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { runsUnderTests } from '../test-runner.ts';
import { onNextTurn } from './clock.ts';

let collect: (() => void) | undefined;
let collectedInThisTurn = false;
let askedInThisTurn = false;

/** Collects garbage under a test runner, which looks next. All the closings that end in one turn ask once whether there is one. */
export function collectGarbageForTests(): void {
  if (askedInThisTurn) return;
  askedInThisTurn = true;
  onNextTurn(() => (askedInThisTurn = false));
  if (runsUnderTests()) collectGarbage();
}

/**
 * Collects garbage now, without asking for a flag at the start of the process: what libraries free only when their
 * objects are collected is gone before a test looks.
 */
export function collectGarbage(): void {
  // Once serves all the closings that look in this turn.
  if (collectedInThisTurn) return;
  collectedInThisTurn = true;
  onNextTurn(() => (collectedInThisTurn = false));
  collect ??= findCollector();
  collect();
}

function findCollector(): () => void {
  const exposed: unknown = Reflect.get(globalThis, 'gc');
  if (typeof exposed === 'function') return () => void Reflect.apply(exposed, undefined, []);
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('gc');
  return typeof found === 'function' ? () => void Reflect.apply(found, undefined, []) : () => undefined;
}
