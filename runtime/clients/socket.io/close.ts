/** Closing Socket.IO's server: its close() ends its sockets and then waits for every other connection. */
import type { Server } from 'node:net';
import type { Room } from '../../escalation/work.ts';
import { closingOverServers } from '../net/closing-over-servers.ts';
import { hasMethods } from '../shape.ts';

interface SocketServer {
  readonly httpServer?: Server;
  close(): Promise<void>;
}

const serverRoom: Room<SocketServer> = {
  library: 'socket.io',
  name: 'Server',
  level: 2,
  politeMs: 'half-the-deadline',
  recognise: (value): value is SocketServer => hasMethods(value, 'close', 'of', 'attach', 'disconnectSockets', 'fetchSockets'),
  begin: (server) => closingOverServers(server, { servers: server.httpServer === undefined ? [] : [server.httpServer], close: () => server.close() }),
};

export const socketIoRooms: readonly Room[] = [serverRoom];
