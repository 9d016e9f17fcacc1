/** What every client that is an `EventEmitter` has in common. Pure data, as the facts that use it. */

/** Methods that register a listener. */
export const emitterListens = ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'] as const;

/** Methods that return the emitter itself. */
export const emitterChains = [...emitterListens, 'off', 'removeListener', 'removeAllListeners', 'setMaxListeners'] as const;

/** Methods that only configure the emitter, or read what is configured. */
export const emitterConfigures = [...emitterChains, 'getMaxListeners', 'listeners', 'rawListeners', 'listenerCount', 'eventNames'] as const;
