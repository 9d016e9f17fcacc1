import type { ClientFacts, LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';
import { nodeServer, serverChains, serverConfigures } from '../node-server.ts';

const server: Omit<ClientFacts, 'name'> = {
  ...nodeServer,
  acquiredBy: [{ by: 'call', export: 'createServer' }, { by: 'new', export: 'Server' }],
  nativeDispose: { symbol: 'asyncDispose', since: '20.4.0', bounded: false },
  configures: [...serverConfigures, 'setTimeout', 'closeAllConnections', 'closeIdleConnections'],
  chains: [...serverChains, 'setTimeout'],
};

const agent: Omit<ClientFacts, 'name'> = {
  acquiredBy: [{ by: 'new', export: 'Agent' }],
  armedBy: 'acquisition',
  lifetime: 'process',
  closes: [{ name: 'destroy', manner: 'force', settles: 'nothing', mayThrow: false }],
  secondClose: 'ignored',
  configures: emitterConfigures,
  chains: emitterChains,
  requests: [],
  listens: emitterListens,
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
