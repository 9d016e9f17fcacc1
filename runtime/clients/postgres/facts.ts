import type { LibraryFacts } from '../client-facts.ts';

/** postgres.js: https://github.com/porsager/postgres (3.4). The client is a function, and a query one of its calls. */
export const postgres: LibraryFacts = {
  library: 'postgres',
  modules: ['postgres'],
  clients: [
    {
      name: 'Sql',
      acquiredBy: [{ by: 'call', export: 'default' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      // end() waits for the queries without a deadline of its own; a later end({ timeout }) gets the first one's promise.
      closes: [
        { name: 'end', manner: 'polite', settles: 'promise', mayThrow: true },
        { name: 'close', manner: 'polite', settles: 'promise', mayThrow: true },
      ],
      secondClose: 'ignored',
      configures: ['array', 'json', 'typed'],
      requests: [
        { name: 'unsafe', gives: 'promise' },
        { name: 'file', gives: 'promise' },
        { name: 'begin', gives: 'promise' },
        { name: 'listen', gives: 'promise' },
        { name: 'notify', gives: 'promise' },
        { name: 'subscribe', gives: 'promise' },
        { name: 'largeObject', gives: 'promise' },
      ],
      callGives: 'promise',
    },
    {
      name: 'ReservedSql',
      acquiredBy: [{ by: 'method', of: 'Sql', method: 'reserve', awaited: true }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'release', manner: 'release', settles: 'nothing', mayThrow: false }],
      secondClose: 'ignored',
      configures: ['array', 'json', 'typed'],
      requests: [{ name: 'unsafe', gives: 'promise' }, { name: 'file', gives: 'promise' }, { name: 'notify', gives: 'promise' }],
      callGives: 'promise',
    },
  ],
};
