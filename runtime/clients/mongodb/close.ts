/** Closing MongoDB's driver: close() leaves connections open that shake hands with a server which does not answer. */
import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import { asFollowed, followSockets, followedSockets, isFollowed, refuseSockets } from '../followed-sockets.ts';
import { hasMethods } from '../shape.ts';

interface Connection {
  readonly socket: Duplex;
}

interface Pool {
  readonly checkedOut: ReadonlySet<Connection>;
  readonly connections: Iterable<Connection>;
  readonly waitQueueSize: number;
  /** How many connections are being made. */
  readonly pending: number;
  createConnection(callback: unknown): void;
}

interface Server {
  readonly pool: Pool;
  readonly monitor?: { readonly s?: { readonly state: string }; readonly connection?: Connection | null; readonly rttPinger?: { readonly connection?: Connection } | null } | null;
}

interface MongoClient extends EventEmitter {
  readonly topology?: { readonly s: { readonly servers: ReadonlyMap<string, Server> } };
  close(): Promise<void>;
}

const closed = new WeakSet<object>();

const clientRoom: Room<MongoClient> = {
  library: 'mongodb',
  name: 'MongoClient',
  level: 1,
  recognise: (value): value is MongoClient => hasMethods(value, 'connect', 'close', 'db', 'startSession', 'watch'),
  watch(client) {
    followSockets(client, ['mongodb'], ['connect']);
    client.on('connectionPoolCreated', () => followPools(client));
  },
  begin(client) {
    // It lets go of its servers when it is closed.
    const known = new Set<Server>();
    const servers = (): ReadonlySet<Server> => {
      for (const server of client.topology?.s.servers.values() ?? []) known.add(server);
      return known;
    };
    // What a monitor connects to is nowhere until it has shaken hands. Followed, it is known.
    const monitorConnects = !isFollowed(client) && [...servers()].some(({ monitor }) => monitor?.s?.state === 'monitoring' && (monitor.connection ?? null) === null);
    const pools = (): Pool[] => [...servers()].map(({ pool }) => pool);
    return closingConnected(
      {
        isBusy: () => !closed.has(client) && pools().some(({ checkedOut, waitQueueSize }) => checkedOut.size > 0 || waitQueueSize > 0),
        async sayGoodbye() {
          await client.close();
          closed.add(client);
        },
        settleWaiting(reason) {
          refuseSockets(client, reason);
          void client.close().then(
            () => closed.add(client),
            () => undefined,
          );
        },
        connections: () => [...[...servers()].flatMap(connectionsOf).map(({ socket }) => socket), ...followedSockets(client)],
        isConnecting: () => monitorConnects || pools().some(({ pending }) => pending > 0),
        async afterwards() {
          await client.close();
          closed.add(client);
        },
      },
      () => closed.has(client),
    );
  },
};

/** Pools connect when somebody asks for something, so that a connection which shakes hands is told by its pool. */
function followPools(client: MongoClient): void {
  for (const { pool } of client.topology?.s.servers.values() ?? []) {
    if (Object.hasOwn(pool, 'createConnection')) continue;
    const create = pool.createConnection.bind(pool);
    pool.createConnection = (callback) => {
      asFollowed(client, () => {
        create(callback);
      });
    };
  }
}

function connectionsOf({ pool, monitor }: Server): Connection[] {
  return [...pool.checkedOut, ...pool.connections, ...[monitor?.connection, monitor?.rttPinger?.connection].filter((connection) => connection !== undefined && connection !== null)];
}

export const mongodbRooms: readonly Room[] = [clientRoom];
