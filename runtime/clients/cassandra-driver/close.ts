/** Closing Cassandra's driver: while it connects, its shutdown() does nothing. */
import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import { callsOf, followCalls } from '../followed-calls.ts';
import { followSockets, followedSockets, isFollowed, refuseSockets } from '../followed-sockets.ts';
import { hasMethods } from '../shape.ts';

interface Connection {
  readonly netClient?: Duplex;
  getInFlight(): number;
}

interface Client extends EventEmitter {
  readonly connected: boolean;
  readonly connecting: boolean;
  readonly isShuttingDown: boolean;
  readonly controlConnection?: { readonly connection?: Connection | null };
  readonly hosts?: { values(): readonly { readonly pool?: { readonly connections?: readonly Connection[] } }[] } | null;
  shutdown(): Promise<void>;
}

const closed = new WeakSet<object>();

const clientRoom: Room<Client> = {
  library: 'cassandra-driver',
  name: 'Client',
  level: 1,
  recognise: (value): value is Client => hasMethods(value, 'connect', 'execute', 'batch', 'eachRow', 'shutdown') && 'isShuttingDown' in value,
  watch(client) {
    followSockets(client, ['cassandra-driver'], ['connect', 'execute', 'executeGraph', 'batch', 'eachRow', 'stream']);
    // execute(), eachRow() and stream() wait for the same.
    followCalls(client, ['connect', '_execute', 'executeGraph', 'batch']);
  },
  begin: (client) =>
    closingConnected(
      {
        isBusy: () => !closed.has(client) && (callsOf(client).size > 0 || client.connecting || pooled(client).some((connection) => connection.getInFlight() > 0)),
        async sayGoodbye() {
          await client.shutdown();
          closed.add(client);
        },
        settleWaiting(reason) {
          refuseSockets(client, reason);
          for (const call of callsOf(client)) call.end(reason);
          // It waits for what it connects to.
          void client.shutdown().catch(() => undefined);
        },
        connections: () => [
          ...[...pooled(client), ...[client.controlConnection?.connection].filter((connection) => connection !== undefined && connection !== null)].flatMap(({ netClient }) => (netClient === undefined ? [] : [netClient])),
          ...followedSockets(client),
        ],
        // What a followed one connects to is known.
        isConnecting: () => client.connecting && !isFollowed(client),
        async afterwards() {
          await client.shutdown();
          closed.add(client);
        },
      },
      () => closed.has(client) || (!client.connected && !client.connecting),
    ),
};

function pooled({ hosts }: Client): Connection[] {
  return (hosts?.values() ?? []).flatMap(({ pool }) => pool?.connections ?? []);
}

export const cassandraDriverRooms: readonly Room[] = [clientRoom];
