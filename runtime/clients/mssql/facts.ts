import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/** mssql: https://github.com/tediousjs/node-mssql. */
export const mssql: LibraryFacts = {
  library: 'mssql',
  modules: ['mssql'],
  clients: [
    {
      // `connect()` of the module makes one as well, but a single one that all callers share.
      name: 'ConnectionPool',
      acquiredBy: [{ by: 'new', export: 'ConnectionPool' }],
      armedBy: ['connect'],
      lifetime: 'process',
      // It rejects while the pool is connecting.
      closes: [{ name: 'close', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      configures: [...emitterConfigures, 'request', 'transaction'],
      chains: [...emitterChains, 'connect'],
      requests: [{ name: 'query', gives: 'promise' }, { name: 'batch', gives: 'promise' }],
      listens: emitterListens,
    },
  ],
};
