import type { LibraryFacts } from '../client-facts.ts';
import { emitterChains, emitterConfigures, emitterListens } from '../event-emitter.ts';

/** MQTT.js: https://github.com/mqttjs/MQTT.js (5.16). */
export const mqtt: LibraryFacts = {
  library: 'mqtt',
  modules: ['mqtt'],
  clients: [
    {
      name: 'MqttClient',
      acquiredBy: [{ by: 'call', export: 'connect' }, { by: 'call', export: 'connectAsync', awaited: true }],
      armedBy: 'acquisition',
      lazyWhen: { option: 'manualConnect', value: true, armedBy: ['connect'] },
      lifetime: 'process',
      // Both wait for unacknowledged messages; end(true) does not, and leaves their promises pending.
      closes: [
        { name: 'endAsync', manner: 'polite', settles: 'promise', mayThrow: true },
        { name: 'end', manner: 'polite', settles: 'callback', mayThrow: false },
      ],
      secondClose: 'ignored',
      configures: [...emitterConfigures, 'getLastMessageId', 'removeOutgoingMessage'],
      chains: [...emitterChains, 'connect', 'reconnect', 'publish', 'subscribe', 'unsubscribe', 'removeOutgoingMessage', 'end'],
      requests: [
        { name: 'publish', gives: 'nothing' },
        { name: 'publishAsync', gives: 'promise' },
        { name: 'subscribe', gives: 'nothing' },
        { name: 'subscribeAsync', gives: 'promise' },
        { name: 'unsubscribe', gives: 'nothing' },
        { name: 'unsubscribeAsync', gives: 'promise' },
      ],
      endEvents: [['end']],
      // Each attempt that fails tells of it by `error`.
      openingEvents: [['connect', 'error']],
      listens: emitterListens,
    },
  ],
};
