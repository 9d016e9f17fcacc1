/** Closing knex: destroy() waits for ever for a connection that is used, or that is being made by a server that does not answer. */
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import { driverPoolIn, poolsTogether } from '../driver-pool.ts';
import { driverSocketsOf, followDriver } from '../followed-driver.ts';
import { refuseSockets } from '../followed-sockets.ts';
import { hasMethods } from '../shape.ts';

interface Knex {
  readonly client: {
    /** Undefined once it was destroyed. */
    readonly pool?: unknown;
    /** False where the pool was made by somebody else: then `destroy()` leaves it alone. */
    readonly _ownsPool?: boolean;
    readonly driver?: unknown;
  };
  destroy(): Promise<void>;
}

const closed = new WeakSet<object>();

const knexRoom: Room<Knex> = {
  library: 'knex',
  name: 'Knex',
  level: 1,
  recognise(value): value is Knex {
    const client: unknown = Reflect.get(value, 'client');
    return hasMethods(value, 'destroy', 'raw', 'transaction', 'batchInsert') && typeof client === 'object' && client !== null && hasMethods(client, 'acquireConnection', 'releaseConnection');
  },
  watch: (knex) => followDriver(knex, knex.client, 'driver'),
  begin(knex) {
    const own = knex.client._ownsPool === false ? undefined : driverPoolIn(knex.client.pool);
    const pool = poolsTogether(own === undefined ? [] : [own]);
    let ending: Promise<void> | undefined;
    const end = (): Promise<void> => (ending ??= knex.destroy());
    return closingConnected(
      {
        isBusy: () => pool.isBusy(),
        async sayGoodbye() {
          await end();
          closed.add(knex);
        },
        settleWaiting(reason) {
          refuseSockets(knex, reason);
          // From here on the pool makes no connections.
          end().catch(() => undefined);
          pool.settleWaiting(reason);
        },
        connections: () => [...pool.connections(), ...(own === undefined ? [] : driverSocketsOf(knex))],
        isConnecting: () => pool.isOutOfReach(),
        async afterwards() {
          // It would wait for a transaction that somebody has begun and keeps.
          if (!pool.isBusy()) await end();
          closed.add(knex);
        },
      },
      () => closed.has(knex) || knex.client.pool === undefined,
    );
  },
};

export const knexRooms: readonly Room[] = [knexRoom];
