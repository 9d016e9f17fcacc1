import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/** sqlite3: https://github.com/TryGhost/node-sqlite3 (6.0). `cached.Database` is shared by all that ask for its file: no session. */
export const sqlite3: LibraryFacts = {
  library: 'sqlite3',
  modules: ['sqlite3'],
  givesItself: ['verbose'],
  clients: [
    {
      name: 'Database',
      acquiredBy: [{ by: 'new', export: 'Database' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      // With statements that are not finalized the callback gets SQLITE_BUSY, and the database stays open.
      closes: [{ name: 'close', manner: 'polite', settles: 'callback', mayThrow: false }],
      // It emits an 'error', which throws where nobody listens.
      secondClose: 'throws',
      configures: [...emitterConfigures, 'serialize', 'parallelize', 'configure', 'interrupt', 'wait'],
      chains: [...emitterChains, 'run', 'get', 'all', 'each', 'exec', 'map', 'loadExtension', 'wait'],
      requests: ['run', 'get', 'all', 'each', 'exec', 'map', 'prepare', 'backup', 'loadExtension'].map((name) => ({ name, gives: 'nothing' }) as const),
      endEvents: [['close']],
      listens: emitterListens,
    },
  ],
};
