import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/** Node's dgram: https://nodejs.org/api/dgram.html (run on 24.21). */
export const dgram: LibraryFacts = {
  library: 'dgram',
  modules: ['dgram', 'node:dgram'],
  clients: [
    {
      name: 'Socket',
      acquiredBy: [{ by: 'call', export: 'createSocket' }],
      // Until then no file descriptor is open, and the process exits by itself.
      armedBy: ['bind', 'connect', 'send', 'addMembership', 'addSourceSpecificMembership'],
      lifetime: 'scope',
      closes: [{ name: 'close', manner: 'force', settles: 'callback', mayThrow: false }],
      secondClose: 'throws',
      nativeDispose: { symbol: 'asyncDispose', since: '20.5.0', bounded: true },
      // setBroadcast, setTTL and the like throw until the socket is bound.
      configures: [...emitterConfigures, 'ref', 'unref', 'getSendQueueCount', 'getSendQueueSize'],
      chains: [...emitterChains, 'bind', 'ref', 'unref', 'close'],
      requests: [{ name: 'send', gives: 'nothing' }],
      endEvents: [['close']],
      // One that could not be bound stays open.
      openingEvents: [['listening', 'error']],
      listens: emitterListens,
    },
  ],
};
