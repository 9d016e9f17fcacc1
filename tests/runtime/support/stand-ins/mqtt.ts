import type { StandIn } from './stand-in.ts';

/** MQTT 3.1.1: everybody may connect; nothing is acknowledged. */
export function mqttStandIn(): StandIn {
  return {
    // A message that is published to the client.
    endless: Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]),
    answer: (piece) => (piece[0] === 0x10 ? Buffer.from([0x20, 0x02, 0x00, 0x00]) : undefined),
  };
}
