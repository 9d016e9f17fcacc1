import type { StandIn } from './stand-in.ts';

/** FTP: everybody may log in; nothing is listed, sent or received. */
export function ftpStandIn(): StandIn {
  return {
    greeting: Buffer.from('220 Come in\r\n'),
    endless: Buffer.from('150-'),
    answer(piece) {
      const command = piece.toString('latin1').trim().split(' ')[0]?.toUpperCase() ?? '';
      if (command === 'USER') return Buffer.from('230 Logged in\r\n');
      return ['FEAT', 'TYPE', 'STRU', 'OPTS', 'PBSZ', 'PROT'].includes(command) ? Buffer.from('200 Fine\r\n') : undefined;
    },
  };
}
