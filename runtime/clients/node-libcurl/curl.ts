import type { Duplex } from 'node:stream';
import { nextTurn, onNextTurn } from '../../escalation/clock.ts';
import { until } from '../../escalation/until.ts';
import type { Attempt, ClosingWork, Room, WorkItem } from '../../escalation/work.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';
import { detach, rescueFromClosedMulti } from './detach.ts';
import { endAfterLookup, endTransfer } from './end-transfer.ts';
import { pauseWhenOverdue } from './floods.ts';
import { knownMultiOf, noteHandleOfCurl } from './multi-ledger.ts';
import { isResolving, lookupIsOn } from './name-lookup.ts';
import { isCurl } from './shapes.ts';
import type { CurlHandle, EasyHandle } from './shapes.ts';
import { forgetTransfer, transferOf } from './transfer.ts';

/** `CURLE_ABORTED_BY_CALLBACK`: what libcurl itself says of a kicked transfer. */
const abortedByCallback = 42;

export const curlRoom: Room<CurlHandle> = {
  library: 'node-libcurl',
  name: 'Curl',
  recognise: isCurl,
  begin: (curl) => new ClosingOfCurl(curl),
};

/**
 * A class, not a literal full of closures: closing an idle handle should cost little more than its own `close()`. For the same
 * reason the handle's own flags, which are native code, are asked last.
 */
class ClosingOfCurl implements ClosingWork {
  private readonly curl: CurlHandle;
  private readonly easy: EasyHandle;
  /** How many requests were refused and have not been told so yet. */
  private refused = 0;
  /** We have said libcurl's last word for it. */
  private isTold = false;
  /** The handle was seen closed: none is ever opened again. */
  private isGone = false;

  constructor(curl: CurlHandle) {
    const easy = curl.handle;
    this.curl = curl;
    this.easy = easy;
    if (curl.multiInstance !== undefined) noteHandleOfCurl(easy);
    // The default Multi is never closed under its handles.
    const mayBeStranded = curl.multiInstance !== undefined || !curl.isRunning;
    if (mayBeStranded && easy.isInsideMultiHandle && knownMultiOf(easy) === undefined) rescueFromClosedMulti(easy);
  }

  inFlight(): readonly WorkItem[] {
    return this.isBusy() ? [transferOf(this.easy)] : nothing;
  }

  isClosed(): boolean {
    return this.isGone ||= !this.easy.isOpen;
  }

  whyOpen(): unknown {
    return isResolving(this.easy) ? lookupIsOn() : undefined;
  }

  polite(attempt: Attempt): void | Promise<void> {
    // Nothing else of the attempt is asked for: its reason is only made for whoever needs it.
    if (!this.isBusy()) return this.close();
    this.refuseRequests(attempt.reason);
    if (this.isAbandoned() || attempt.patienceMs === 0) return;
    // The default Multi keeps its idle connections for ever, and nobody can reach it.
    if (this.curl.multiInstance === undefined) this.easy.setOpt('FORBID_REUSE', true);
    const unwatch = pauseWhenOverdue(this.curl, attempt);
    return until(() => !this.isBusy(), attempt.signal).then((ended) => {
      unwatch();
      return ended ? this.release() : undefined;
    });
  }

  async cancel({ reason, signal }: Attempt): Promise<void> {
    const easy = this.easy;
    if (this.isClosed()) return;
    guardAgainstUnheardErrors(this.curl);
    // A response stream is announced one turn after it is made, and must not have gone by then.
    if (this.curl.writeFunctionStream) {
      await nextTurn();
      if (this.isClosed()) return;
    }
    const streams = streamsOf(this.curl);
    if (this.isAbandoned()) this.settle(reason);
    else await endTransfer(easy, { reason, signal, swallowBody: true, hasEnded: () => this.hasEnded(), settleEarly: () => this.settle(reason) });
    if (!(await until(() => this.hasEnded() && this.refused === 0, signal))) return;
    for (const stream of streams) stream.destroy(reason);
    await this.release();
  }

  async force({ reason, signal }: Attempt): Promise<void> {
    const easy = this.easy;
    if (this.isClosed()) return;
    guardAgainstUnheardErrors(this.curl);
    if (this.curl.writeFunctionStream) await nextTurn();
    const streams = streamsOf(this.curl);
    this.settle(reason);
    for (const stream of streams) stream.destroy(reason);
    if (!isResolving(easy)) return this.release();
    endAfterLookup(easy, reason, () => this.hasEnded(), () => this.release());
    await until(() => this.isClosed(), signal);
  }

  /** Open, but out of its Multi while its request is unanswered: somebody removed it, and nothing will ever come. */
  private isAbandoned(): boolean {
    return this.curl.isRunning && !this.easy.isInsideMultiHandle;
  }

  private isBusy(): boolean {
    return !this.isGone && (this.curl.isRunning || this.refused > 0 || (!this.isTold && this.easy.isInsideMultiHandle)) && !this.isClosed();
  }

  private hasEnded(): boolean {
    return (!this.curl.isRunning && (!this.isTold || !this.easy.isInsideMultiHandle)) || this.isClosed();
  }

  /** libcurl does not say the last word, or not for a while, so we do; when it does speak, nobody is to hear it twice. */
  private settle(reason: Error): void {
    const curl = this.curl;
    if (!curl.isRunning) return;
    this.isTold = true;
    guardAgainstUnheardErrors(curl);
    curl.onError(reason, abortedByCallback);
    curl.removeAllListeners();
    guardAgainstUnheardErrors(curl);
  }

  /** The handle itself goes when nothing of it goes on. */
  private release(): void | Promise<void> {
    if (this.isClosed()) return;
    if (!this.easy.isInsideMultiHandle) return this.close();
    // It may be a callback of libcurl that we are called from.
    return nextTurn().then(() => {
      if (this.isClosed()) return;
      detach(this.easy, this.curl.multiInstance);
      // In the default Multi, which only Curl itself reaches.
      this.close();
    });
  }

  private close(): void {
    forgetTransfer(this.easy);
    this.curl.close();
    this.isGone = true;
    // It takes all listeners away, while what libcurl said last may still be on its way.
    if (this.isTold) guardAgainstUnheardErrors(this.curl);
  }

  /**
   * A request that is started while its session is being closed fails like any other request, by the `'error'` event:
   * throwing would end the process, since it is retries in event handlers that start them.
   */
  private refuseRequests(reason: Error): void {
    const curl = this.curl;
    const refuse = (): CurlHandle => {
      this.refused += 1;
      onNextTurn(() => {
        guardAgainstUnheardErrors(curl);
        this.refused -= 1;
        curl.emit('error', reason, abortedByCallback, curl);
      });
      return curl;
    };
    Object.defineProperty(curl, 'perform', { value: refuse, configurable: true, enumerable: false, writable: true });
  }
}

/** The streams that belong to the transfer: nobody would end them, and whoever reads or feeds them would wait for ever. */
function streamsOf(curl: CurlHandle): readonly Duplex[] {
  if (!curl.writeFunctionStream && !curl.readFunctionStream) return nothing;
  const streams = [curl.writeFunctionStream, curl.readFunctionStream].filter((stream) => stream !== null && stream !== undefined);
  for (const stream of streams) guardAgainstUnheardErrors(stream);
  return streams;
}

const nothing: readonly never[] = [];
