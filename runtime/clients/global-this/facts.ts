import type { ClientFacts, LibraryFacts } from '../client-facts.ts';

/** The standard's WebSocket, which undici implements for Node and exports as well. */
export const webSocket: ClientFacts = {
  name: 'WebSocket',
  acquiredBy: [{ by: 'new', export: 'WebSocket' }],
  armedBy: 'acquisition',
  lifetime: 'scope',
  closes: [{ name: 'close', manner: 'polite', settles: 'callback', mayThrow: false }],
  secondClose: 'ignored',
  configures: ['addEventListener', 'removeEventListener'],
  requests: [{ name: 'send', gives: 'nothing' }],
  endEvents: [['close']],
  openingEvents: [['open']],
  listens: ['addEventListener'],
};

/** The standard's EventSource: undici's export, and Node's global under `--experimental-eventsource`. */
export const eventSource: ClientFacts = {
  name: 'EventSource',
  acquiredBy: [{ by: 'new', export: 'EventSource' }],
  armedBy: 'acquisition',
  lifetime: 'scope',
  closes: [{ name: 'close', manner: 'force', settles: 'nothing', mayThrow: false }],
  secondClose: 'ignored',
  configures: ['addEventListener', 'removeEventListener'],
  requests: [],
  listens: ['addEventListener'],
};

/** The standard's BroadcastChannel, which keeps the process alive in Node from its making on. */
export const broadcastChannel: ClientFacts = {
  name: 'BroadcastChannel',
  acquiredBy: [{ by: 'new', export: 'BroadcastChannel' }],
  armedBy: 'acquisition',
  lifetime: 'scope',
  closes: [{ name: 'close', manner: 'force', settles: 'nothing', mayThrow: false }],
  secondClose: 'ignored',
  configures: ['addEventListener', 'removeEventListener', 'ref', 'unref'],
  chains: ['ref', 'unref'],
  requests: [{ name: 'postMessage', gives: 'nothing' }],
  listens: ['addEventListener'],
};

/** What needs no import: https://nodejs.org/api/globals.html. */
export const globals: LibraryFacts = {
  library: 'globalThis',
  modules: ['globalThis'],
  clients: [webSocket, eventSource, broadcastChannel],
};
