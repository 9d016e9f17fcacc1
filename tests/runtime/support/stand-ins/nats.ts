import type { StandIn } from './stand-in.ts';

/** NATS: everybody may connect, and pings are answered; no message is delivered. */
export function natsStandIn(): StandIn {
  const information = { server_id: 'stand-in', server_name: 'stand-in', version: '2.9.10', max_payload: 1_048_576, proto: 1, headers: true };
  return {
    greeting: Buffer.from(`INFO ${JSON.stringify(information)}\r\n`),
    endless: Buffer.from('MSG subject 1 1000000\r\n'),
    answer: (piece) => (piece.toString('latin1').includes('PING\r\n') ? Buffer.from('PONG\r\n') : undefined),
  };
}
