import type { LibraryFacts } from '../client-facts.ts';

const promises = ['authenticate', 'query', 'sync', 'drop', 'truncate', 'transaction', 'createSchema', 'dropSchema', 'dropAllSchemas', 'showAllSchemas', 'databaseVersion'];

/** Sequelize: https://sequelize.org (6.37). */
export const sequelize: LibraryFacts = {
  library: 'sequelize',
  modules: ['sequelize'],
  clients: [
    {
      name: 'Sequelize',
      acquiredBy: [{ by: 'new', export: 'Sequelize' }, { by: 'new', export: 'default' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      closes: [{ name: 'close', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      configures: ['define', 'isDefined', 'model', 'getDialect', 'getDatabaseName', 'getQueryInterface', 'escape', 'addHook', 'removeHook', 'hasHook', 'log'],
      requests: promises.map((name) => ({ name, gives: 'promise' }) as const),
    },
  ],
};
