import type { ClientFacts, CloseMethod, LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/** `close()` and `destroy()` came with 5.0; until then it was `quit()` and `disconnect()`, which are still there. */
const closes: readonly CloseMethod[] = [
  { name: 'close', manner: 'polite', settles: 'promise', mayThrow: true },
  { name: 'quit', manner: 'polite', settles: 'promise', mayThrow: true },
  { name: 'destroy', manner: 'force', settles: 'nothing', mayThrow: true, missesWhatConnects: true },
  { name: 'disconnect', manner: 'force', settles: 'promise', mayThrow: true },
];

const configures = [...emitterConfigures, 'withCommandOptions', 'withTypeMapping', 'multi'];

const common: Omit<ClientFacts, 'name' | 'acquiredBy'> = {
  armedBy: ['connect'],
  lifetime: 'process',
  closes,
  secondClose: 'rejects',
  configures: [...configures, 'duplicate'],
  chains: [...emitterChains, 'connect'],
  // What they give is read later, as a stream is.
  requests: ['scanIterator', 'hScanIterator', 'sScanIterator', 'zScanIterator'].map((name) => ({ name, gives: 'emitter' }) as const),
  otherMethodsGive: 'promise',
  endEvents: [['end']],
  listens: emitterListens,
};

/** node-redis: https://github.com/redis/node-redis (6.3). */
export const redis: LibraryFacts = {
  library: 'redis',
  modules: ['redis', '@redis/client'],
  clients: [
    {
      name: 'RedisClient',
      typeNames: ['RedisClientType'],
      acquiredBy: [{ by: 'call', export: 'createClient' }, { by: 'method', of: 'RedisClient', method: 'duplicate' }],
      ...common,
    },
    {
      name: 'RedisCluster',
      typeNames: ['RedisClusterType'],
      acquiredBy: [{ by: 'call', export: 'createCluster' }, { by: 'method', of: 'RedisCluster', method: 'duplicate' }],
      ...common,
      secondClose: 'ignored',
    },
    {
      name: 'RedisSentinel',
      typeNames: ['RedisSentinelType'],
      acquiredBy: [{ by: 'call', export: 'createSentinel' }, { by: 'method', of: 'RedisSentinel', method: 'duplicate' }],
      ...common,
      closes: [
        { name: 'close', manner: 'polite', settles: 'promise', mayThrow: true },
        { name: 'destroy', manner: 'force', settles: 'promise', mayThrow: true },
      ],
      secondClose: 'ignored',
    },
    {
      name: 'RedisClientPool',
      typeNames: ['RedisClientPoolType'],
      acquiredBy: [{ by: 'call', export: 'createClientPool' }],
      ...common,
      closes: [
        { name: 'close', manner: 'polite', settles: 'promise', mayThrow: true },
        { name: 'destroy', manner: 'force', settles: 'nothing', mayThrow: true },
      ],
      secondClose: 'ignored',
      configures,
    },
  ],
};
