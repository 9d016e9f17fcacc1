import type { ClientFacts, LibraryFacts } from '../client-facts.ts';

const server: Omit<ClientFacts, 'name'> = {
  acquiredBy: [{ by: 'call', export: 'createServer' }, { by: 'new', export: 'Server' }],
  armedBy: ['listen'],
  lifetime: 'process',
  isServer: true,
  closes: [{ name: 'close', manner: 'polite', settles: 'callback', mayThrow: false }],
  secondClose: 'ignored',
  nativeDispose: { symbol: 'asyncDispose', since: '20.4.0', bounded: false },
  configures: [
    'on', 'once', 'addListener', 'prependListener', 'prependOnceListener', 'off', 'removeListener', 'removeAllListeners', 'setMaxListeners',
    'setTimeout', 'ref', 'unref', 'address', 'getConnections', 'closeAllConnections', 'closeIdleConnections',
  ],
  configuresWhenClosed: true,
  chains: ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener', 'off', 'removeListener', 'listen', 'ref', 'unref', 'close'],
  requests: [],
  endEvents: [['close']],
  openingEvents: [['listening']],
  openingCallback: 'listening',
  listens: ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'],
};

const agent: Omit<ClientFacts, 'name'> = {
  acquiredBy: [{ by: 'new', export: 'Agent' }],
  armedBy: 'acquisition',
  lifetime: 'process',
  closes: [{ name: 'destroy', manner: 'force', settles: 'nothing', mayThrow: false }],
  secondClose: 'ignored',
  configures: ['on', 'once', 'addListener', 'off', 'removeListener', 'removeAllListeners', 'setMaxListeners'],
  chains: ['on', 'once', 'addListener', 'off', 'removeListener'],
  requests: [],
  listens: ['on', 'once', 'addListener'],
};

/** Node's http: https://nodejs.org/api/http.html. */
export const http: LibraryFacts = {
  library: 'http',
  modules: ['http', 'node:http'],
  clients: [{ name: 'http.Server', ...server }, { name: 'http.Agent', ...agent }],
};

/** Node's https: https://nodejs.org/api/https.html. */
export const https: LibraryFacts = {
  library: 'https',
  modules: ['https', 'node:https'],
  clients: [{ name: 'https.Server', ...server }, { name: 'https.Agent', ...agent }],
};
