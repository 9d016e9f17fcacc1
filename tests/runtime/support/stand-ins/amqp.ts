import type { StandIn } from './stand-in.ts';

/** AMQP 0-9-1: a connection is opened; no channel is. */
export function amqpStandIn(): StandIn {
  return {
    // The body of a message.
    endless: Buffer.from([3, 0, 0, 0, 1, 0xff, 0]),
    answer(piece) {
      if (piece.subarray(0, 4).toString('latin1') === 'AMQP') return method(10, 10, Buffer.concat([Buffer.from([0, 9]), long(0), longString('PLAIN'), longString('en_US')]));
      const spoken: Buffer[] = [];
      for (const [group, name] of methodsIn(piece)) {
        if (group === 10 && name === 11) spoken.push(method(10, 30, Buffer.concat([Buffer.from([0, 0]), long(131_072), Buffer.from([0, 0])])));
        if (group === 10 && name === 40) spoken.push(method(10, 41, Buffer.from([0])));
      }
      return spoken.length === 0 ? undefined : Buffer.concat(spoken);
    },
  };
}

function* methodsIn(piece: Buffer): Generator<readonly [group: number, name: number]> {
  for (let offset = 0; offset + 11 < piece.length; offset += 8 + piece.readUInt32BE(offset + 3)) {
    yield [piece.readUInt16BE(offset + 7), piece.readUInt16BE(offset + 9)];
  }
}

function method(group: number, name: number, parameters: Buffer): Buffer {
  const payload = Buffer.concat([Buffer.from([0, group, 0, name]), parameters]);
  return Buffer.concat([Buffer.from([1, 0, 0]), long(payload.length), payload, Buffer.from([0xce])]);
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function longString(text: string): Buffer {
  return Buffer.concat([long(text.length), Buffer.from(text)]);
}
