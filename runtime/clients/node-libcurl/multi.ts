import { SafelyCloseError } from '../../errors.ts';
import { nextTurn } from '../../escalation/clock.ts';
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room, Step, WorkItem } from '../../escalation/work.ts';
import { closeStranded } from './detach.ts';
import { endAfterLookup, endTransfer } from './end-transfer.ts';
import { pauseFloodWhenOverdue } from './floods.ts';
import { unkick } from './kick.ts';
import { dropLedger, keepLedger, ledgerOf } from './multi-ledger.ts';
import type { MultiLedger } from './multi-ledger.ts';
import { isResolving, lookupIsOn } from './name-lookup.ts';
import { forgetMulti, seeMulti } from './multis-seen.ts';
import { isMulti } from './shapes.ts';
import type { EasyHandle, MultiHandle } from './shapes.ts';
import { forgetTransfer, transferOf } from './transfer.ts';

export const multiRoom: Room<MultiHandle> = {
  library: 'node-libcurl',
  name: 'Multi',
  level: 1,
  recognise: isMulti,
  watch(multi) {
    seeMulti(multi);
    keepLedger(multi);
  },
  begin: closingOf,
};

function closingOf(multi: MultiHandle): ClosingWork {
  const ledger = ledgerOf(multi);
  /** Transfers of handles that nobody named: their promises cannot be settled once the Multi is gone. */
  let lost = 0;
  const countUnnamed = (): number => (isOpen(multi) ? Math.max(0, multi.getCount() - (ledger?.handles.length ?? 0)) : lost);
  const isLookingUp = (): boolean => ledger?.handles.some((easy) => ledger.isPending(easy) && isResolving(easy)) ?? false;
  const isIdle = (): boolean => (ledger?.running.length ?? 0) === 0 && countUnnamed() === 0;

  /** Closing a Multi inside a callback of libcurl aborts the process, so never in this turn. */
  const release = async (): Promise<void> => {
    await nextTurn();
    if (!isOpen(multi)) return;
    for (const easy of ledger?.handles ?? []) {
      if (easy.isInsideMultiHandle) multi.removeHandle(easy);
      ledger?.leave(easy);
      forgetTransfer(easy);
    }
    closeStranded(multi);
    lost = Math.max(0, multi.getCount());
    multi.close();
    forgetMulti(multi);
    dropLedger(multi);
  };

  /** Each transfer that is still at libcurl ends when its lookup has; the last of them takes the Multi with it. */
  const releaseAfterLookups = (reason: Error): void | Promise<void> => {
    const pending = (ledger?.handles ?? []).filter((easy) => ledger?.isPending(easy) === true && isResolving(easy));
    if (pending.length === 0) return release();
    for (const easy of pending) {
      endAfterLookup(easy, reason, () => ledger?.isPending(easy) !== true, () => {
        ledger?.end(easy);
        unkick(easy);
        return isLookingUp() ? undefined : release();
      });
    }
  };

  const cancelling = (known: MultiLedger): Step => async ({ reason, signal, pass }) => {
    if (!isOpen(multi)) return;
    const end = async (easy: EasyHandle): Promise<void> => {
      const ended = await endTransfer(easy, {
        reason,
        signal,
        // These handles live on: what else the kick would change of them is for a second pass only.
        swallowBody: pass > 1,
        hasEnded: () => !known.isPending(easy),
        settleEarly: () => void known.settle(easy, reason),
      });
      if (!ended) return;
      known.end(easy);
      unkick(easy);
    };
    await Promise.all(known.handles.filter((easy) => known.isPending(easy)).map(end));
    if (isIdle() && !isLookingUp()) await release();
  };

  return {
    inFlight: () => [...(ledger?.running ?? []).map(transferOf), ...unnamed(countUnnamed())],
    isClosed: () => !isOpen(multi) && isIdle(),
    whyOpen: () =>
      lost > 0
        ? new SafelyCloseError(
            'ERR_SAFELY_CLOSE_LEFT',
            'The Multi is closed, but it held handles that are not known here, so their promises stay pending. Make the Multi through closing(new Multi()), or close its handles first.',
          )
        : isLookingUp()
          ? lookupIsOn()
          : undefined,
    async polite(attempt) {
      ledger?.refuse(attempt.reason);
      if (ledger === undefined || countUnnamed() > 0) {
        await nextTurn();
        if (isOpen(multi)) closeStranded(multi);
      }
      const unwatch = (ledger?.running ?? []).map((easy) => pauseFloodWhenOverdue(easy, attempt));
      if (!(await until(() => isIdle() && !isLookingUp(), attempt.signal))) return;
      for (const end of unwatch) end();
      await release();
    },
    // Handles that nobody named cannot be reached.
    ...(ledger === undefined ? {} : { cancel: cancelling(ledger) }),
    async force({ reason, signal }) {
      await nextTurn();
      for (const easy of ledger?.running ?? []) ledger?.settle(easy, reason);
      await releaseAfterLookups(reason);
      await until(() => !isOpen(multi), signal);
    },
  };
}

/** A closed Multi says so only by throwing. */
function isOpen(multi: MultiHandle): boolean {
  try {
    multi.getCount();
    return true;
  } catch {
    return false;
  }
}

function unnamed(count: number): WorkItem[] {
  return Array.from({ length: count }, (_, index) => ({ key: `unnamed ${index}`, kind: 'transfer', label: 'a handle that is not known here' }));
}
