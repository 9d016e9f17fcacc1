import type { StandIn } from './stand-in.ts';

/** What clients of Redis ask when they connect. */
const answers: readonly (readonly [command: RegExp, answer: string])[] = [
  [/^HELLO\b/i, '%1\r\n+proto\r\n:3\r\n'],
  [/^INFO\b/i, bulk('redis_version:7.0.0\r\nloading:0\r\nmaxmemory_policy:noeviction\r\n')],
  [/^(CLIENT|SELECT|AUTH|READONLY|SUBSCRIBE|SCRIPT)\b/i, '+OK\r\n'],
];

/** RESP as Redis speaks it: whatever belongs to connecting is answered, no other command is. */
export function redisStandIn(): StandIn {
  return {
    endless: Buffer.from('$100000000\r\n'),
    answer(piece) {
      const spoken = commandsIn(piece.toString('latin1')).flatMap((command) => answers.find(([pattern]) => pattern.test(command))?.[1] ?? []);
      return spoken.length === 0 ? undefined : Buffer.from(spoken.join(''));
    },
  };
}

/** The commands of a piece, as plain words. */
function commandsIn(text: string): string[] {
  return text
    .split(/\*\d+\r\n/)
    .filter((command) => command !== '')
    .map((command) => command.split('\r\n').filter((line) => line !== '' && !line.startsWith('$')).join(' '));
}

function bulk(text: string): string {
  return `$${String(text.length)}\r\n${text}\r\n`;
}
