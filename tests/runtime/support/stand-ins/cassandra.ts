import type { StandIn } from './stand-in.ts';

const codes = { startup: 0x01, ready: 0x02, options: 0x05, supported: 0x06, query: 0x07, result: 0x08, register: 0x0b };
const headSize = 9;

/** Cassandra's native protocol 4: a node that is ready and tells of itself, has no neighbours and no tables, and answers no other query. */
export function cassandraStandIn(): StandIn {
  return {
    // A result of rows, of a table whose name is long.
    endless: Buffer.from([0x84, 0, 0, 0, codes.result, 0x0f, 0xff, 0xff, 0xff, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1]),
    answer(piece) {
      const answers = [...framesIn(piece)].map(answerTo).filter((answer) => answer !== undefined);
      return answers.length === 0 ? undefined : Buffer.concat(answers);
    },
  };
}

function* framesIn(piece: Buffer): Generator<Buffer> {
  for (let at = 0; at + headSize <= piece.length; ) {
    const end = at + headSize + piece.readInt32BE(at + 5);
    yield piece.subarray(at, end);
    at = end;
  }
}

function answerTo(request: Buffer): Buffer | undefined {
  switch (request[4]) {
    case codes.startup:
    case codes.register:
      return answer(request, codes.ready, Buffer.alloc(0));
    case codes.options:
      return answer(request, codes.supported, int16(0));
    case codes.query: {
      const query = request.toString('latin1', headSize + 4);
      if (query.startsWith('SELECT * FROM system.local')) return answer(request, codes.result, rows({ data_center: 'here', rack: 'one', release_version: '3.11.0' }));
      return query.startsWith('SELECT * FROM system') ? answer(request, codes.result, rows()) : undefined;
    }
    default:
      return undefined;
  }
}

function answer(request: Buffer, code: number, body: Buffer): Buffer {
  const stream = request.subarray(2, 4);
  return Buffer.concat([Buffer.from([(request[0] ?? 4) | 0x80, 0]), stream, Buffer.from([code]), int32(body.length), body]);
}

/** A result of one row of texts, or of none. */
function rows(row?: Readonly<Record<string, string>>): Buffer {
  const [kind, ofOneTable, varchar] = [2, 1, 0x0d];
  const cells = Object.entries(row ?? {});
  const columns = cells.flatMap(([name]) => [text(name), int16(varchar)]);
  const values = cells.flatMap(([, value]) => [int32(value.length), Buffer.from(value)]);
  return Buffer.concat([int32(kind), int32(ofOneTable), int32(cells.length), text('system'), text('any'), ...columns, int32(row === undefined ? 0 : 1), ...values]);
}

function text(value: string): Buffer {
  return Buffer.concat([int16(value.length), Buffer.from(value)]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
