import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/** MongoDB's driver: https://github.com/mongodb/node-mongodb-native (7.9). Up to 4 it took callbacks as well. */
export const mongodb: LibraryFacts = {
  library: 'mongodb',
  modules: ['mongodb'],
  clients: [
    {
      name: 'MongoClient',
      acquiredBy: [{ by: 'new', export: 'MongoClient' }, { by: 'call', export: 'MongoClient.connect', awaited: true, callback: { session: 1 } }],
      armedBy: 'acquisition',
      lifetime: 'process',
      // It cuts the work under way off, then tells the server so, which may take as long as finding one does.
      closes: [{ name: 'close', manner: 'force', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'asyncDispose', since: '6.9.0', bounded: false },
      configures: [...emitterConfigures, 'db', 'appendMetadata'],
      chains: [...emitterChains, 'connect'],
      requests: [{ name: 'bulkWrite', gives: 'promise' }, { name: 'withSession', gives: 'promise' }, { name: 'watch', gives: 'emitter' }],
      listens: emitterListens,
    },
    {
      name: 'ClientSession',
      acquiredBy: [{ by: 'method', of: 'MongoClient', method: 'startSession' }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      // An open transaction is aborted, never committed; aborting asks the server.
      closes: [{ name: 'endSession', manner: 'release', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'asyncDispose', since: '6.9.0', bounded: false },
      configures: [...emitterConfigures, 'inTransaction', 'equals', 'advanceClusterTime', 'advanceOperationTime'],
      chains: emitterChains,
      requests: [{ name: 'withTransaction', gives: 'promise' }, { name: 'commitTransaction', gives: 'promise' }, { name: 'abortTransaction', gives: 'promise' }],
      listens: emitterListens,
    },
  ],
};
