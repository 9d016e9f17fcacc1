import type { LibraryFacts } from '../client-facts.ts';

/** better-sqlite3: https://github.com/WiseLibs/better-sqlite3 (13.2). All that it does, but `backup()`, is over on return. */
export const betterSqlite3: LibraryFacts = {
  library: 'better-sqlite3',
  modules: ['better-sqlite3'],
  clients: [
    {
      name: 'Database',
      acquiredBy: [{ by: 'new', export: 'default' }, { by: 'call', export: 'default' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      // It throws while a statement is being iterated.
      closes: [{ name: 'close', manner: 'force', settles: 'nothing', mayThrow: true }],
      secondClose: 'ignored',
      configures: ['defaultSafeIntegers', 'unsafeMode', 'function', 'aggregate', 'table', 'transaction'],
      chains: ['exec', 'close', 'defaultSafeIntegers', 'unsafeMode', 'function', 'aggregate', 'table', 'loadExtension'],
      requests: [{ name: 'backup', gives: 'promise' }],
    },
  ],
};
