import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/** Tinypool: https://github.com/tinylibs/tinypool (2.2). */
export const tinypool: LibraryFacts = {
  library: 'tinypool',
  modules: ['tinypool'],
  clients: [
    {
      name: 'Tinypool',
      acquiredBy: [{ by: 'new', export: 'default' }, { by: 'new', export: 'Tinypool' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      closes: [{ name: 'destroy', manner: 'force', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      configures: [...emitterConfigures, 'cancelPendingTasks'],
      chains: emitterChains,
      requests: [{ name: 'run', gives: 'promise' }, { name: 'recycleWorkers', gives: 'promise' }],
      listens: emitterListens,
    },
  ],
};
