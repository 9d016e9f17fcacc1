/** Closing a session: its requests, then its `Multi` with the connections, then its `Share`. */
import type { Curl, Multi, Share } from 'node-libcurl';
import { curlRoom } from '../clients/node-libcurl/curl.ts';
import { pauseWhenOverdue } from '../clients/node-libcurl/floods.ts';
import { multiRoom } from '../clients/node-libcurl/multi.ts';
import type { CurlHandle, ShareHandle } from '../clients/node-libcurl/shapes.ts';
import { shareRoom } from '../clients/node-libcurl/share.ts';
import { startTimer } from '../escalation/clock.ts';
import { until } from '../escalation/until.ts';
import type { Attempt, ClosingWork } from '../escalation/work.ts';
import { unregister } from '../registry.ts';

/** A request of a session, from its call until its promise settles and its handle is closed. */
export interface RunningRequest {
  readonly label: string;
  /** Its handle, while it is at libcurl. */
  readonly curl?: Curl;
  /** Its promise has settled, though libcurl still holds its handle: while a name is looked up, that cannot be helped. */
  isSettled?: boolean;
  /** The closing of its handle, once that has begun: it knows what the request was told. */
  closing?: ClosingWork;
  /** Ends the pause between two attempts. */
  readonly stop?: (error: Error) => void;
}

/** What a session is made of. */
export interface SessionInside {
  readonly multi: Multi;
  readonly share: Share;
  readonly running: Set<RunningRequest>;
  /** What new requests get from here on. */
  refusal: Error | undefined;
  isClosed: boolean;
}

/** The requests that somebody still waits for. */
export function awaited(running: ReadonlySet<RunningRequest>): readonly RunningRequest[] {
  return [...running].filter(({ isSettled }) => isSettled !== true);
}

/** The closing of a request's handle, where it has one: a second begins where the first is. */
export function closingOf(request: RunningRequest): ClosingWork | undefined {
  if (request.curl === undefined) return undefined;
  return (request.closing ??= curlRoom.begin(request.curl as unknown as CurlHandle));
}

const lookAgainMs = 20;

export function closingSession(inside: SessionInside): ClosingWork {
  const { running } = inside;
  const isIdle = (): boolean => {
    // A closed handle has told its request; what is left here ended with it.
    for (const request of running) if (request.curl?.isOpen === false) running.delete(request);
    return running.size === 0;
  };

  const release = async (attempt: Attempt): Promise<void> => {
    const multi = multiRoom.begin(inside.multi);
    await multi.polite?.(attempt);
    if (!multi.isClosed()) await multi.force?.(attempt);
    if (!multi.isClosed()) return;
    unregister(inside.multi);
    const share = shareRoom.begin(inside.share as unknown as ShareHandle);
    await share.polite?.(attempt);
    inside.isClosed = share.isClosed();
  };

  /** The last handle takes the rest with it. Nobody waits for that, and the process is not kept alive for it. */
  const releaseLater = (attempt: Attempt): void => {
    startTimer(() => (isIdle() ? void release(attempt) : releaseLater(attempt)), lookAgainMs).unref();
  };

  /** The same phase for every handle at once. */
  const forHandles = async (phase: 'cancel' | 'force', attempt: Attempt): Promise<void> => {
    for (const { stop } of [...running]) stop?.(attempt.reason);
    await Promise.all([...running].map(async (request) => closingOf(request)?.[phase]?.(attempt)));
  };

  return {
    inFlight: () => awaited(running).map((request) => ({ key: request, kind: 'transfer', label: request.label })),
    isClosed: () => inside.isClosed,
    whyOpen: () => [...running].map((request) => closingOf(request)?.whyOpen?.()).find((why) => why !== undefined),
    async polite(attempt) {
      inside.refusal = attempt.reason;
      const unwatch = [...running].flatMap(({ curl }) => (curl === undefined ? [] : [pauseWhenOverdue(curl as unknown as CurlHandle, attempt)]));
      const ended = await until(isIdle, attempt.signal);
      for (const end of unwatch) end();
      if (ended) await release(attempt);
    },
    async cancel(attempt) {
      await forHandles('cancel', attempt);
      if (isIdle()) await release(attempt);
    },
    async force(attempt) {
      await forHandles('force', attempt);
      if (isIdle()) await release(attempt);
      else releaseLater({ reason: attempt.reason, signal: { aborted: false }, pass: attempt.pass, patienceMs: 0 });
    },
  };
}
