import type { StandIn } from './stand-in.ts';

const sslRequest = 80_877_103;

/** PostgreSQL's protocol 3.0: everybody may come in, no query is answered. */
export function postgresStandIn(): StandIn {
  return {
    // A notice.
    endless: Buffer.from([0x4e, 0x0f, 0xff, 0xff, 0xff]),
    answer(piece) {
      if (piece.length === 8 && piece.readInt32BE(4) === sslRequest) return Buffer.from('N');
      const isStartup = piece.length >= 8 && piece[0] === 0 && piece.readInt32BE(4) === 196_608;
      return isStartup ? Buffer.concat([message('R', Buffer.alloc(4)), message('K', Buffer.from([0, 0, 0, 1, 0, 0, 0, 2])), message('Z', Buffer.from('I'))]) : undefined;
    },
  };
}

/** The same, and every statement is answered that does not sleep. It keeps no rows, but knows whether it is in a transaction. */
export function postgresThatAnswers(): StandIn {
  const standIn = postgresStandIn();
  let status = 'I';
  return {
    ...standIn,
    answer(piece) {
      if (piece[0] !== 'Q'.charCodeAt(0)) return standIn.answer(piece);
      const statement = piece.toString('utf8', 5, piece.length - 1);
      if (statement.includes('sleep')) return undefined;
      if (/^begin/iu.test(statement)) status = 'T';
      if (/^(?:commit|rollback)/iu.test(statement)) status = 'I';
      return Buffer.concat([message('C', Buffer.from('SET\0')), message('Z', Buffer.from(status))]);
    },
  };
}

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
