/** Closing a session: its requests, then its `Multi` with the connections, then its `Share`. */
import type { Curl, Multi, Share } from 'node-libcurl';
import { curlRoom } from '../clients/node-libcurl/curl.ts';
import { pauseWhenOverdue } from '../clients/node-libcurl/floods.ts';
import { multiRoom } from '../clients/node-libcurl/multi.ts';
import type { CurlHandle, ShareHandle } from '../clients/node-libcurl/shapes.ts';
import { shareRoom } from '../clients/node-libcurl/share.ts';
import { until } from '../escalation/until.ts';
import type { Attempt, ClosingWork } from '../escalation/work.ts';
import { unregister } from '../registry.ts';

/** A request of a session, from its call until its promise settles and its handle is closed. */
export interface RunningRequest {
  readonly label: string;
  /** Its handle, while it is at libcurl. */
  readonly curl?: Curl;
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

export function closingSession(inside: SessionInside): ClosingWork {
  const { running } = inside;
  const isIdle = (): boolean => running.size === 0;

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

  /** The same phase for every handle at once. */
  const forHandles = async (phase: 'cancel' | 'force', attempt: Attempt): Promise<void> => {
    const requests = [...running];
    for (const { stop } of requests) stop?.(attempt.reason);
    const handles = requests.flatMap(({ curl }) => (curl === undefined ? [] : [curlRoom.begin(curl as unknown as CurlHandle)]));
    await Promise.all(handles.map(async (handle) => handle[phase]?.(attempt)));
    // A closed handle has told its request; what is left here ended with it.
    for (const request of requests) if (request.curl?.isOpen === false) running.delete(request);
  };

  return {
    inFlight: () => [...running].map((request) => ({ key: request, kind: 'transfer', label: request.label })),
    isClosed: () => inside.isClosed,
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
      await release(attempt);
    },
  };
}
