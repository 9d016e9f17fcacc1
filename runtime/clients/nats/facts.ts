import type { ClientFacts, LibraryFacts } from '../client-facts.ts';

const connection: Omit<ClientFacts, 'acquiredBy'> = {
  name: 'NatsConnection',
  armedBy: 'acquisition',
  lifetime: 'process',
  // drain() waits until the messages under way are handled; close() does not.
  closes: [
    { name: 'drain', manner: 'polite', settles: 'promise', mayThrow: true },
    { name: 'close', manner: 'force', settles: 'promise', mayThrow: true },
  ],
  secondClose: 'rejects',
  configures: ['getServer', 'isClosed', 'isDraining', 'stats', 'closed', 'status'],
  requests: [
    { name: 'request', gives: 'promise' },
    { name: 'requestMany', gives: 'promise' },
    { name: 'flush', gives: 'promise' },
    { name: 'rtt', gives: 'promise' },
    { name: 'publish', gives: 'nothing' },
    { name: 'subscribe', gives: 'emitter' },
  ],
};

/** NATS, the former client: https://github.com/nats-io/nats.js/tree/v2 (2.29). */
export const nats: LibraryFacts = {
  library: 'nats',
  modules: ['nats'],
  clients: [{ acquiredBy: [{ by: 'call', export: 'connect', awaited: true }], ...connection }],
};

/** NATS: https://github.com/nats-io/nats.js (3.4). */
export const natsIo: LibraryFacts = {
  library: '@nats-io/transport-node',
  modules: ['@nats-io/transport-node', '@nats-io/nats-core'],
  clients: [
    {
      acquiredBy: [{ by: 'call', export: 'connect', awaited: true }, { by: 'call', export: 'wsconnect', awaited: true }],
      ...connection,
      // It drains.
      nativeDispose: { symbol: 'asyncDispose', since: '3.4.0', bounded: false },
    },
  ],
};
