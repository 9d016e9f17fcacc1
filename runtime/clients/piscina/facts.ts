import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/** Piscina: https://github.com/piscinajs/piscina (5.3). */
export const piscina: LibraryFacts = {
  library: 'piscina',
  modules: ['piscina'],
  clients: [
    {
      name: 'Piscina',
      acquiredBy: [{ by: 'new', export: 'default' }, { by: 'new', export: 'Piscina' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      closes: [
        { name: 'close', manner: 'polite', settles: 'promise', mayThrow: true },
        { name: 'destroy', manner: 'force', settles: 'promise', mayThrow: true },
      ],
      secondClose: 'ignored',
      // What has not ended when its closeTimeout (30 s) is over is destroyed.
      nativeDispose: { symbol: 'asyncDispose', since: '5.1.0', bounded: true },
      configures: emitterConfigures,
      chains: emitterChains,
      requests: [{ name: 'run', gives: 'promise' }],
      listens: emitterListens,
    },
  ],
};
