import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/** Cassandra's driver: https://github.com/apache/cassandra-nodejs-driver (4.10). */
export const cassandraDriver: LibraryFacts = {
  library: 'cassandra-driver',
  modules: ['cassandra-driver'],
  clients: [
    {
      name: 'Client',
      acquiredBy: [{ by: 'new', export: 'Client' }],
      // Each of these connects first.
      armedBy: ['connect', 'execute', 'executeGraph', 'batch', 'eachRow', 'stream'],
      lifetime: 'process',
      closes: [{ name: 'shutdown', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      configures: [...emitterConfigures, 'getReplicas', 'getState'],
      chains: emitterChains,
      requests: [
        { name: 'connect', gives: 'promise' },
        { name: 'execute', gives: 'promise' },
        { name: 'executeGraph', gives: 'promise' },
        { name: 'batch', gives: 'promise' },
        { name: 'eachRow', gives: 'nothing' },
        { name: 'stream', gives: 'emitter' },
      ],
      listens: emitterListens,
    },
  ],
};
