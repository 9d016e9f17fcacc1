import { SafelyCloseError } from '../../errors.ts';
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room } from '../../escalation/work.ts';
import { isShare } from './shapes.ts';
import type { ShareHandle } from './shapes.ts';

/** `CURLSHE_IN_USE`. */
const inUse = 2;
/** `CURL_LOCK_DATA_NONE`: unsharing it changes nothing, but libcurl answers differently when handles use the share. */
const lockNothing = 0;

export const shareRoom: Room<ShareHandle> = {
  library: 'node-libcurl',
  name: 'Share',
  level: 2,
  recognise: isShare,
  begin: closingOf,
};

/** Closing a Share that a handle still uses aborts the process: it is closed when the last one has gone, or not at all. */
function closingOf(share: ShareHandle): ClosingWork {
  const closeIfUnused = (): void => {
    if (stateOf(share) === 'unused') share.close();
  };
  return {
    inFlight: () => [],
    isClosed: () => stateOf(share) === 'closed',
    whyOpen: () =>
      new SafelyCloseError('ERR_SAFELY_CLOSE_LEFT', 'Handles still use the Share. Close them first, or close all of them together with closeAll([...handles, share]).'),
    polite({ signal }) {
      const isDecided = (): boolean => stateOf(share) !== 'used';
      if (!isDecided()) return until(isDecided, signal).then(closeIfUnused);
      closeIfUnused();
      return undefined;
    },
  };
}

function stateOf(share: ShareHandle): 'closed' | 'unused' | 'used' {
  try {
    return share.setOpt('UNSHARE', lockNothing) === inUse ? 'used' : 'unused';
  } catch {
    return 'closed';
  }
}
