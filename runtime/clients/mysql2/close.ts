/** Closing mysql2, with callbacks or with promises: end() waits for ever for a server that does not answer, destroy() tells nobody. */
import type { EventEmitter } from 'node:events';
import type { Server as NetServer } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ClosingWork, Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import type { DriverPool } from '../driver-pool.ts';
import { closingLent, lendingOf, noteLending } from '../lent.ts';
import { closingServer } from '../net/close.ts';
import { hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';
import { followTransactions, isInTransaction } from './transactions.ts';

/** The library's own queue. */
interface Queue<Item> {
  readonly length: number;
  get(index: number): Item | undefined;
  shift(): Item | undefined;
}

interface Connection extends EventEmitter {
  readonly stream: Duplex;
  readonly _command?: unknown;
  readonly _commands: { readonly length: number };
  readonly _closing?: boolean;
  end(callback: (error?: unknown) => void): void;
}

interface PoolConnection extends Connection {
  release(): void;
  destroy(): void;
}

interface Pool extends EventEmitter {
  readonly _closed: boolean;
  readonly _allConnections: Queue<Connection>;
  readonly _freeConnections: Queue<Connection>;
  readonly _connectionQueue: Queue<(error: Error) => void>;
  end(callback: (error?: unknown) => void): void;
}

const connectionRoom: Room = {
  library: 'mysql2',
  name: 'Connection',
  recognise: (value): value is object => connectionIn(value) !== undefined && lentIn(value) === undefined,
  begin(client) {
    const connection = connectionIn(client);
    if (connection === undefined) throw new TypeError('This is no connection of mysql2 any more.');
    return closingConnected(
      {
        isBusy: () => !connection.stream.destroyed && isBusy(connection),
        sayGoodbye: () => ended((done) => connection.end(done)),
        connections: () => streamsOf([connection]),
      },
      () => connection.stream.destroyed,
    );
  },
};

/** What a pool has lent. Its `end()` only gives it back, and complains. */
const poolConnectionRoom: Room = {
  library: 'mysql2',
  name: 'PoolConnection',
  recognise: (value): value is object => lentIn(value) !== undefined,
  // The promise version makes a new wrapper for each lending, around the same connection.
  noteLending: (client, whenOver) => noteLending(lentIn(client) ?? client, ['release'], whenOver),
  watch(client) {
    const connection = lentIn(client);
    if (connection !== undefined) followTransactions(connection);
  },
  begin(client) {
    const connection = lentIn(client);
    if (connection === undefined) throw new TypeError('This is no connection of a pool of mysql2 any more.');
    return closingLent(
      {
        isBusy: () => !connection.stream.destroyed && isBusy(connection),
        isFit: () => !isInTransaction(connection),
        giveBack: () => connection.release(),
        discard: () => connection.destroy(),
        connections: () => streamsOf([connection]),
      },
      lendingOf(connection),
    );
  },
};

const poolRoom: Room = {
  library: 'mysql2',
  name: 'Pool',
  level: 1,
  recognise: (value): value is object => poolIn(value) !== undefined,
  begin(client) {
    const pool = poolIn(client);
    if (pool === undefined) throw new TypeError('This is no pool of mysql2 any more.');
    return closingPool(pool);
  },
};

/** What `createServer()` gives is an emitter around a server of Node's. */
interface MysqlServer extends EventEmitter {
  readonly _server: NetServer;
}

const serverRoom: Room<MysqlServer> = {
  library: 'mysql2',
  name: 'Server',
  level: 1,
  politeMs: 'half-the-deadline',
  recognise: (value): value is MysqlServer => hasMethods(value, 'listen', 'close', '_handleConnection') && isNetServer(Reflect.get(value, '_server')),
  watch: hearConnections,
  begin(server) {
    hearConnections(server);
    return closingServer(server._server);
  },
};

/** A connection that is broken off says so to its own listeners, and to nobody else. */
function hearConnections(server: MysqlServer): void {
  if (!server.listeners('connection').includes(guardAgainstUnheardErrors)) server.on('connection', guardAgainstUnheardErrors);
}

const isNetServer = (value: unknown): boolean => typeof value === 'object' && value !== null && hasMethods(value, 'listen', 'close', 'getConnections');

function closingPool(pool: Pool): ClosingWork {
  return closingConnected(
    {
      ...heldBy(pool),
      sayGoodbye: () => (pool._closed ? undefined : ended((done) => pool.end(done))),
      afterwards() {
        if (!pool._closed) pool.end(() => undefined);
      },
    },
    () => pool._closed,
  );
}

/** What such a pool holds; undefined where the value is none. */
export function mysql2PoolIn(value: object): DriverPool | undefined {
  const pool = poolIn(value);
  return pool === undefined ? undefined : heldBy(pool);
}

function heldBy(pool: Pool): DriverPool {
  const seen = new Set<Connection>();
  const all = (): readonly Connection[] => {
    for (const connection of itemsOf(pool._allConnections)) seen.add(connection);
    return [...seen];
  };
  return {
    isBusy: () => pool._connectionQueue.length > 0 || pool._allConnections.length > pool._freeConnections.length,
    settleWaiting(reason) {
      for (let callback = pool._connectionQueue.shift(); callback !== undefined; callback = pool._connectionQueue.shift()) callback(reason);
    },
    connections: () => streamsOf(all()),
    // One that connects is among its connections as well.
    isOutOfReach: () => false,
  };
}

/** The promise version wraps a connection of the callback version. */
function connectionIn(value: object): Connection | undefined {
  if (isConnection(value)) return value;
  const inner: unknown = Reflect.get(value, 'connection');
  return hasMethods(value, 'query', 'end') && typeof inner === 'object' && inner !== null && isConnection(inner) ? inner : undefined;
}

function lentIn(value: object): PoolConnection | undefined {
  const connection = connectionIn(value);
  return connection !== undefined && isLent(connection) ? connection : undefined;
}

function isLent(connection: Connection): connection is PoolConnection {
  return '_pool' in connection && hasMethods(connection, 'release', 'destroy');
}

function poolIn(value: object): Pool | undefined {
  if (isPool(value)) return value;
  const inner: unknown = Reflect.get(value, 'pool');
  return hasMethods(value, 'query', 'end') && typeof inner === 'object' && inner !== null && isPool(inner) ? inner : undefined;
}

function isConnection(value: object): value is Connection {
  return hasMethods(value, 'query', 'execute', 'end', 'destroy') && 'stream' in value && '_commands' in value && 'sequenceId' in value;
}

function isPool(value: object): value is Pool {
  return hasMethods(value, 'getConnection', 'query', 'end') && '_allConnections' in value && '_freeConnections' in value && '_connectionQueue' in value;
}

function isBusy(connection: Connection): boolean {
  return (connection._command !== undefined && connection._command !== null) || connection._commands.length > 0;
}

function streamsOf(connections: readonly Connection[]): Duplex[] {
  return connections.map((connection) => {
    guardAgainstUnheardErrors(connection);
    return connection.stream;
  });
}

function* itemsOf<Item>(queue: Queue<Item>): Generator<Item> {
  for (let index = 0; index < queue.length; index += 1) {
    const item = queue.get(index);
    if (item !== undefined) yield item;
  }
}

function ended(end: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => end((error) => (error === undefined || error === null ? resolve() : reject(error))));
}

export const mysql2Rooms: readonly Room[] = [connectionRoom, poolConnectionRoom, poolRoom, serverRoom];
