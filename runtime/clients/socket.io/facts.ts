import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/** Socket.IO's server: https://socket.io (4.8). */
export const socketIo: LibraryFacts = {
  library: 'socket.io',
  modules: ['socket.io'],
  clients: [
    {
      name: 'Server',
      acquiredBy: [{ by: 'new', export: 'Server' }, { by: 'call', export: 'default' }],
      armedBy: 'acquisition',
      lifetime: 'process',
      isServer: true,
      // It disconnects everybody and closes the HTTP server too; without one it rejects.
      closes: [{ name: 'close', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'ignored',
      configures: [...emitterConfigures, 'use', 'of', 'to', 'in', 'except', 'path', 'adapter', 'connectTimeout', 'serveClient'],
      chains: [...emitterChains, 'use', 'listen', 'attach', 'bind'],
      requests: [
        { name: 'emit', gives: 'nothing' },
        { name: 'send', gives: 'nothing' },
        { name: 'fetchSockets', gives: 'promise' },
        { name: 'serverSideEmit', gives: 'nothing' },
        { name: 'serverSideEmitWithAck', gives: 'promise' },
      ],
      listens: emitterListens,
      wrapsArgument: 0,
    },
  ],
};
