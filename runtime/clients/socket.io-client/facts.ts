import type { LibraryFacts } from '../client-facts.ts';

const listens = ['on', 'once', 'addEventListener', 'onAny', 'prependAny', 'onAnyOutgoing', 'prependAnyOutgoing'];
const stops = ['off', 'removeListener', 'removeAllListeners', 'removeEventListener', 'offAny', 'offAnyOutgoing'];

/** Socket.IO's client: https://socket.io/docs/v4/client-api (4.8). */
export const socketIoClient: LibraryFacts = {
  library: 'socket.io-client',
  modules: ['socket.io-client'],
  clients: [
    {
      name: 'Socket',
      acquiredBy: [{ by: 'call', export: 'io' }, { by: 'call', export: 'connect' }, { by: 'call', export: 'default' }],
      armedBy: 'acquisition',
      lazyWhen: { option: 'autoConnect', value: false, armedBy: ['connect', 'open'] },
      lifetime: 'scope',
      closes: [
        { name: 'disconnect', manner: 'force', settles: 'nothing', mayThrow: false },
        { name: 'close', manner: 'force', settles: 'nothing', mayThrow: false },
      ],
      secondClose: 'ignored',
      configures: [...listens, ...stops, 'listeners', 'hasListeners', 'compress', 'timeout'],
      chains: [...listens.filter((name) => name !== 'addEventListener'), ...stops, 'connect', 'open', 'disconnect', 'close', 'send', 'emit', 'compress', 'timeout'],
      requests: [{ name: 'emit', gives: 'nothing' }, { name: 'send', gives: 'nothing' }, { name: 'emitWithAck', gives: 'promise' }],
      endEvents: [['disconnect']],
      listens,
    },
  ],
};
