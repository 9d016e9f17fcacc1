import type { ClientFacts, LibraryFacts, Request } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

const requests = (gives: Request['gives']): readonly Request[] =>
  ['query', 'execute', 'prepare', 'ping', 'reset', 'changeUser', 'beginTransaction', 'commit', 'rollback'].map((name) => ({ name, gives }));

const connectionConfigures = [...emitterConfigures, 'escape', 'escapeId', 'format', 'pause', 'resume', 'unprepare'];

const promiseConnection: Omit<ClientFacts, 'name' | 'acquiredBy'> = {
  armedBy: 'acquisition',
  lifetime: 'scope',
  // Its promise never rejects: a second end() resolves with the error as its value.
  closes: [
    { name: 'end', manner: 'polite', settles: 'promise', mayThrow: false },
    { name: 'destroy', manner: 'force', settles: 'nothing', mayThrow: false },
    { name: 'close', manner: 'force', settles: 'nothing', mayThrow: false },
  ],
  secondClose: 'ignored',
  nativeDispose: { symbol: 'asyncDispose', since: '3.18.0', bounded: false },
  configures: connectionConfigures,
  chains: emitterChains,
  requests: requests('promise'),
  endEvents: [['end']],
  listens: emitterListens,
};

const promisePool: Omit<ClientFacts, 'name' | 'acquiredBy'> = {
  armedBy: 'acquisition',
  lifetime: 'process',
  closes: [{ name: 'end', manner: 'polite', settles: 'promise', mayThrow: true }],
  // Where it has connections.
  secondClose: 'rejects',
  nativeDispose: { symbol: 'asyncDispose', since: '3.18.0', bounded: false },
  configures: [...emitterConfigures, 'escape', 'escapeId', 'format', 'releaseConnection'],
  chains: emitterChains,
  requests: [{ name: 'query', gives: 'promise' }, { name: 'execute', gives: 'promise' }],
  listens: emitterListens,
};

const promisePoolConnection: Omit<ClientFacts, 'name' | 'acquiredBy'> = {
  ...promiseConnection,
  closes: [
    { name: 'release', manner: 'release', settles: 'nothing', mayThrow: false },
    { name: 'destroy', manner: 'force', settles: 'nothing', mayThrow: false, isSafe: true },
  ],
  // Release only, which commits nothing and waits for nothing.
  nativeDispose: { symbol: 'asyncDispose', since: '3.18.0', bounded: true },
};

/** mysql2 with callbacks: https://sidorares.github.io/node-mysql2 (3.24). A pooled connection goes to a callback. */
export const mysql2: LibraryFacts = {
  library: 'mysql2',
  modules: ['mysql2'],
  clients: [
    {
      name: 'Connection',
      acquiredBy: [{ by: 'call', export: 'createConnection' }, { by: 'call', export: 'connect' }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [
        { name: 'end', manner: 'polite', settles: 'callback', mayThrow: false },
        { name: 'destroy', manner: 'force', settles: 'nothing', mayThrow: false },
        { name: 'close', manner: 'force', settles: 'nothing', mayThrow: false },
      ],
      // It emits an 'error', which throws where nobody listens.
      secondClose: 'throws',
      nativeDispose: { symbol: 'dispose', since: '3.18.0', bounded: false },
      configures: connectionConfigures,
      chains: emitterChains,
      requests: requests('emitter'),
      endEvents: [['end']],
      listens: emitterListens,
    },
    {
      name: 'Pool',
      acquiredBy: [{ by: 'call', export: 'createPool' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      closes: [{ name: 'end', manner: 'polite', settles: 'callback', mayThrow: false }],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'dispose', since: '3.18.0', bounded: false },
      configures: [...emitterConfigures, 'escape', 'escapeId', 'format', 'releaseConnection'],
      chains: emitterChains,
      requests: [{ name: 'query', gives: 'emitter' }, { name: 'execute', gives: 'emitter' }],
      listens: emitterListens,
    },
    {
      name: 'PoolConnection',
      acquiredBy: [
        { by: 'method', of: 'Pool', method: 'getConnection', callback: { session: 1, isOnlyWay: true } },
        { by: 'method', of: 'PoolCluster', method: 'getConnection', callback: { session: 1, isOnlyWay: true } },
      ],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [
        { name: 'release', manner: 'release', settles: 'nothing', mayThrow: false },
        { name: 'destroy', manner: 'force', settles: 'nothing', mayThrow: false, isSafe: true },
      ],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'dispose', since: '3.18.0', bounded: true },
      configures: connectionConfigures,
      chains: emitterChains,
      requests: requests('emitter'),
      endEvents: [['end']],
      listens: emitterListens,
    },
    {
      name: 'PoolCluster',
      acquiredBy: [{ by: 'call', export: 'createPoolCluster' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      closes: [{ name: 'end', manner: 'polite', settles: 'callback', mayThrow: false }],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'dispose', since: '3.18.0', bounded: false },
      configures: [...emitterConfigures, 'add', 'remove', 'of'],
      chains: emitterChains,
      requests: [],
      listens: emitterListens,
    },
    {
      // It is an emitter around a server of Node's, and hands the connections to its listeners.
      name: 'Server',
      acquiredBy: [{ by: 'call', export: 'createServer' }],
      armedBy: ['listen'],
      lifetime: 'process',
      isServer: true,
      closes: [{ name: 'close', manner: 'polite', settles: 'callback', mayThrow: false, waitsForVisitors: true }],
      secondClose: 'ignored',
      configures: emitterConfigures,
      chains: [...emitterChains, 'listen'],
      requests: [],
      listens: emitterListens,
    },
    { name: 'PromiseConnection', acquiredBy: [{ by: 'method', of: 'Connection', method: 'promise', wraps: true }], ...promiseConnection },
    { name: 'PromisePool', acquiredBy: [{ by: 'method', of: 'Pool', method: 'promise', wraps: true }], ...promisePool },
    { name: 'PromisePoolConnection', acquiredBy: [{ by: 'method', of: 'PromisePool', method: 'getConnection', awaited: true }], ...promisePoolConnection },
  ],
};

/** mysql2/promise: https://sidorares.github.io/node-mysql2/docs/documentation/promise-wrapper. */
export const mysql2Promise: LibraryFacts = {
  library: 'mysql2/promise',
  modules: ['mysql2/promise', 'mysql2/promise.js'],
  clients: [
    { name: 'Connection', acquiredBy: [{ by: 'call', export: 'createConnection', awaited: true }], ...promiseConnection },
    { name: 'Pool', acquiredBy: [{ by: 'call', export: 'createPool' }], ...promisePool },
    {
      name: 'PoolConnection',
      acquiredBy: [
        { by: 'method', of: 'Pool', method: 'getConnection', awaited: true },
        { by: 'method', of: 'PoolCluster', method: 'getConnection', awaited: true },
      ],
      ...promisePoolConnection,
    },
    {
      name: 'PoolCluster',
      acquiredBy: [{ by: 'call', export: 'createPoolCluster' }],
      ...promisePool,
      secondClose: 'ignored',
      configures: [...emitterConfigures, 'add', 'remove', 'of'],
    },
  ],
};
