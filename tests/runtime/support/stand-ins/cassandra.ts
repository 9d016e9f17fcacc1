import type { StandIn } from './stand-in.ts';

const startup = 1;
const ready = 2;

/** Cassandra's native protocol: a node that is ready, and answers no query. */
export function cassandraStandIn(): StandIn {
  return {
    // A result.
    endless: Buffer.from([0x84, 0, 0, 0, 8, 0x0f, 0xff, 0xff, 0xff]),
    answer(piece) {
      if (piece.length < 9 || piece[4] !== startup) return undefined;
      return Buffer.from([(piece[0] ?? 4) | 0x80, 0, piece[2] ?? 0, piece[3] ?? 0, ready, 0, 0, 0, 0]);
    },
  };
}
