import type { Duplex } from 'node:stream';
import { nextTurn, onNextTurn } from '../../escalation/clock.ts';
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room } from '../../escalation/work.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';
import { detach, rescueFromClosedMulti } from './detach.ts';
import { endAfterLookup, endTransfer } from './end-transfer.ts';
import { watchPieces } from './floods.ts';
import { knownMultiOf } from './multi-ledger.ts';
import { isResolving, lookupIsOn } from './name-lookup.ts';
import { isCurl } from './shapes.ts';
import type { CurlHandle } from './shapes.ts';
import { forgetTransfer, transferOf } from './transfer.ts';

/** `CURLE_ABORTED_BY_CALLBACK`: what libcurl itself says of a kicked transfer. */
const abortedByCallback = 42;

export const curlRoom: Room<CurlHandle> = {
  library: 'node-libcurl',
  name: 'Curl',
  recognise: isCurl,
  begin: closingOf,
};

function closingOf(curl: CurlHandle): ClosingWork {
  const easy = curl.handle;
  // The default Multi is never closed under its handles.
  if ((curl.multiInstance !== undefined || !curl.isRunning) && knownMultiOf(easy) === undefined) rescueFromClosedMulti(easy);
  /** Out of its Multi while its request is unanswered: somebody removed it, and nothing will ever come. */
  const isAbandoned = (): boolean => curl.isRunning && easy.isOpen && !easy.isInsideMultiHandle;
  const refused = new Set<symbol>();
  let told = false;
  const isBusy = (): boolean => easy.isOpen && (curl.isRunning || refused.size > 0 || (!told && easy.isInsideMultiHandle));
  const hasEnded = (): boolean => !easy.isOpen || (!curl.isRunning && (!told || !easy.isInsideMultiHandle));

  /** libcurl does not say the last word, or not for a while, so we do; when it does speak, nobody is to hear it twice. */
  const settleOurselves = (reason: Error): void => {
    if (!curl.isRunning) return;
    told = true;
    guardAgainstUnheardErrors(curl);
    curl.onError(reason, abortedByCallback);
    curl.removeAllListeners();
    guardAgainstUnheardErrors(curl);
  };

  /** The handle itself goes when nothing of it goes on. */
  const release = (): void | Promise<void> => {
    if (!easy.isOpen) return;
    forgetTransfer(easy);
    if (!easy.isInsideMultiHandle) return close();
    // It may be a callback of libcurl that we are called from.
    return nextTurn().then(() => {
      if (!easy.isOpen) return;
      detach(easy, curl.multiInstance);
      // In the default Multi, which only Curl itself reaches.
      close();
    });
  };
  const close = (): void => {
    curl.close();
    // It takes all listeners away, while what libcurl said last may still be on its way.
    if (told) guardAgainstUnheardErrors(curl);
  };

  return {
    inFlight: () => (isBusy() ? [transferOf(easy)] : nothing),
    isClosed: () => !easy.isOpen,
    whyOpen: () => (isResolving(easy) ? lookupIsOn() : undefined),
    polite(attempt) {
      if (!isBusy()) return release();
      refuseRequests(curl, attempt.reason, refused);
      if (isAbandoned()) return;
      // The default Multi keeps its idle connections for ever, and nobody can reach it.
      if (curl.multiInstance === undefined) easy.setOpt('FORBID_REUSE', true);
      const unwatch = watchPieces(curl);
      return until(() => !isBusy(), attempt.signal).then((ended) => {
        unwatch();
        return ended ? release() : undefined;
      });
    },
    async cancel({ reason, signal }) {
      if (!easy.isOpen) return;
      guardAgainstUnheardErrors(curl);
      // A response stream is announced one turn after it is made, and must not have gone by then.
      if (curl.writeFunctionStream) await nextTurn();
      if (!easy.isOpen) return;
      const streams = streamsOf(curl);
      if (isAbandoned()) settleOurselves(reason);
      else await endTransfer(easy, { reason, signal, swallowBody: true, hasEnded, settleEarly: () => settleOurselves(reason) });
      if (!(await until(() => hasEnded() && refused.size === 0, signal))) return;
      for (const stream of streams) stream.destroy(reason);
      await release();
    },
    async force({ reason, signal }) {
      if (!easy.isOpen) return;
      guardAgainstUnheardErrors(curl);
      if (curl.writeFunctionStream) await nextTurn();
      const streams = streamsOf(curl);
      settleOurselves(reason);
      for (const stream of streams) stream.destroy(reason);
      if (!isResolving(easy)) return release();
      endAfterLookup(easy, reason, hasEnded, release);
      await until(() => !easy.isOpen, signal);
    },
  };
}

/**
 * A request that is started while its session is being closed fails like any other request, by the `'error'` event:
 * throwing would end the process, since it is retries in event handlers that start them.
 *
 * @param refused holds a token for each refusal that has not been told yet
 */
function refuseRequests(curl: CurlHandle, reason: Error, refused: Set<symbol>): void {
  const refuse = (): CurlHandle => {
    const token = Symbol('refused request');
    refused.add(token);
    onNextTurn(() => {
      guardAgainstUnheardErrors(curl);
      refused.delete(token);
      curl.emit('error', reason, abortedByCallback, curl);
    });
    return curl;
  };
  Object.defineProperty(curl, 'perform', { value: refuse, configurable: true, enumerable: false, writable: true });
}

/** The streams that belong to the transfer: nobody would end them, and whoever reads or feeds them would wait for ever. */
function streamsOf(curl: CurlHandle): readonly Duplex[] {
  if (!curl.writeFunctionStream && !curl.readFunctionStream) return nothing;
  const streams = [curl.writeFunctionStream, curl.readFunctionStream].filter((stream) => stream !== null && stream !== undefined);
  for (const stream of streams) guardAgainstUnheardErrors(stream);
  return streams;
}

const nothing: readonly never[] = [];
