import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/** chokidar: https://github.com/paulmillr/chokidar (6.0). */
export const chokidar: LibraryFacts = {
  library: 'chokidar',
  modules: ['chokidar'],
  clients: [
    {
      name: 'FSWatcher',
      acquiredBy: [{ by: 'call', export: 'watch' }, { by: 'new', export: 'FSWatcher' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      closes: [{ name: 'close', manner: 'force', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      configures: [...emitterConfigures, 'add', 'unwatch', 'getWatched'],
      chains: [...emitterChains, 'add', 'unwatch'],
      requests: [],
      listens: emitterListens,
    },
  ],
};
