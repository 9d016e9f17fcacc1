import type { ClientFacts, LibraryFacts } from '../client-facts.ts';

const dataSource: Omit<ClientFacts, 'name' | 'acquiredBy' | 'armedBy'> = {
  lifetime: 'process',
  closes: [
    { name: 'destroy', manner: 'polite', settles: 'promise', mayThrow: true },
    // Until 0.3.
    { name: 'close', manner: 'polite', settles: 'promise', mayThrow: true },
  ],
  secondClose: 'rejects',
  configures: ['setOptions', 'hasMetadata'],
  chains: ['initialize', 'connect', 'setOptions'],
  requests: ['query', 'transaction', 'synchronize', 'dropDatabase', 'runMigrations', 'undoLastMigration', 'showMigrations'].map(
    (name) => ({ name, gives: 'promise' }) as const,
  ),
};

/** TypeORM: https://typeorm.io (1.1). */
export const typeorm: LibraryFacts = {
  library: 'typeorm',
  modules: ['typeorm'],
  clients: [
    { name: 'DataSource', acquiredBy: [{ by: 'new', export: 'DataSource' }], armedBy: ['initialize', 'connect'], ...dataSource },
    // Until 0.3.
    { name: 'Connection', acquiredBy: [{ by: 'call', export: 'createConnection', awaited: true }], armedBy: 'acquisition', ...dataSource },
    {
      name: 'QueryRunner',
      acquiredBy: [
        { by: 'method', of: 'DataSource', method: 'createQueryRunner' },
        { by: 'method', of: 'Connection', method: 'createQueryRunner' },
      ],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'release', manner: 'release', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      // It commits a transaction that is still open, also where the scope is left by an error.
      nativeDispose: { symbol: 'asyncDispose', since: '1.0.0', bounded: false },
      configures: [],
      requests: ['connect', 'query', 'startTransaction', 'commitTransaction', 'rollbackTransaction', 'stream'].map(
        (name) => ({ name, gives: 'promise' }) as const,
      ),
    },
  ],
};
