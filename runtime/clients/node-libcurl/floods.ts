/**
 * Downloads that flood. libcurl takes from each of them what there is before it lets the event loop go on, and several of
 * them make it begin again and again, so a single turn may take seconds and no timer comes in time. Then it is libcurl's own
 * callbacks in which the clock is looked at.
 */
import type { EventEmitter } from 'node:events';
import { endOverduePatience } from '../../escalation/deadline.ts';
import { unkick } from './kick.ts';
import type { EasyHandle } from './shapes.ts';

/** From here on a download counts as a flood. */
const bytesPerSecond = 4_000_000;

/**
 * Has the clock looked at whenever a piece of the answer arrives.
 *
 * @returns ends that
 */
export function watchPieces(curl: EventEmitter): () => void {
  curl.on('data', endOverduePatience);
  return () => void curl.removeListener('data', endOverduePatience);
}

/**
 * The same for a handle without events, if it floods: by its progress function, of which it has only one.
 *
 * @returns ends that
 */
export function watchProgress(easy: EasyHandle): () => void {
  if (Number(easy.getInfo('SPEED_DOWNLOAD_T').data) < bytesPerSecond) return () => undefined;
  easy.setOpt('XFERINFOFUNCTION', () => {
    endOverduePatience();
    return 0;
  });
  easy.setOpt('NOPROGRESS', false);
  return () => unkick(easy);
}
