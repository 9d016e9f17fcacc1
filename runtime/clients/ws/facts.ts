import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/** ws: https://github.com/websockets/ws (8.23). */
export const ws: LibraryFacts = {
  library: 'ws',
  modules: ['ws'],
  clients: [
    {
      name: 'WebSocket',
      acquiredBy: [{ by: 'new', export: 'default' }, { by: 'new', export: 'WebSocket' }],
      armedBy: 'acquisition',
      lifetime: 'scope',
      // Closed while it still connects, it emits an 'error' a moment later, which ends the process where nobody listens.
      closes: [
        { name: 'close', manner: 'polite', settles: 'callback', mayThrow: false },
        { name: 'terminate', manner: 'force', settles: 'nothing', mayThrow: false },
      ],
      secondClose: 'ignored',
      configures: [...emitterConfigures, 'addEventListener', 'removeEventListener', 'pause', 'resume'],
      chains: emitterChains,
      // They throw while it still connects.
      requests: [{ name: 'send', gives: 'nothing' }, { name: 'ping', gives: 'nothing' }, { name: 'pong', gives: 'nothing' }],
      endEvents: [['close']],
      openingEvents: [['open']],
      listens: [...emitterListens, 'addEventListener'],
    },
    {
      name: 'WebSocketServer',
      // The class of the clients brings them along.
      acquiredBy: ['WebSocketServer', 'Server', 'WebSocket.WebSocketServer', 'WebSocket.Server'].map((name) => ({ by: 'new', export: name }) as const),
      armedBy: 'acquisition',
      leavesOpen: ['server'],
      lazyWhen: { option: 'noServer', value: true, armedBy: ['handleUpgrade'] },
      lifetime: 'process',
      isServer: true,
      // It does not end the connections: they are to be terminated first.
      closes: [{ name: 'close', manner: 'polite', settles: 'callback', mayThrow: false, waitsForVisitors: true }],
      secondClose: 'ignored',
      configures: [...emitterConfigures, 'address', 'shouldHandle'],
      chains: emitterChains,
      requests: [],
      endEvents: [['close']],
      listens: emitterListens,
    },
  ],
};
