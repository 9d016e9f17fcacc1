import type { LibraryFacts } from '../client-facts.ts';

/** Node's sqlite: https://nodejs.org/api/sqlite.html (run on 24.21). All that it does is over on return. */
export const sqlite: LibraryFacts = {
  library: 'sqlite',
  modules: ['node:sqlite'],
  clients: [
    {
      name: 'DatabaseSync',
      acquiredBy: [{ by: 'new', export: 'DatabaseSync' }],
      armedBy: 'acquisition',
      lazyWhen: { option: 'open', value: false, armedBy: ['open'] },
      lifetime: 'process',
      closes: [{ name: 'close', manner: 'force', settles: 'nothing', mayThrow: false }],
      secondClose: 'throws',
      // 24.0.0 in the line of Node 24. It does not throw where the database is closed already.
      nativeDispose: { symbol: 'dispose', since: '22.15.0', bounded: true },
      configures: ['location', 'function', 'aggregate', 'enableLoadExtension', 'enableDefensive', 'setAuthorizer', 'createTagStore'],
      requests: [],
    },
  ],
};
