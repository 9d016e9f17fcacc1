import type { LibraryFacts } from '../client-facts.ts';

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
      configures: [
        'on', 'once', 'addListener', 'prependListener', 'prependOnceListener', 'off', 'removeListener', 'removeAllListeners', 'setMaxListeners',
        'setTimeout', 'setLocalWindowSize', 'ref', 'unref',
      ],
      chains: ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener', 'off', 'removeListener'],
      requests: [{ name: 'request', gives: 'emitter' }, { name: 'ping', gives: 'nothing' }, { name: 'settings', gives: 'nothing' }],
      endEvents: [['close']],
      openingEvents: [['connect']],
      openingCallback: 'connect',
      listens: ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'],
    },
    {
      name: 'Http2Server',
      acquiredBy: [{ by: 'call', export: 'createServer' }, { by: 'call', export: 'createSecureServer' }],
      armedBy: ['listen'],
      lifetime: 'process',
      isServer: true,
      closes: [{ name: 'close', manner: 'polite', settles: 'callback', mayThrow: false }],
      secondClose: 'ignored',
      nativeDispose: { symbol: 'asyncDispose', since: '20.4.0', bounded: false },
      configures: [
        'on', 'once', 'addListener', 'prependListener', 'prependOnceListener', 'off', 'removeListener', 'removeAllListeners', 'setMaxListeners',
        'setTimeout', 'updateSettings', 'ref', 'unref', 'address',
      ],
      configuresWhenClosed: true,
      chains: ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener', 'off', 'removeListener', 'listen', 'ref', 'unref', 'close'],
      requests: [],
      endEvents: [['close']],
      openingEvents: [['listening']],
      openingCallback: 'listening',
      listens: ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'],
    },
  ],
};
