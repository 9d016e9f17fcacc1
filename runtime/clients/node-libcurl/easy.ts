import { SafelyCloseError } from '../../errors.ts';
import { nextTurn } from '../../escalation/clock.ts';
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room } from '../../escalation/work.ts';
import { detach, rescueFromClosedMulti, strand } from './detach.ts';
import { endAfterLookup, endTransfer } from './end-transfer.ts';
import { pauseFloodWhenOverdue } from './floods.ts';
import { knownMultiOf, ledgerOf } from './multi-ledger.ts';
import { isResolving, lookupIsOn } from './name-lookup.ts';
import { isEasy } from './shapes.ts';
import type { EasyHandle } from './shapes.ts';
import { forgetTransfer, transferOf } from './transfer.ts';

/** `CURLE_BAD_FUNCTION_ARGUMENT`: there is no connection to pause, so no transfer and no callback of it either. */
const nothingToPause = 43;

export const easyRoom: Room<EasyHandle> = {
  library: 'node-libcurl',
  name: 'Easy',
  recognise: isEasy,
  begin: closingOf,
};

function closingOf(easy: EasyHandle): ClosingWork {
  if (knownMultiOf(easy) === undefined) rescueFromClosedMulti(easy);
  let aborted = false;
  const ledger = () => {
    const multi = knownMultiOf(easy);
    return multi === undefined ? undefined : ledgerOf(multi);
  };
  /** An Easy does not say whether its transfer has ended, only whether it is still inside a Multi. */
  const isBusy = (): boolean => easy.isOpen && easy.isInsideMultiHandle && !aborted && (ledger()?.isRunning(easy) ?? true);

  const hasEnded = (): boolean => !easy.isOpen || !easy.isInsideMultiHandle || aborted || !(ledger()?.isPending(easy) ?? true);

  const release = (): void | Promise<void> => {
    if (!easy.isOpen) return;
    // A handle in its own blocking perform() is in no Multi, but freeing it in its callback would end the process.
    if (!easy.isInsideMultiHandle && easy.pause(easy.pauseFlags) === nothingToPause) return dispose(easy);
    return nextTurn().then(() => {
      if (!easy.isOpen) return;
      if (detach(easy)) dispose(easy);
      else strand(easy);
    });
  };

  return {
    inFlight: () => (isBusy() ? [transferOf(easy)] : []),
    isClosed: () => !easy.isOpen,
    whyOpen: () =>
      isResolving(easy)
        ? lookupIsOn()
        : easy.isInsideMultiHandle
        ? new SafelyCloseError(
            'ERR_SAFELY_CLOSE_LEFT',
            'The Easy handle is inside a Multi that is not known here, so it cannot be removed and closed. Close that Multi, or make it through closing(new Multi()).',
          )
        : undefined,
    polite(attempt) {
      if (!isBusy()) return release();
      const unwatch = pauseFloodWhenOverdue(easy, attempt);
      return until(() => !isBusy(), attempt.signal).then((ended) => {
        if (!ended) return;
        unwatch();
        return release();
      });
    },
    async cancel({ reason, signal }) {
      if (!easy.isOpen) return;
      const ended = await endTransfer(easy, {
        reason,
        signal,
        swallowBody: true,
        hasEnded,
        settleEarly: () => void ledger()?.settle(easy, reason),
      });
      if (!ended) return;
      aborted = true;
      ledger()?.end(easy);
      await release();
    },
    async force({ reason, signal }) {
      if (!easy.isOpen) return;
      await nextTurn();
      ledger()?.settle(easy, reason);
      if (!isResolving(easy)) return release();
      endAfterLookup(easy, reason, hasEnded, () => {
        aborted = true;
        return release();
      });
      await until(() => !easy.isOpen, signal);
    },
  };
}

function dispose(easy: EasyHandle): void {
  forgetTransfer(easy);
  easy.close();
}
