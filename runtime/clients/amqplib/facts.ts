import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/** amqplib, promise API: https://github.com/amqp-node/amqplib (2.3). A channel ends with its connection, so it is no session of its own. */
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

/** amqplib, callback API: the same connection, handed to a callback. */
export const amqplibCallbacks: LibraryFacts = {
  library: 'amqplib/callback_api',
  modules: ['amqplib/callback_api', 'amqplib/callback_api.js'],
  clients: [
    {
      name: 'CallbackModel',
      typeNames: ['Connection'],
      acquiredBy: [{ by: 'call', export: 'connect', callback: { session: 1, isOnlyWay: true } }],
      armedBy: 'acquisition',
      lifetime: 'process',
      closes: [{ name: 'close', manner: 'polite', settles: 'callback', mayThrow: true }],
      secondClose: 'throws',
      configures: emitterConfigures,
      chains: emitterChains,
      requests: [{ name: 'createChannel', gives: 'emitter' }, { name: 'createConfirmChannel', gives: 'emitter' }, { name: 'updateSecret', gives: 'nothing' }],
      endEvents: [['close']],
      listens: emitterListens,
    },
  ],
};
