import type { LibraryFacts } from '../client-facts.ts';

/** Neo4j's driver: https://github.com/neo4j/neo4j-javascript-driver (6.3). Reactive sessions close through an observable, out of reach here. */
export const neo4jDriver: LibraryFacts = {
  library: 'neo4j-driver',
  modules: ['neo4j-driver', 'neo4j-driver-lite'],
  clients: [
    {
      name: 'Driver',
      acquiredBy: [{ by: 'call', export: 'driver' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      closes: [{ name: 'close', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'asyncDispose', since: '5.15.0', bounded: false },
      configures: ['isEncrypted'],
      requests: [
        'executeQuery', 'verifyConnectivity', 'verifyAuthentication', 'getServerInfo', 'getNegotiatedProtocolVersion', 'supportsMultiDb', 'supportsSessionAuth',
        'supportsTransactionConfig', 'supportsUserImpersonation',
      ].map((name) => ({ name, gives: 'promise' }) as const),
    },
    {
      // It keeps a connection of the driver's pool. A transaction that is open is rolled back.
      name: 'Session',
      acquiredBy: [{ by: 'method', of: 'Driver', method: 'session' }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [{ name: 'close', manner: 'release', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'asyncDispose', since: '5.15.0', bounded: false },
      configures: ['lastBookmarks'],
      requests: ['run', 'executeRead', 'executeWrite', 'beginTransaction'].map((name) => ({ name, gives: 'promise' }) as const),
    },
  ],
};
