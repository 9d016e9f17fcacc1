/** Closing a server of gRPC: its tryShutdown() waits for its visitors, and its forceShutdown() for those that never end their side. */
import type { Server } from 'node:net';
import type { Room } from '../../escalation/work.ts';
import { closingOverServers } from '../net/closing-over-servers.ts';
import { hasMethods } from '../shape.ts';

interface GrpcServer {
  readonly http2Servers: ReadonlyMap<Server, unknown>;
  tryShutdown(callback: (error?: Error) => void): void;
  forceShutdown(): void;
}

const serverRoom: Room<GrpcServer> = {
  library: '@grpc/grpc-js',
  name: 'Server',
  level: 2,
  politeMs: 'half-the-deadline',
  recognise: (value): value is GrpcServer => hasMethods(value, 'tryShutdown', 'forceShutdown', 'bindAsync') && Reflect.get(value, 'http2Servers') instanceof Map,
  begin: (server) =>
    closingOverServers(server, {
      servers: [...server.http2Servers.keys()],
      close: () => new Promise<void>((resolve, reject) => server.tryShutdown((error) => (error === undefined ? resolve() : reject(error)))),
      endNow: () => server.forceShutdown(),
    }),
};

export const grpcServerRooms: readonly Room[] = [serverRoom];
