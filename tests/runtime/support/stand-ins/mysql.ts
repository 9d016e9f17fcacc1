import type { StandIn } from './stand-in.ts';

/** The handshake of MySQL and MariaDB, version 10: everybody may come in, no query is answered. */
export function mysqlStandIn(): StandIn {
  let isIn = false;
  return {
    greeting: greeting(),
    endless: Buffer.from([0xfe, 0xff, 0xff, 0x01]),
    answer() {
      if (isIn) return undefined;
      isIn = true;
      return packet(2, Buffer.from([0, 0, 0, 2, 0, 0, 0]));
    },
  };
}

/** The same, and every statement is answered that does not sleep. It keeps no rows. */
export function mysqlThatAnswers(): StandIn {
  const standIn = mysqlStandIn();
  return {
    ...standIn,
    answer(piece) {
      const asksQuery = piece.length > 5 && piece[3] === 0 && piece[4] === 3;
      if (!asksQuery) return standIn.answer(piece);
      return piece.includes('sleep') ? undefined : packet(1, Buffer.from([0, 0, 0, 2, 0, 0, 0]));
    },
  };
}

function greeting(): Buffer {
  const connectionId = [1, 0, 0, 0];
  // Protocol 4.1 and secure connection but no TLS, UTF-8, autocommit, authentication by plug-in with 21 bytes of salt.
  const abilities = [0xff, 0xf7, 0x21, 0x02, 0x00, 0x0f, 0x80, 0x15];
  return packet(
    0,
    Buffer.concat([
      Buffer.from([10]),
      Buffer.from('8.0.0\0'),
      Buffer.from(connectionId),
      Buffer.from('12345678\0'),
      Buffer.from(abilities),
      Buffer.alloc(10),
      Buffer.from('123456789012\0'),
      Buffer.from('mysql_native_password\0'),
    ]),
  );
}

function packet(sequence: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([payload.length & 0xff, payload.length >> 8, 0, sequence]), payload]);
}
