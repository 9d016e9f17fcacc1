import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';
import { nodeServer, serverChains, serverConfigures } from '../node-server.ts';

const settings = ['use', 'get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all', 'param', 'set', 'enable', 'disable', 'engine'];

/** Express: https://expressjs.com (5.3). The application makes the server, which is the session. */
export const express: LibraryFacts = {
  library: 'express',
  modules: ['express'],
  clients: [
    {
      name: 'Application',
      typeNames: ['Express'],
      acquiredBy: [{ by: 'call', export: 'default' }],
      armedBy: [],
      lifetime: 'process',
      closes: [],
      secondClose: 'ignored',
      configures: [...emitterConfigures, ...settings, 'listen', 'route', 'enabled', 'disabled', 'path'],
      // get() with one argument reads a setting.
      chains: [...emitterChains, ...settings.filter((name) => name !== 'get')],
      requests: [],
      listens: emitterListens,
    },
    {
      ...nodeServer,
      name: 'Server',
      acquiredBy: [{ by: 'method', of: 'Application', method: 'listen' }],
      armedBy: 'acquisition',
      // Node's, of its 20.4.0, with any version of Express.
      nativeDispose: { symbol: 'asyncDispose', since: 'unknown', bounded: false },
      configures: [...serverConfigures, 'setTimeout', 'closeAllConnections', 'closeIdleConnections'],
      chains: [...serverChains, 'setTimeout'],
    },
  ],
};
