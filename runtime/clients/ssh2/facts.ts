import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/** ssh2: https://github.com/mscdex/ssh2 (1.17). */
export const ssh2: LibraryFacts = {
  library: 'ssh2',
  modules: ['ssh2'],
  clients: [
    {
      name: 'Client',
      acquiredBy: [{ by: 'new', export: 'Client' }],
      armedBy: ['connect'],
      lifetime: 'scope',
      closes: [
        { name: 'end', manner: 'polite', settles: 'callback', mayThrow: false },
        { name: 'destroy', manner: 'force', settles: 'nothing', mayThrow: false },
      ],
      secondClose: 'ignored',
      configures: [...emitterConfigures, 'setNoDelay'],
      chains: [...emitterChains, 'setNoDelay', 'connect', 'end', 'destroy', 'exec', 'shell', 'subsys', 'sftp', 'forwardIn', 'forwardOut', 'unforwardIn'],
      requests: ['exec', 'shell', 'subsys', 'sftp', 'forwardIn', 'forwardOut', 'unforwardIn'].map((name) => ({ name, gives: 'nothing' }) as const),
      endEvents: [['close']],
      openingEvents: [['ready']],
      listens: emitterListens,
    },
  ],
};
