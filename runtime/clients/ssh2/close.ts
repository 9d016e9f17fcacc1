/** Closing ssh2: its destroy() does nothing once its end() was called. */
import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import { hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';

interface Client extends EventEmitter {
  readonly _sock?: Duplex;
  /** Its channels: commands, shells, forwarded ports. */
  readonly _chanMgr?: { readonly _count: number };
  end(): unknown;
}

const clientRoom: Room<Client> = {
  library: 'ssh2',
  name: 'Client',
  recognise: (value): value is Client => hasMethods(value, 'exec', 'shell', 'sftp', 'end', 'destroy') && '_sock' in value,
  begin: (client) => {
    const sockets = (): Duplex[] => (client._sock === undefined ? [] : [client._sock]);
    const isGone = (): boolean => sockets().every((socket) => socket.destroyed);
    return closingConnected(
      {
        isBusy: () => !isGone() && (client._chanMgr?._count ?? 0) > 0,
        sayGoodbye() {
          guardAgainstUnheardErrors(client);
          client.end();
          return undefined;
        },
        settleWaiting: () => guardAgainstUnheardErrors(client),
        connections: sockets,
      },
      isGone,
    );
  },
};

export const ssh2Rooms: readonly Room[] = [clientRoom];
