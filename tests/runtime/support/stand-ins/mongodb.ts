import { BSON } from 'mongodb';
import type { StandIn } from './stand-in.ts';

const opReply = 1;
const opMessage = 2013;
const opQuery = 2004;

/** MongoDB's wire protocol: a server of its own that says hello, also to a ping, and answers nothing else. */
export function mongodbStandIn(): StandIn {
  return {
    endless: Buffer.concat([int32(40_000_000), int32(1), int32(0), int32(opMessage)]),
    answer(piece) {
      if (piece.length < 16 || !/hello|ismaster|ping/i.test(piece.toString('latin1'))) return undefined;
      const [requestId, operation] = [piece.readInt32LE(4), piece.readInt32LE(12)];
      if (operation === opQuery) return message(requestId, opReply, Buffer.concat([Buffer.alloc(16), int32(1), hello()]));
      return operation === opMessage ? message(requestId, opMessage, Buffer.concat([Buffer.alloc(5), hello()])) : undefined;
    },
  };
}

function hello(): Buffer {
  const said = { helloOk: true, ismaster: true, isWritablePrimary: true, maxBsonObjectSize: 16_777_216, maxMessageSizeBytes: 48_000_000, maxWriteBatchSize: 100_000, logicalSessionTimeoutMinutes: 30, connectionId: 1, minWireVersion: 0, maxWireVersion: 21, readOnly: false, ok: 1 };
  return Buffer.from(BSON.serialize(said));
}

function message(responseTo: number, operation: number, body: Buffer): Buffer {
  // OP_REPLY's sixteen bytes before the count are flags, cursor and start; those of OP_MSG flags and the kind of its section.
  return Buffer.concat([int32(16 + body.length), int32(1), int32(responseTo), int32(operation), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
