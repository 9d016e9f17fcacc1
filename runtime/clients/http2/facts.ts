import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';
import { nodeServer, serverChains, serverConfigures } from '../node-server.ts';

/** Node's http2: https://nodejs.org/api/http2.html. */
export const http2: LibraryFacts = {
  library: 'http2',
  modules: ['http2', 'node:http2'],
  clients: [
    {
      name: 'ClientHttp2Session',
      acquiredBy: [{ by: 'call', export: 'connect' }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      closes: [
        { name: 'close', manner: 'polite', settles: 'callback', mayThrow: false },
        { name: 'destroy', manner: 'force', settles: 'nothing', mayThrow: false },
      ],
      secondClose: 'ignored',
      configures: [...emitterConfigures, 'setTimeout', 'setLocalWindowSize', 'ref', 'unref'],
      chains: emitterChains,
      requests: [{ name: 'request', gives: 'emitter' }, { name: 'ping', gives: 'nothing' }, { name: 'settings', gives: 'nothing' }],
      endEvents: [['close']],
      openingEvents: [['connect']],
      openingCallback: 'connect',
      listens: emitterListens,
    },
    {
      ...nodeServer,
      name: 'Http2Server',
      acquiredBy: [{ by: 'call', export: 'createServer' }, { by: 'call', export: 'createSecureServer' }],
      nativeDispose: { symbol: 'asyncDispose', since: '20.4.0', bounded: false },
      configures: [...serverConfigures, 'setTimeout', 'updateSettings'],
      chains: [...serverChains, 'setTimeout'],
    },
  ],
};
