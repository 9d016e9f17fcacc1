/** Closing node-postgres: its pool waits for ever for queries that hang, and a client that still connects tells nobody that it ended. */
import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import type { DriverPool } from '../driver-pool.ts';
import { hasFlags, hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';

interface Client extends EventEmitter {
  readonly connection: { readonly stream: Duplex };
  readonly readyForQuery: boolean;
  readonly _connecting: boolean;
  readonly _connected: boolean;
  readonly _ending: boolean;
  readonly _ended: boolean;
  end(): Promise<void>;
}

interface Pool extends EventEmitter {
  readonly ending: boolean;
  readonly _clients: readonly Client[];
  readonly _idle: readonly unknown[];
  readonly _pendingQueue: { readonly callback: (error: Error) => void }[];
  end(): Promise<void>;
}

const clientRoom: Room<Client> = {
  library: 'pg',
  name: 'Client',
  recognise: (value): value is Client => hasMethods(value, 'connect', 'query', 'end') && hasFlags(value, '_connecting', '_ended', '_ending') && 'connection' in value,
  begin: (client) =>
    closingConnected(
      {
        isBusy: () => isBusy(client),
        sayGoodbye: () => client.end(),
        connections() {
          guardAgainstUnheardErrors(client);
          return [client.connection.stream];
        },
      },
      () => client._ended || (!hasBegun(client) && client._ending),
    ),
};

const poolRoom: Room<Pool> = {
  library: 'pg',
  name: 'Pool',
  level: 1,
  recognise: isPool,
  begin: (pool) =>
    closingConnected(
      {
        ...heldBy(pool),
        sayGoodbye: () => (pool.ending ? undefined : pool.end()),
        afterwards() {
          // It would wait for clients that somebody has checked out and keeps.
          if (!pool.ending) void pool.end().catch(() => undefined);
        },
      },
      () => pool.ending && pool._clients.length === 0,
    ),
};

/** What such a pool holds; undefined where the value is none. */
export function pgPoolIn(value: object): DriverPool | undefined {
  return isPool(value) ? heldBy(value) : undefined;
}

function heldBy(pool: Pool): DriverPool {
  // Those that it makes meanwhile count as well, and those that it lets go.
  const clients = new Set<Client>();
  const all = (): readonly Client[] => {
    for (const client of pool._clients) clients.add(client);
    return [...clients];
  };
  return {
    isBusy: () => pool._pendingQueue.length > 0 || pool._clients.length > pool._idle.length,
    settleWaiting(reason) {
      for (const { callback } of pool._pendingQueue.splice(0)) callback(reason);
    },
    connections() {
      guardAgainstUnheardErrors(pool);
      return all().map((client) => {
        guardAgainstUnheardErrors(client);
        return client.connection.stream;
      });
    },
    // One that connects is among its clients as well.
    isOutOfReach: () => false,
  };
}

function isPool(value: object): value is Pool {
  return hasMethods(value, 'connect', 'query', 'end') && hasFlags(value, 'ending') && '_clients' in value && '_pendingQueue' in value;
}

function hasBegun(client: Client): boolean {
  return client._connecting || client._connected;
}

function isBusy(client: Client): boolean {
  return !client._ended && hasBegun(client) && (!client._connected || !client.readyForQuery);
}

export const pgRooms: readonly Room[] = [clientRoom, poolRoom];
