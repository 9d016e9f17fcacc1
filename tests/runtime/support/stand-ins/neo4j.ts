import type { StandIn } from './stand-in.ts';

const messages = { hello: 0x01, reset: 0x0f, begin: 0x11 };
const success = 0x70;

/** Neo4j's Bolt 5.0: everybody may say hello, start afresh and begin a transaction; no query is answered. */
export function neo4jStandIn(): StandIn {
  return {
    endless: Buffer.from([0xff, 0xff]),
    answer(piece) {
      if (piece.length === 20 && piece.readUInt32BE(0) === 0x6060b017) return Buffer.from([0, 0, 0, 5]);
      const answers = [...messagesIn(piece)].map(answerTo).filter((answer) => answer !== undefined);
      return answers.length === 0 ? undefined : Buffer.concat(answers);
    },
  };
}

/** What the messages of a piece are: a message is a chunk, and a chunk without content after it. */
function* messagesIn(piece: Buffer): Generator<number | undefined> {
  for (let at = 0; at + 4 <= piece.length; at += 2 + piece.readUInt16BE(at)) {
    if (piece.readUInt16BE(at) > 0) yield piece[at + 3];
  }
}

function answerTo(message: number | undefined): Buffer | undefined {
  switch (message) {
    case messages.hello:
      return told([0xa2], text('server'), text('Neo4j/5.0.0'), text('connection_id'), text('bolt-1'));
    case messages.reset:
    case messages.begin:
      return told([0xa0]);
    default:
      return undefined;
  }
}

function told(map: readonly number[], ...entries: readonly Buffer[]): Buffer {
  const message = Buffer.concat([Buffer.from([0xb1, success, ...map]), ...entries]);
  return Buffer.concat([Buffer.from([0, message.length]), message, Buffer.from([0, 0])]);
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([0x80 + value.length]), Buffer.from(value)]);
}
