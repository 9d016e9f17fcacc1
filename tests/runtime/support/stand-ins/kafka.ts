import type { StandIn } from './stand-in.ts';

const apiVersions = 18;

/** Kafka's protocol: a broker that says which versions it speaks, and answers nothing else. */
export function kafkaStandIn(): StandIn {
  return {
    endless: Buffer.from([0, 0xff, 0xff, 0xff]),
    answer(piece) {
      if (piece.length < 12 || piece.readInt16BE(4) !== apiVersions) return undefined;
      const spoken = [[0, 7], [1, 11], [2, 5], [3, 6], [8, 5], [9, 4], [10, 2], [11, 5], [12, 3], [13, 3], [14, 3], [18, 2], [19, 3], [20, 3]] as const;
      const version = piece.readInt16BE(6);
      const body = Buffer.alloc(4 + 2 + 4 + spoken.length * 6 + (version > 0 ? 4 : 0));
      body.writeInt32BE(piece.readInt32BE(8), 0);
      body.writeInt32BE(spoken.length, 6);
      for (const [index, [key, newest]] of spoken.entries()) {
        body.writeInt16BE(key, 10 + index * 6);
        body.writeInt16BE(newest, 14 + index * 6);
      }
      const size = Buffer.alloc(4);
      size.writeInt32BE(body.length);
      return Buffer.concat([size, body]);
    },
  };
}
