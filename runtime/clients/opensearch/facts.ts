import type { LibraryFacts } from '../client-facts.ts';

/** OpenSearch's client: https://github.com/opensearch-project/opensearch-js (3.9). */
export const opensearch: LibraryFacts = {
  library: '@opensearch-project/opensearch',
  modules: ['@opensearch-project/opensearch'],
  clients: [
    {
      name: 'Client',
      acquiredBy: [{ by: 'new', export: 'Client' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      // It waits for every request under way, without a deadline of its own.
      closes: [{ name: 'close', manner: 'polite', settles: 'promise', mayThrow: false }],
      secondClose: 'hangs',
      configures: ['child', 'extend'],
      requests: [],
      otherMethodsGive: 'promise',
    },
  ],
};
