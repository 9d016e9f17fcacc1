import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/**
 * amqplib, promise API: https://github.com/amqp-node/amqplib (2.3). A channel ends with its connection, so it is no session of its
 * own; the callback API hands the connection to a callback, out of reach here.
 */
export const amqplib: LibraryFacts = {
  library: 'amqplib',
  modules: ['amqplib'],
  clients: [
    {
      name: 'ChannelModel',
      typeNames: ['Connection'],
      acquiredBy: [{ by: 'call', export: 'connect', awaited: true }],
      armedBy: 'acquisition',
      lifetime: 'process',
      closes: [{ name: 'close', manner: 'polite', settles: 'promise', mayThrow: true }],
      secondClose: 'rejects',
      configures: emitterConfigures,
      chains: emitterChains,
      requests: [{ name: 'createChannel', gives: 'promise' }, { name: 'createConfirmChannel', gives: 'promise' }, { name: 'updateSecret', gives: 'promise' }],
      endEvents: [['close']],
      listens: emitterListens,
    },
  ],
};

/** amqplib's callback API makes connections that are out of reach; naming it keeps it apart from the promise API. */
export const amqplibCallbacks: LibraryFacts = { library: 'amqplib/callback_api', modules: ['amqplib/callback_api', 'amqplib/callback_api.js'], clients: [] };
