/**
 * A name that is being looked up. The thread that does it cannot be interrupted: whoever aborts the transfer, removes its
 * handle or frees it meanwhile blocks the event loop until the lookup has ended. So the transfer is left alone that long,
 * and ends before it sends anything.
 */
import { SafelyCloseError } from '../../errors.ts';
import { nextTurn, startTimer } from '../../escalation/clock.ts';
import type { EasyHandle } from './shapes.ts';

/** `CURLE_BAD_FUNCTION_ARGUMENT`: the transfer has no connection yet, so it has not begun, or waits in a queue. */
const noConnection = 43;
/** How many turns of the event loop a transfer needs to begin. */
const turnsToBegin = 2;
const lookAgainMs = 20;

/** Whether the transfer waits for the address of its host. */
export function isResolving(easy: EasyHandle): boolean {
  return isBeforeLookup(easy) && easy.pause(easy.pauseFlags) !== noConnection;
}

/** Whether its host has no address yet, for what reason so ever. Where this says no, the transfer will look nothing up. */
export function isBeforeLookup(easy: EasyHandle): boolean {
  return easy.isOpen && easy.isInsideMultiHandle && easy.getInfo('NAMELOOKUP_TIME').data === 0 && easy.getInfo('PRIMARY_IP').data === '';
}

/** The same as {@link isResolving} for a transfer that may have been started just now. */
export async function isAboutToResolve(easy: EasyHandle): Promise<boolean> {
  for (let turn = 0; turn < turnsToBegin && isBeforeLookup(easy) && !isResolving(easy); turn += 1) await nextTurn();
  return isResolving(easy);
}

/** Lets the transfer fail with the reason as soon as it could send its request. */
export function failAfterLookup(easy: EasyHandle, reason: Error): void {
  easy.setOpt('PREREQFUNCTION', () => {
    throw reason;
  });
}

/** Does something as soon as the lookup has ended, without keeping the process alive for it. */
export function whenResolved(easy: EasyHandle, then: () => void): void {
  startTimer(() => (isResolving(easy) ? whenResolved(easy, then) : then()), lookAgainMs).unref();
}

/** Why a handle is still open that waits for a lookup. */
export function lookupIsOn(): SafelyCloseError {
  return new SafelyCloseError(
    'ERR_SAFELY_CLOSE_LEFT',
    'The name of the host is still being looked up, which cannot be interrupted without blocking the process. Nothing will be sent, and the handle closes itself when the lookup ends.',
  );
}
