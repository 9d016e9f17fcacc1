/** Closing Node's net and tls: servers and sockets. */
import type { Server, Socket } from 'node:net';
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room } from '../../escalation/work.ts';
import { hasFlags, hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';
import { listeningServer, socketsOf } from './listening-server.ts';

const serverRoom: Room<Server> = {
  library: 'net',
  name: 'net.Server',
  level: 1,
  politeMs: 'half-the-deadline',
  recognise: (value): value is Server => hasMethods(value, 'listen', 'close', 'address', 'getConnections') && hasFlags(value, 'listening'),
  begin: closingServer,
};

/** A server whose connections are nobody's business but their own. */
export function closingServer(server: Server): ClosingWork {
  return listeningServer(server, {
    transfers: () => [],
    endConnections(reason) {
      for (const socket of socketsOf(server)) {
        guardAgainstUnheardErrors(socket);
        socket.destroy(reason);
      }
    },
  });
}

const socketRoom: Room<Socket> = {
  library: 'net',
  name: 'net.Socket',
  itemKind: 'connection',
  recognise: (value): value is Socket => hasMethods(value, 'connect', 'setNoDelay', 'end', 'destroy') && hasFlags(value, 'connecting', 'destroyed'),
  begin: closingSocket,
};

/** A polite end sends what is written and waits for the peer to end as well; a half-open peer never does. */
function closingSocket(socket: Socket): ClosingWork {
  return {
    inFlight: () => [],
    isClosed: () => socket.destroyed,
    polite({ signal }) {
      // One that still connects may fail to, and who has asked for the close may have taken the listeners away.
      guardAgainstUnheardErrors(socket);
      if (socket.pending && !socket.connecting) {
        socket.destroy();
        return;
      }
      socket.end();
      return until(() => socket.destroyed, signal).then(() => undefined);
    },
    force({ reason }) {
      guardAgainstUnheardErrors(socket);
      socket.destroy(reason);
    },
  };
}

export const netRooms: readonly Room[] = [serverRoom, socketRoom];
