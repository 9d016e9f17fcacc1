import type { ClientFacts, LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

const scans = ['hscanStream', 'sscanStream', 'zscanStream'].map((name) => ({ name, gives: 'emitter' }) as const);

const common: Omit<ClientFacts, 'name' | 'acquiredBy'> = {
  armedBy: 'acquisition',
  lazyWhen: { option: 'lazyConnect', value: true, armedBy: ['connect'] },
  lifetime: 'process',
  closes: [
    { name: 'quit', manner: 'polite', settles: 'promise', mayThrow: true },
    { name: 'disconnect', manner: 'force', settles: 'nothing', mayThrow: false },
  ],
  secondClose: 'rejects',
  configures: [...emitterConfigures, 'defineCommand', 'pipeline', 'multi', 'duplicate'],
  chains: emitterChains,
  requests: scans,
  otherMethodsGive: 'promise',
  endEvents: [['end']],
  // Each attempt that fails tells of it by `error`.
  openingEvents: [['ready', 'error'], ['connect', 'error']],
  listens: emitterListens,
};

/** ioredis: https://github.com/redis/ioredis (6.0). */
export const ioredis: LibraryFacts = {
  library: 'ioredis',
  modules: ['ioredis'],
  clients: [
    {
      name: 'Redis',
      acquiredBy: [
        { by: 'new', export: 'default' },
        { by: 'new', export: 'Redis' },
        { by: 'method', of: 'Redis', method: 'duplicate' },
        { by: 'method', of: 'Redis', method: 'monitor', awaited: true },
      ],
      ...common,
      requests: [...scans, { name: 'scanStream', gives: 'emitter' }],
    },
    {
      name: 'Cluster',
      acquiredBy: [{ by: 'new', export: 'Cluster' }, { by: 'new', export: 'Redis.Cluster' }, { by: 'method', of: 'Cluster', method: 'duplicate' }],
      ...common,
      secondClose: 'ignored',
    },
  ],
};
