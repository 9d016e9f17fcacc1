import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

const queries = ['query', 'execute', 'batch', 'importFile'].map((name) => ({ name, gives: 'promise' }) as const);
const transactions = ['prepare', 'beginTransaction', 'commit', 'rollback', 'changeUser', 'ping', 'reset'].map(
  (name) => ({ name, gives: 'promise' }) as const,
);

/** MariaDB's connector, promise API: https://github.com/mariadb-corporation/mariadb-connector-nodejs (3.5). */
export const mariadb: LibraryFacts = {
  library: 'mariadb',
  modules: ['mariadb'],
  clients: [
    {
      name: 'Connection',
      acquiredBy: [{ by: 'call', export: 'createConnection', awaited: true }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [
        { name: 'end', manner: 'polite', settles: 'promise', mayThrow: true },
        { name: 'destroy', manner: 'force', settles: 'nothing', mayThrow: false },
        { name: 'close', manner: 'force', settles: 'nothing', mayThrow: false },
      ],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'asyncDispose', since: '3.5.1', bounded: false },
      configures: [...emitterConfigures, 'escape', 'escapeId', 'format', 'pause', 'resume', 'isValid', 'serverVersion'],
      chains: emitterChains,
      requests: [...queries, ...transactions, { name: 'queryStream', gives: 'emitter' }],
      endEvents: [['end']],
      listens: emitterListens,
    },
    {
      name: 'Pool',
      acquiredBy: [{ by: 'call', export: 'createPool' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      closes: [{ name: 'end', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'rejects',
      nativeDispose: { symbol: 'asyncDispose', since: '3.5.1', bounded: false },
      configures: [...emitterConfigures, 'escape', 'escapeId', 'activeConnections', 'idleConnections', 'totalConnections', 'taskQueueSize'],
      chains: emitterChains,
      requests: queries,
      listens: emitterListens,
    },
    {
      name: 'PoolConnection',
      acquiredBy: [{ by: 'method', of: 'Pool', method: 'getConnection', awaited: true }, { by: 'method', of: 'PoolCluster', method: 'getConnection', awaited: true }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      // It gives the connection back once a ROLLBACK or reset went through, as the pool's options say.
      closes: [
        { name: 'release', manner: 'release', settles: 'promise', mayThrow: true },
        { name: 'end', manner: 'release', settles: 'promise', mayThrow: true },
        { name: 'destroy', manner: 'force', settles: 'nothing', mayThrow: false, isSafe: true },
      ],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'asyncDispose', since: '3.5.1', bounded: false },
      configures: [...emitterConfigures, 'escape', 'escapeId', 'format', 'pause', 'resume', 'isValid', 'serverVersion'],
      chains: emitterChains,
      requests: [...queries, ...transactions, { name: 'queryStream', gives: 'emitter' }],
      listens: emitterListens,
    },
    {
      name: 'PoolCluster',
      acquiredBy: [{ by: 'call', export: 'createPoolCluster' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      closes: [{ name: 'end', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'rejects',
      configures: [...emitterConfigures, 'add', 'remove', 'of'],
      chains: emitterChains,
      requests: [],
      listens: emitterListens,
    },
  ],
};
