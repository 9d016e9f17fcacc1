import type { StandIn } from './stand-in.ts';

/** The kinds of packets that a client sends. */
const kinds = { batch: 0x01, login: 0x10, preLogin: 0x12 };
/** Version and encryption, of which this has none, and the end of the list. */
const preLogin = Buffer.from([0x00, 0, 11, 0, 6, 0x01, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, 0x02]);
/** Done, without an error and without rows. */
const done = Buffer.from([0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

/** The protocol of SQL Server, TDS 7.4: everybody may come in, what sets the session up is answered, and no query after it. */
export function tdsStandIn(): StandIn {
  let isSetUp = false;
  return {
    // A packet after which more come.
    endless: Buffer.from([0x04, 0x00, 0x7f, 0xff, 0, 0, 1, 0]),
    answer(piece) {
      if (piece[0] === kinds.preLogin) return packet(preLogin);
      if (piece[0] === kinds.login) return packet(Buffer.concat([loginAcknowledged(), done]));
      if (piece[0] !== kinds.batch || isSetUp) return undefined;
      isSetUp = true;
      return packet(done);
    },
  };
}

function loginAcknowledged(): Buffer {
  const name = Buffer.from('stand-in', 'utf16le');
  const body = Buffer.concat([Buffer.from([1, 0x74, 0, 0, 4, name.length / 2]), name, Buffer.from([16, 0, 0, 0])]);
  return Buffer.concat([Buffer.from([0xad, body.length, 0]), body]);
}

function packet(body: Buffer): Buffer {
  const head = Buffer.from([0x04, 0x01, 0, 0, 0, 0, 1, 0]);
  head.writeUInt16BE(head.length + body.length, 2);
  return Buffer.concat([head, body]);
}
