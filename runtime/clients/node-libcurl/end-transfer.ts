import { nextTurn } from '../../escalation/clock.ts';
import { until } from '../../escalation/until.ts';
import type { StopSignal } from '../../escalation/until.ts';
import { kick } from './kick.ts';
import { failAfterLookup, isAboutToResolve, isResolving } from './name-lookup.ts';
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
  if (await isAboutToResolve(easy)) {
    settleEarly();
    failAfterLookup(easy, reason);
    if (!(await until(() => hasEnded() || !isResolving(easy), signal))) return false;
  }
  if (hasEnded()) return true;
  let thrown = false;
  kick(easy, reason, { swallowBody, onThrown: () => (thrown = true) });
  const ended = await until(() => thrown || hasEnded(), signal);
  for (let turn = 0; ended && turn < turnsToDeliver; turn += 1) await nextTurn();
  return ended;
}
