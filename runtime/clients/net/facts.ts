import type { ClientFacts, LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';
import { nodeServer, serverChains } from '../node-server.ts';

const socket: Omit<ClientFacts, 'name' | 'acquiredBy' | 'armedBy'> = {
  lifetime: 'scope',
  closes: [
    { name: 'end', manner: 'polite', settles: 'callback', mayThrow: false },
    { name: 'destroySoon', manner: 'polite', settles: 'callback', mayThrow: false },
    { name: 'destroy', manner: 'force', settles: 'nothing', mayThrow: false },
    { name: 'resetAndDestroy', manner: 'force', settles: 'nothing', mayThrow: false, isSafe: true },
  ],
  secondClose: 'ignored',
  // It destroys, so it settles whatever the peer does, but throws at the end of the scope what an 'error' handler has seen already
  // (ECONNREFUSED), and ERR_STREAM_PREMATURE_CLOSE after a destroy() of one's own.
  nativeDispose: { symbol: 'asyncDispose', since: '20.4.0', bounded: false },
  configures: [
    ...emitterConfigures, 'setTimeout', 'setNoDelay', 'setKeepAlive', 'setEncoding', 'setDefaultEncoding', 'cork', 'uncork', 'pause', 'resume',
    'ref', 'unref', 'address',
  ],
  configuresWhenClosed: true,
  chains: [
    ...emitterChains, 'setTimeout', 'setNoDelay', 'setKeepAlive', 'setEncoding', 'setDefaultEncoding', 'pause', 'resume', 'ref', 'unref', 'connect',
    'end', 'destroy', 'resetAndDestroy',
  ],
  requests: [{ name: 'write', gives: 'nothing' }],
  endEvents: [['close']],
  openingEvents: [['connect'], ['ready']],
  openingCallback: 'connect',
  listens: emitterListens,
};

/** Node's net: https://nodejs.org/api/net.html (run on 24.21). */
export const net: LibraryFacts = {
  library: 'net',
  modules: ['net', 'node:net'],
  clients: [
    {
      name: 'net.Socket',
      acquiredBy: [{ by: 'call', export: 'connect' }, { by: 'call', export: 'createConnection' }],
      armedBy: 'acquisition',
      ...socket,
    },
    {
      // One that is made by hand holds nothing until it connects.
      name: 'Socket',
      acquiredBy: [{ by: 'new', export: 'Socket' }],
      armedBy: ['connect'],
      ...socket,
    },
    {
      ...nodeServer,
      name: 'net.Server',
      acquiredBy: [{ by: 'call', export: 'createServer' }, { by: 'new', export: 'Server' }],
      nativeDispose: { symbol: 'asyncDispose', since: '20.5.0', bounded: false },
      chains: [...serverChains, 'getConnections'],
    },
  ],
};
