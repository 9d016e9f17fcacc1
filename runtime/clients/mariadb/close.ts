/** Closing mariadb: end() waits for ever for a server that does not answer, and destroy() opens another connection, to ask it to kill the first. */
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import type { Connection } from '../connected.ts';
import { closingLent, lendingOf, noteLending } from '../lent.ts';
import { hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';
import { innerConnectionOf } from './inner-connection.ts';
import type { InnerConnection, Listened } from './inner-connection.ts';

interface OwnConnection extends Listened {
  end(): Promise<void>;
}

interface LentConnection extends Listened {
  release(): Promise<void>;
}

/** Its connections are known from the time on when it was given to `closing`. One that connects gives up by itself, within its `connectTimeout`. */
interface Pool {
  readonly closed: boolean;
  activeConnections(): number;
  taskQueueSize(): number;
  on(event: 'connection', listener: (connection: Listened) => void): unknown;
  end(): Promise<void>;
}

const poolConnections = new WeakMap<Pool, Set<InnerConnection>>();
const closed = new WeakSet<object>();

const connectionRoom: Room<OwnConnection> = {
  library: 'mariadb',
  name: 'Connection',
  recognise: (value): value is OwnConnection => isConnection(value) && !isLent(value),
  begin(connection) {
    const inner = innerConnectionOf(connection);
    return closingConnected(
      {
        isBusy: () => inner?.socket !== undefined && inner.receiveQueue.length > 0,
        async sayGoodbye() {
          await connection.end();
          closed.add(connection);
        },
        connections: () => (inner === undefined || closed.has(connection) ? [] : socketsOf([inner])),
      },
      () => closed.has(connection) || inner?.socket === undefined,
    );
  },
};

/** What a pool has lent. The library itself rolls back what is left of a transaction before it takes a connection back. */
const poolConnectionRoom: Room<LentConnection> = {
  library: 'mariadb',
  name: 'PoolConnection',
  recognise: isLent,
  noteLending: (connection, whenOver) => noteLending(connection, ['release', 'end', 'close'], whenOver),
  begin(connection) {
    const inner = innerConnectionOf(connection);
    const giveBack = (): Promise<void> => connection.release();
    return closingLent(
      {
        isBusy: () => inner?.socket !== undefined && inner.receiveQueue.length > 0,
        isFit: () => true,
        giveBack,
        // Which takes back none that is broken.
        discard: giveBack,
        connections: () => (inner === undefined ? [] : socketsOf([inner])),
      },
      lendingOf(connection),
    );
  },
};

const poolRoom: Room<Pool> = {
  library: 'mariadb',
  name: 'Pool',
  level: 1,
  recognise: (value): value is Pool => hasMethods(value, 'getConnection', 'query', 'batch', 'activeConnections', 'idleConnections', 'taskQueueSize', 'end'),
  watch(pool) {
    if (poolConnections.has(pool)) return;
    const connections = new Set<InnerConnection>();
    poolConnections.set(pool, connections);
    pool.on('connection', (connection) => {
      const inner = innerConnectionOf(connection);
      if (inner !== undefined) connections.add(inner);
      for (const each of connections) if (each.socket === undefined) connections.delete(each);
    });
  },
  begin(pool) {
    const known = poolConnections.get(pool);
    let ending: Promise<void> | undefined;
    const end = async (): Promise<void> => {
      await (ending ??= pool.closed ? Promise.resolve() : pool.end());
      closed.add(pool);
    };
    return closingConnected(
      {
        isBusy: () => !closed.has(pool) && pool.activeConnections() + pool.taskQueueSize() > 0,
        sayGoodbye: end,
        settleWaiting() {
          // It tells who waits for a connection, and makes none from here on.
          end().catch(() => undefined);
        },
        connections: () => socketsOf([...(known ?? [])]),
        isConnecting: () => known === undefined && pool.activeConnections() > 0,
        afterwards: end,
      },
      () => closed.has(pool),
    );
  },
};

function isConnection(value: object): value is OwnConnection {
  return hasMethods(value, 'query', 'execute', 'batch', 'beginTransaction', 'isValid', 'end', 'destroy', 'on', 'removeListener');
}

function isLent(value: object): value is LentConnection {
  return isConnection(value) && hasMethods(value, 'release');
}

function socketsOf(connections: readonly InnerConnection[]): Connection[] {
  return connections.flatMap((connection) => {
    guardAgainstUnheardErrors(connection);
    return connection.socket ?? [];
  });
}

export const mariadbRooms: readonly Room[] = [connectionRoom, poolConnectionRoom, poolRoom];
