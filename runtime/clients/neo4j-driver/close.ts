/** Closing Neo4j's driver: close() neither settles what waits for a server that does not answer, nor ends its connections. */
import type { Duplex } from 'node:stream';
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import { asFollowed, followSockets, followedSockets, refuseSockets } from '../followed-sockets.ts';
import { hasMethods } from '../shape.ts';

interface Pool {
  readonly _activeResourceCounts: Readonly<Record<string, number>>;
  /** How many connections are being made, by address. */
  readonly _pendingCreates: Readonly<Record<string, number>>;
}

/** Keeps the connections. The driver makes it when it is first needed. */
interface Provider {
  readonly _connectionPool?: Pool;
  readonly _openConnections?: Readonly<Record<string, { readonly _ch?: { readonly _conn?: Duplex } }>>;
  _createChannelConnection(address: unknown): Promise<unknown>;
}

interface Driver {
  readonly _connectionProvider?: Provider | null;
  _getOrCreateConnectionProvider(): Provider;
  close(): Promise<void>;
}

const closed = new WeakSet<object>();

const driverRoom: Room<Driver> = {
  library: 'neo4j-driver',
  name: 'Driver',
  level: 1,
  recognise: (value): value is Driver => hasMethods(value, 'session', 'executeQuery', 'verifyConnectivity', 'close', '_getOrCreateConnectionProvider'),
  watch: followConnections,
  begin(driver) {
    const provider = driver._connectionProvider;
    const pool = provider?._connectionPool;
    return closingConnected(
      {
        isBusy: () => !closed.has(driver) && (sum(pool?._activeResourceCounts) > 0 || sum(pool?._pendingCreates) > 0),
        async sayGoodbye() {
          await driver.close();
          closed.add(driver);
        },
        settleWaiting(reason) {
          refuseSockets(driver, reason);
          void driver.close().catch(() => undefined);
        },
        connections: () => [...Object.values(provider?._openConnections ?? {}).flatMap(({ _ch }) => (_ch?._conn === undefined ? [] : [_ch._conn])), ...followedSockets(driver)],
        isConnecting: () => sum(pool?._pendingCreates) > 0,
        async afterwards() {
          await driver.close();
          closed.add(driver);
        },
      },
      () => closed.has(driver),
    );
  },
};

/** A connection that shakes hands is nowhere yet; all of them are made in one place. */
function followConnections(driver: Driver): void {
  followSockets(driver, ['neo4j-driver-bolt-connection'], []);
  const makeProvider = driver._getOrCreateConnectionProvider.bind(driver);
  const followed = new WeakSet<Provider>();
  const making = (): Provider => {
    const provider = makeProvider();
    if (followed.has(provider)) return provider;
    followed.add(provider);
    const makeConnection = provider._createChannelConnection.bind(provider);
    provider._createChannelConnection = (address) => asFollowed(driver, () => makeConnection(address));
    return provider;
  };
  Object.defineProperty(driver, '_getOrCreateConnectionProvider', { value: making, writable: true, configurable: true, enumerable: false });
}

function sum(counts: Readonly<Record<string, number>> | undefined): number {
  return Object.values(counts ?? {}).reduce((total, count) => total + count, 0);
}

export const neo4jDriverRooms: readonly Room[] = [driverRoom];
