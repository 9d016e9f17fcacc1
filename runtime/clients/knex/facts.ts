import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/** knex: https://knexjs.org (3.3). The client is a function; a query runs when it is awaited. */
export const knex: LibraryFacts = {
  library: 'knex',
  modules: ['knex'],
  clients: [
    {
      name: 'Knex',
      acquiredBy: [{ by: 'call', export: 'default' }, { by: 'call', export: 'knex' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      closes: [{ name: 'destroy', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      configures: [...emitterConfigures, 'ref'],
      chains: emitterChains,
      requests: [{ name: 'raw', gives: 'promise' }, { name: 'transaction', gives: 'promise' }, { name: 'batchInsert', gives: 'promise' }],
      callGives: 'promise',
      listens: emitterListens,
    },
  ],
};
