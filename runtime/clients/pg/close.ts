/** Closing node-postgres: its pool waits for ever for queries that hang, and a client that still connects tells nobody that it ended. */
import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import type { DriverPool } from '../driver-pool.ts';
import { closingLent, lendingOf, noteLending } from '../lent.ts';
import { hasFlags, hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';

interface Client extends EventEmitter {
  readonly connection: EventEmitter & { readonly stream: Duplex };
  readonly readyForQuery: boolean;
  readonly _connecting: boolean;
  readonly _connected: boolean;
  readonly _ending: boolean;
  readonly _ended: boolean;
  end(): Promise<void>;
}

interface PoolClient extends Client {
  getTransactionStatus?(): string | null;
  release(error?: Error): void;
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
  recognise: (value): value is Client => isClient(value) && !isLent(value),
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

/** What a pool has lent. It is of the same class as one of one's own. */
const poolClientRoom: Room<PoolClient> = {
  library: 'pg',
  name: 'PoolClient',
  recognise: isLent,
  noteLending: (client, whenOver) => noteLending(client, ['release'], whenOver),
  watch: followTransactions,
  begin: (client) =>
    closingLent(
      {
        isBusy: () => isBusy(client),
        isFit: () => !isInTransaction(client),
        giveBack: () => release(client),
        discard: (reason) => release(client, reason),
        connections() {
          guardAgainstUnheardErrors(client);
          return [client.connection.stream];
        },
      },
      lendingOf(client),
    ),
};

/** What it throws says that the client was given back already. */
function release(client: PoolClient, reason?: Error): void {
  try {
    client.release(reason);
  } catch {
    return;
  }
}

/** What the server last said of the transaction: older versions do not keep it. */
const statuses = new WeakMap<Client, string | undefined>();

function followTransactions(client: PoolClient): void {
  if (client.getTransactionStatus !== undefined) return;
  client.connection.on('readyForQuery', (message?: { readonly status?: string }) => statuses.set(client, message?.status));
}

function isInTransaction(client: PoolClient): boolean {
  const status = client.getTransactionStatus?.() ?? statuses.get(client) ?? idle;
  return status !== idle;
}

const idle = 'I';

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

function isClient(value: object): value is Client {
  return hasMethods(value, 'connect', 'query', 'end') && hasFlags(value, '_connecting', '_ended', '_ending') && 'connection' in value;
}

function isLent(value: object): value is PoolClient {
  return isClient(value) && hasMethods(value, 'release');
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

export const pgRooms: readonly Room[] = [clientRoom, poolClientRoom, poolRoom];
