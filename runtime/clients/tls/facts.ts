import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';
import { nodeServer, serverChains, serverConfigures } from '../node-server.ts';

/** Node's tls: https://nodejs.org/api/tls.html (run on 24.21). */
export const tls: LibraryFacts = {
  library: 'tls',
  modules: ['tls', 'node:tls'],
  clients: [
    {
      name: 'tls.TLSSocket',
      acquiredBy: [{ by: 'call', export: 'connect' }, { by: 'new', export: 'TLSSocket' }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [
        { name: 'end', manner: 'polite', settles: 'callback', mayThrow: false },
        { name: 'destroySoon', manner: 'polite', settles: 'callback', mayThrow: false },
        { name: 'destroy', manner: 'force', settles: 'nothing', mayThrow: false },
        // Its resetAndDestroy() only throws ERR_INVALID_HANDLE_TYPE: the handle is that of TLS, and no TCP.
      ],
      secondClose: 'ignored',
      // As a net.Socket's: it throws again what an 'error' handler has seen.
      nativeDispose: { symbol: 'asyncDispose', since: '20.4.0', bounded: false },
      configures: [
        ...emitterConfigures, 'setTimeout', 'setNoDelay', 'setKeepAlive', 'setEncoding', 'setDefaultEncoding', 'cork', 'uncork', 'pause', 'resume',
        'ref', 'unref', 'address', 'disableRenegotiation', 'enableTrace', 'getCertificate', 'getCipher', 'getPeerCertificate', 'getProtocol',
        'getSession', 'isSessionReused',
      ],
      configuresWhenClosed: true,
      chains: [
        ...emitterChains, 'setTimeout', 'setNoDelay', 'setKeepAlive', 'setEncoding', 'setDefaultEncoding', 'pause', 'resume', 'ref', 'unref', 'end',
        'destroy',
      ],
      requests: [{ name: 'write', gives: 'nothing' }],
      endEvents: [['close']],
      openingEvents: [['connect'], ['secureConnect']],
      openingCallback: 'secureConnect',
      listens: emitterListens,
      wrapsArgument: 0,
    },
    {
      ...nodeServer,
      name: 'tls.Server',
      acquiredBy: [{ by: 'call', export: 'createServer' }, { by: 'new', export: 'Server' }],
      nativeDispose: { symbol: 'asyncDispose', since: '20.5.0', bounded: false },
      configures: [...serverConfigures, 'getTicketKeys'],
      chains: [...serverChains, 'getConnections'],
    },
  ],
};
