/** Closing mssql: its pool refuses to be closed while it connects, and waits for ever for a request that is not answered. */
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import type { DriverPool } from '../driver-pool.ts';
import { followSockets, followedSockets, refuseSockets } from '../followed-sockets.ts';
import { hasMethods } from '../shape.ts';
import { tarnPoolIn } from '../tarn-pool.ts';

interface ConnectionPool {
  /** Undefined until it is connected, null once it was closed. */
  readonly pool?: object | null;
  readonly connecting: boolean;
  close(): Promise<unknown>;
}

const closed = new WeakSet<object>();

const poolRoom: Room<ConnectionPool> = {
  library: 'mssql',
  name: 'ConnectionPool',
  level: 1,
  recognise: isConnectionPool,
  watch: (pool) => followSockets(pool, ['tedious'], ['_poolCreate']),
  begin(pool) {
    const held = heldBy(pool);
    return closingConnected(
      {
        isBusy: () => held.isBusy(),
        async sayGoodbye() {
          await pool.close();
          closed.add(pool);
        },
        settleWaiting(reason) {
          refuseSockets(pool, reason);
          held.settleWaiting(reason);
        },
        connections: () => [...held.connections(), ...followedSockets(pool)],
        isConnecting: () => held.isOutOfReach(),
        async afterwards() {
          const ended = pool.close();
          // It would wait for a transaction that somebody has begun and keeps.
          if (held.isBusy()) ended.catch(() => undefined);
          else await ended;
          closed.add(pool);
        },
      },
      () => closed.has(pool) || (pool.pool === null && !pool.connecting),
    );
  },
};

/** What such a pool holds; undefined where the value is none. */
export function mssqlPoolIn(value: object): DriverPool | undefined {
  return isConnectionPool(value) ? heldBy(value) : undefined;
}

function heldBy(pool: ConnectionPool): DriverPool {
  const inner = (): DriverPool | undefined => (pool.pool === undefined || pool.pool === null ? undefined : tarnPoolIn(pool.pool));
  return {
    isBusy: () => pool.connecting || inner()?.isBusy() === true,
    settleWaiting: (reason) => inner()?.settleWaiting(reason),
    connections: () => inner()?.connections() ?? [],
    isOutOfReach: () => pool.connecting || inner()?.isOutOfReach() === true,
  };
}

function isConnectionPool(value: object): value is ConnectionPool {
  return hasMethods(value, 'connect', 'close', 'request', 'transaction', 'query', 'batch', '_poolCreate', '_poolDestroy');
}

export const mssqlRooms: readonly Room[] = [poolRoom];
