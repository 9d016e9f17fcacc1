import type { ClientFacts, LibraryFacts, Request } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/**
 * An interface ends with its input; one on `process.stdin` that nobody closes keeps the process alive. A `for await` that is left
 * early does not close it, whatever its documentation says (run on 20.20 and 24.21).
 */
const lineInterface = (question: Request['gives']): Omit<ClientFacts, 'acquiredBy' | 'name'> => ({
  armedBy: 'acquisition',
  endsByItself: true,
  lifetime: 'scope',
  closes: [{ name: 'close', manner: 'polite', settles: 'nothing', mayThrow: false }],
  secondClose: 'ignored',
  // 24.0.0 in the line of Node 24.
  nativeDispose: { symbol: 'dispose', since: '22.15.0', bounded: true },
  configures: [...emitterConfigures, 'setPrompt', 'getPrompt', 'prompt', 'getCursorPos', 'pause', 'resume'],
  // pause() and resume() give the interface only where they change something.
  chains: emitterChains,
  requests: [{ name: 'question', gives: question }],
  endEvents: [['close']],
  listens: emitterListens,
});

/** Node's readline: https://nodejs.org/api/readline.html (run on 24.21). */
export const readline: LibraryFacts = {
  library: 'readline',
  modules: ['readline', 'node:readline'],
  clients: [
    { name: 'readline.Interface', typeNames: ['ReadLine'], acquiredBy: [{ by: 'call', export: 'createInterface' }, { by: 'new', export: 'Interface' }], ...lineInterface('nothing') },
    { name: 'promises.Interface', acquiredBy: [{ by: 'call', export: 'promises.createInterface' }, { by: 'new', export: 'promises.Interface' }], ...lineInterface('promise') },
  ],
};

/** Node's readline/promises: https://nodejs.org/api/readline.html#promises-api. */
export const readlinePromises: LibraryFacts = {
  library: 'readline/promises',
  modules: ['readline/promises', 'node:readline/promises'],
  clients: [{ name: 'readline.Interface', acquiredBy: [{ by: 'call', export: 'createInterface' }, { by: 'new', export: 'Interface' }], ...lineInterface('promise') }],
};
