/** What the servers of Node's own modules have in common. Pure data, as the facts that use it. */
import type { ClientFacts } from './client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from './event-emitter.ts';

/** Methods that only configure any of them, or read what is configured. */
export const serverConfigures = [...emitterConfigures, 'address', 'getConnections', 'ref', 'unref'] as const;

/** Methods of each that return the server itself. */
export const serverChains = [...emitterChains, 'listen', 'ref', 'unref', 'close'] as const;

/** It holds nothing until it listens, and its `close()` waits for its connections. */
export const nodeServer: Omit<ClientFacts, 'name' | 'acquiredBy' | 'nativeDispose'> = {
  armedBy: ['listen'],
  lifetime: 'process',
  isServer: true,
  closes: [{ name: 'close', manner: 'polite', settles: 'callback', mayThrow: false, waitsForVisitors: true }],
  secondClose: 'ignored',
  configures: serverConfigures,
  configuresWhenClosed: true,
  chains: serverChains,
  requests: [],
  endEvents: [['close']],
  openingEvents: [['listening']],
  openingCallback: 'listening',
  listens: emitterListens,
};
