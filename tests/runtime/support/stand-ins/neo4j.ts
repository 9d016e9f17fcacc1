import type { StandIn } from './stand-in.ts';

/** Neo4j's Bolt 5.0: everybody may say hello; no query is answered. */
export function neo4jStandIn(): StandIn {
  let saidHello = false;
  return {
    endless: Buffer.from([0xff, 0xff]),
    answer(piece) {
      if (piece.length === 20 && piece.readUInt32BE(0) === 0x6060b017) return Buffer.from([0, 0, 0, 5]);
      if (saidHello) return undefined;
      saidHello = true;
      const success = Buffer.concat([Buffer.from([0xb1, 0x70, 0xa2]), text('server'), text('Neo4j/5.0.0'), text('connection_id'), text('bolt-1')]);
      return Buffer.concat([Buffer.from([0, success.length]), success, Buffer.from([0, 0])]);
    },
  };
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([0x80 + value.length]), Buffer.from(value)]);
}
