import { SafelyCloseError } from '../../errors.ts';
import { nextTurn } from '../../escalation/clock.ts';
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room } from '../../escalation/work.ts';
import { detach, rescueFromClosedMulti, strand } from './detach.ts';
import { kick } from './kick.ts';
import { knownMultiOf, ledgerOf } from './multi-ledger.ts';
import { isEasy } from './shapes.ts';
import type { EasyHandle } from './shapes.ts';
import { forgetTransfer, transferOf } from './transfer.ts';

/** `CURLE_BAD_FUNCTION_ARGUMENT`: there is no connection to pause, so no transfer and no callback of it either. */
const nothingToPause = 43;
/** How many turns of the event loop libcurl needs to pass on a result that it has. */
const turnsToDeliver = 2;

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
      easy.isInsideMultiHandle
        ? new SafelyCloseError(
            'ERR_SAFELY_CLOSE_LEFT',
            'The Easy handle is inside a Multi that is not known here, so it cannot be removed and closed. Close that Multi, or make it through closing(new Multi()).',
          )
        : undefined,
    polite({ signal }) {
      if (!isBusy()) return release();
      return until(() => !isBusy(), signal).then((ended) => (ended ? release() : undefined));
    },
    async cancel({ reason, signal }) {
      if (!easy.isOpen) return;
      let thrown = false;
      kick(easy, reason, { swallowBody: true, onThrown: () => (thrown = true) });
      const ended = await until(() => thrown || !isBusy(), signal);
      if (thrown) {
        for (let turn = 0; turn < turnsToDeliver; turn += 1) await nextTurn();
        aborted = true;
      }
      if (ended) await release();
    },
    async force({ reason }) {
      if (!easy.isOpen) return;
      await nextTurn();
      ledger()?.settle(easy, reason);
      await release();
    },
  };
}

function dispose(easy: EasyHandle): void {
  forgetTransfer(easy);
  easy.close();
}
