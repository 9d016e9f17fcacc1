import { nextTurn, startTimer } from '../../escalation/clock.ts';
import { until } from '../../escalation/until.ts';
import type { StopSignal } from '../../escalation/until.ts';
import { kick } from './kick.ts';
import { failAfterLookup, isAboutToResolve, isBeforeLookup, isResolving, whenResolved } from './name-lookup.ts';
import type { EasyHandle } from './shapes.ts';

/** How many turns of the event loop libcurl needs to pass on a result that it has. */
const turnsToDeliver = 2;

/** How to end one transfer. */
export interface TransferEnd {
  readonly reason: Error;
  readonly signal: StopSignal;
  /** See `kick`. */
  readonly swallowBody: boolean;
  /** Whether libcurl has ended it meanwhile. */
  readonly hasEnded: () => boolean;
  /** Gives the waiting code the reason at once, where the transfer itself cannot end for a while. */
  readonly settleEarly: () => void;
}

/**
 * Ends one transfer with a reason, and waits until its waiting code has been told.
 *
 * @returns whether that was so before the signal
 */
export async function endTransfer(easy: EasyHandle, { reason, signal, swallowBody, hasEnded, settleEarly }: TransferEnd): Promise<boolean> {
  if (isBeforeLookup(easy) && (await isAboutToResolve(easy))) {
    settleEarly();
    failAfterLookup(easy, reason);
    if (!(await until(() => hasEnded() || !isResolving(easy), signal))) return false;
  }
  if (hasEnded()) return true;
  let thrown = false;
  kick(easy, reason, { swallowBody, onThrown: () => (thrown = true) });
  const ended = await until(() => thrown || hasEnded(), signal);
  for (let turn = 0; ended && turn < turnsToDeliver && !hasEnded(); turn += 1) await nextTurn();
  return ended;
}

/** How long a transfer may take in the background to end when nothing holds it up any more. */
const backgroundMs = 2_000;

/**
 * Ends a transfer whose waiting code was told already as soon as its lookup has ended, then frees its handle. Nobody waits
 * for it, and the process is not kept alive for it.
 */
export function endAfterLookup(easy: EasyHandle, reason: Error, hasEnded: () => boolean, free: () => void | Promise<void>): void {
  whenResolved(easy, () => {
    const signal = { aborted: false };
    startTimer(() => (signal.aborted = true), backgroundMs).unref();
    void endTransfer(easy, { reason, signal, swallowBody: true, hasEnded, settleEarly: () => undefined })
      .then(() => until(hasEnded, signal))
      .then(free);
  });
}
