/**
 * Downloads that flood. libcurl takes from each of them what there is before it lets the event loop go on, and several of
 * them make it begin again and again, so a single turn may take seconds and no timer comes in time. Then it is libcurl's own
 * callbacks that see that patience is over: they pause their download, so that the turn ends and the closing goes on.
 */
import type { Attempt } from '../../escalation/work.ts';
import { unkick } from './kick.ts';
import type { CurlHandle, EasyHandle } from './shapes.ts';

/** A download of which so many bytes have arrived may be a flood. */
const notableSize = 65_536;
/** `CURLPAUSE_RECV`. */
const pauseReceiving = 1;

/**
 * Pauses a download with the first piece that arrives when patience is over.
 *
 * @returns ends that
 */
export function pauseWhenOverdue(curl: CurlHandle, attempt: Attempt): () => void {
  const look = (): void => {
    if (attempt.patienceMs > 0) return;
    curl.removeListener('data', look);
    curl.handle.pause(curl.handle.pauseFlags | pauseReceiving);
  };
  curl.on('data', look);
  return () => void curl.removeListener('data', look);
}

/**
 * The same for a handle without events, if it may flood: by its progress function, of which it has only one.
 *
 * @returns ends that
 */
export function pauseFloodWhenOverdue(easy: EasyHandle, attempt: Attempt): () => void {
  if (Number(easy.getInfo('SIZE_DOWNLOAD_T').data) < notableSize) return () => undefined;
  easy.setOpt('XFERINFOFUNCTION', () => {
    if (attempt.patienceMs === 0) easy.pause(easy.pauseFlags | pauseReceiving);
    return 0;
  });
  easy.setOpt('NOPROGRESS', false);
  return () => unkick(easy);
}
