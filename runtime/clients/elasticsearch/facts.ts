import type { LibraryFacts } from '../client-facts.ts';

/** Elasticsearch's client: https://github.com/elastic/elasticsearch-js (9.5). */
export const elasticsearch: LibraryFacts = {
  library: '@elastic/elasticsearch',
  modules: ['@elastic/elasticsearch'],
  clients: [
    {
      name: 'Client',
      acquiredBy: [{ by: 'new', export: 'Client' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      // It waits for every request under way, without a deadline of its own.
      closes: [{ name: 'close', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      // A child shares the connections of the client that made it.
      configures: ['child'],
      requests: [],
      otherMethodsGive: 'promise',
    },
  ],
};
