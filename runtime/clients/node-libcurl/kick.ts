import type { EasyHandle } from './shapes.ts';

/** `CURLPAUSE_SEND`: to pause receiving as well would take the socket from the event loop, only to put it back a moment later. */
const pauseSending = 4;
/** `CURLPAUSE_CONT`. */
const pauseNone = 0;

/**
 * Ends a transfer from within: its next progress callback throws the reason, and pausing and resuming makes libcurl call
 * that callback at once, also where the peer is silent, the name not resolved, the transfer paused or queued. The waiting
 * code gets `CURLE_ABORTED_BY_CALLBACK` with the reason as its cause, a moment later. Allowed inside libcurl's callbacks.
 *
 * @param swallowBody whether to drop what still arrives. A response stream that nobody reads stops otherwise only in some
 *   versions of libcurl; but it costs the handle its write function, so it is for handles that are closed afterwards
 * @param onThrown told when libcurl has taken the reason
 */
export function kick(easy: EasyHandle, reason: Error, { swallowBody, onThrown }: { readonly swallowBody: boolean; readonly onThrown?: () => void }): void {
  if (swallowBody) easy.setOpt('WRITEFUNCTION', (_chunk: unknown, size: number, count: number) => size * count);
  easy.setOpt('XFERINFOFUNCTION', () => {
    onThrown?.();
    throw reason;
  });
  easy.setOpt('NOPROGRESS', false);
  easy.pause(pauseSending);
  easy.pause(pauseNone);
}

/** Takes back what `kick` set, on a handle that lives on. */
export function unkick(easy: EasyHandle): void {
  if (!easy.isOpen) return;
  easy.setOpt('NOPROGRESS', true);
  easy.setOpt('XFERINFOFUNCTION', null);
}
