import type { ClientFacts, LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

const connection: Pick<ClientFacts, 'configures' | 'requests' | 'listens'> = {
  configures: [...emitterConfigures, 'setTypeParser', 'getTypeParser', 'escapeIdentifier', 'escapeLiteral', 'getTransactionStatus', 'ref', 'unref'],
  requests: [{ name: 'query', gives: 'promise' }],
  listens: emitterListens,
};

/** node-postgres: https://node-postgres.com (pg 8.23, pg-pool 3.14). */
export const pg: LibraryFacts = {
  library: 'pg',
  modules: ['pg', 'pg-pool'],
  clients: [
    {
      name: 'Client',
      acquiredBy: [{ by: 'new', export: 'Client' }, { by: 'new', export: 'native.Client' }],
      armedBy: ['connect'],
      lifetime: 'scope',
      // With a query under way it tears the socket down, so it does not wait and does not reject.
      closes: [{ name: 'end', manner: 'polite', settles: 'promise', mayThrow: false }],
      secondClose: 'ignored',
      chains: [...emitterChains, 'connect'],
      endEvents: [['end']],
      ...connection,
    },
    {
      name: 'Pool',
      acquiredBy: [{ by: 'new', export: 'Pool' }, { by: 'new', export: 'native.Pool' }, { by: 'new', export: 'default' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      closes: [{ name: 'end', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'rejects',
      configures: emitterConfigures,
      chains: emitterChains,
      requests: [{ name: 'query', gives: 'promise' }],
      listens: emitterListens,
    },
    {
      // The pool's end() waits until it is given back.
      name: 'PoolClient',
      acquiredBy: [{ by: 'method', of: 'Pool', method: 'connect', awaited: true, callback: { session: 1, release: 2 } }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'release', manner: 'release', settles: 'nothing', mayThrow: false }],
      secondClose: 'throws',
      chains: emitterChains,
      ...connection,
    },
  ],
};
