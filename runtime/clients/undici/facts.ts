import type { ClientFacts, LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';
import { eventSource, webSocket } from '../global-this/facts.ts';

/** What all of undici's dispatchers share. */
const dispatcher: Omit<ClientFacts, 'name' | 'acquiredBy'> = {
  armedBy: 'acquisition',
  lifetime: 'process',
  closes: [
    { name: 'close', manner: 'polite', settles: 'promise', mayThrow: true },
    { name: 'destroy', manner: 'force', settles: 'promise', mayThrow: true },
  ],
  secondClose: 'rejects',
  configures: [...emitterConfigures, 'compose'],
  chains: [...emitterChains, 'compose'],
  requests: [
    { name: 'request', gives: 'promise' },
    { name: 'stream', gives: 'promise' },
    { name: 'pipeline', gives: 'emitter' },
    { name: 'connect', gives: 'promise' },
    { name: 'upgrade', gives: 'promise' },
    { name: 'dispatch', gives: 'nothing' },
  ],
  listens: emitterListens,
};

/** undici's dispatchers: https://undici.nodejs.org (no `Symbol.asyncDispose` as of 8.12.4). */
export const undici: LibraryFacts = {
  library: 'undici',
  modules: ['undici'],
  clients: [
    { name: 'Client', acquiredBy: [{ by: 'new', export: 'Client' }], ...dispatcher, lifetime: 'scope' },
    ...['Pool', 'BalancedPool', 'RoundRobinPool', 'Agent', 'ProxyAgent', 'EnvHttpProxyAgent', 'Socks5ProxyAgent', 'RetryAgent', 'MockAgent', 'H2CClient'].map(
      (name): ClientFacts => ({ name, acquiredBy: [{ by: 'new', export: name }], ...dispatcher, ...(name === 'RetryAgent' ? { wrapsArgument: 0 } : {}) }),
    ),
    webSocket,
    eventSource,
  ],
};
