/** Closing MQTT.js: end() waits for every acknowledgement, and end(true) after it says that all is well while nothing is. */
import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import { hasFlags, hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';

type Told = (error: Error) => void;

interface MqttClient extends EventEmitter {
  readonly connected: boolean;
  readonly disconnected?: boolean;
  readonly stream?: Duplex;
  /** Sent, but not acknowledged. */
  readonly outgoing: Record<string, { readonly cb?: Told }>;
  /** Not sent yet. */
  readonly queue: { readonly cb?: Told }[];
  end(force: boolean, callback: (error?: unknown) => void): void;
}

const clientRoom: Room<MqttClient> = {
  library: 'mqtt',
  name: 'MqttClient',
  recognise: (value): value is MqttClient => hasMethods(value, 'publish', 'subscribe', 'end', 'reconnect') && hasFlags(value, 'connected') && 'outgoing' in value,
  begin: (client) =>
    closingConnected(
      {
        isBusy: () => Object.keys(client.outgoing).length > 0 || client.queue.length > 0,
        sayGoodbye: () => ended(client, false),
        settleWaiting(reason) {
          for (const { cb } of client.queue.splice(0)) cb?.(reason);
          for (const [id, { cb }] of Object.entries(client.outgoing)) {
            Reflect.deleteProperty(client.outgoing, id);
            cb?.(reason);
          }
        },
        connections() {
          guardAgainstUnheardErrors(client);
          return client.stream === undefined ? [] : [client.stream];
        },
        // Else it would connect again.
        afterwards: () => ended(client, true),
      },
      () => client.disconnected === true,
    ),
};

function ended(client: MqttClient, force: boolean): Promise<void> {
  return new Promise((resolve, reject) => client.end(force, (error) => (error === undefined || error === null ? resolve() : reject(error))));
}

export const mqttRooms: readonly Room[] = [clientRoom];
