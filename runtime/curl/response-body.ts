/**
 * The body of an answer as a stream. node-libcurl's own waits, once it has paused, for a call of libcurl's that does not come on a
 * connection that was used before; and it does not pause for a slow reader where the pieces have uneven sizes.
 */
import { Readable } from 'node:stream';
import type { Curl } from 'node-libcurl';
import { guardAgainstUnheardErrors } from '../clients/unheard-errors.ts';
import { onNextTurn } from '../escalation/clock.ts';

/** `CURL_WRITEFUNC_PAUSE`. */
const pauseWriting = 0x1000_0001;
/** `CURLPAUSE_RECV`. */
const pauseReceiving = 1;

/**
 * Lets the body of a request flow into a stream, no faster than it is read.
 *
 * @param curl the handle, before it performs
 * @param onFirst told with the first piece, inside a callback of libcurl
 * @param stop ends the transfer: nobody reads on
 */
export function streamBody(curl: Curl, onFirst: () => void, stop: (error: Error | null) => void): Readable {
  let isFull = false;
  let hasBegun = false;
  const flow = (): void => {
    if (curl.isOpen && curl.handle.isInsideMultiHandle && curl.handle.isPausedRecv) curl.pause(curl.handle.pauseFlags & ~pauseReceiving);
  };
  const body = new Readable({
    read() {
      isFull = false;
      // Not at once: it may be a callback of libcurl that the reader is called from.
      if (curl.isOpen && curl.handle.isPausedRecv) onNextTurn(flow);
    },
    destroy(error, done) {
      stop(error);
      done(error);
    },
  });
  // Whoever reads it hears of its failure, also later; where nobody does, it is nobody's.
  guardAgainstUnheardErrors(body);
  curl.setOpt('WRITEFUNCTION', (piece: Buffer, size: number, count: number) => {
    if (!hasBegun) onFirst();
    hasBegun = true;
    // libcurl keeps the piece, and brings it again.
    if (isFull) return pauseWriting;
    isFull = !body.push(piece);
    return size * count;
  });
  return body;
}
