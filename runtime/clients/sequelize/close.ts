/** Closing Sequelize: close() looks every tenth of a second, for ever, whether the last connection was given back. */
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import { poolsTogether } from '../driver-pool.ts';
import type { DriverPool } from '../driver-pool.ts';
import { socketUnder } from '../driver-connection.ts';
import { driverSocketsOf, followDriver } from '../followed-driver.ts';
import { refuseSockets } from '../followed-sockets.ts';
import { hasMethods } from '../shape.ts';

interface Resource {
  readonly resource: object;
}

interface Pool {
  readonly size: number;
  readonly _inUseObjects: readonly Resource[];
  readonly _availableObjects: readonly Resource[];
  readonly _pendingAcquires: { reject(reason: Error): void }[];
  destroy(resource: object): Promise<void>;
}

interface Sequelize {
  readonly connectionManager: {
    /** With replication it is two: one to read from, and one to write to. */
    readonly pool?: Pool | { readonly read: Pool; readonly write: Pool };
    /** Set while it asks the server for its version, over a connection that is in no pool. */
    readonly versionPromise?: unknown;
  };
  close(): Promise<void>;
}

const closed = new WeakSet<object>();

const sequelizeRoom: Room<Sequelize> = {
  library: 'sequelize',
  name: 'Sequelize',
  level: 1,
  recognise: (value): value is Sequelize => hasMethods(value, 'define', 'query', 'authenticate', 'transaction', 'close') && typeof Reflect.get(value, 'connectionManager') === 'object',
  watch: (sequelize) => followDriver(sequelize, sequelize.connectionManager, 'lib'),
  begin(sequelize) {
    const { connectionManager } = sequelize;
    const pools = poolsOf(sequelize);
    const held = poolsTogether(pools.map(heldBy));
    const asksForVersion = (): boolean => typeof connectionManager.versionPromise === 'object' && connectionManager.versionPromise !== null;
    return closingConnected(
      {
        isBusy: () => !closed.has(sequelize) && (held.isBusy() || asksForVersion()),
        async sayGoodbye() {
          await sequelize.close();
          closed.add(sequelize);
        },
        settleWaiting(reason) {
          refuseSockets(sequelize, reason);
          held.settleWaiting(reason);
        },
        connections: () => [...held.connections(), ...driverSocketsOf(sequelize)],
        isConnecting: () => held.isOutOfReach() || asksForVersion(),
        async afterwards() {
          // One that somebody keeps for a transaction would be waited for.
          for (const pool of pools) for (const { resource } of [...pool._inUseObjects]) await pool.destroy(resource);
          await sequelize.close();
          closed.add(sequelize);
        },
      },
      () => closed.has(sequelize),
    );
  },
};

function poolsOf({ connectionManager: { pool } }: Sequelize): Pool[] {
  if (pool === undefined) return [];
  const both = 'read' in pool ? [pool.read, pool.write] : [pool];
  return both.filter((each) => Array.isArray(each._inUseObjects) && Array.isArray(each._availableObjects));
}

function heldBy(pool: Pool): DriverPool {
  const isMaking = (): boolean => pool.size > pool._inUseObjects.length + pool._availableObjects.length;
  return {
    isBusy: () => pool._inUseObjects.length > 0 || pool._pendingAcquires.length > 0 || isMaking(),
    settleWaiting(reason) {
      for (const waiting of pool._pendingAcquires.splice(0)) waiting.reject(reason);
    },
    connections: () => [...pool._inUseObjects, ...pool._availableObjects].flatMap(({ resource }) => socketUnder(resource) ?? []),
    isOutOfReach: () => isMaking() || pool._inUseObjects.some(({ resource }) => socketUnder(resource) === undefined),
  };
}

export const sequelizeRooms: readonly Room[] = [sequelizeRoom];
