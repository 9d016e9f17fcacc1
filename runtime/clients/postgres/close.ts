/** Closing postgres.js: the first end() decides how long it waits; a later one with a timeout gets the first one's promise. */
import { until } from '../../escalation/until.ts';
import type { Room } from '../../escalation/work.ts';
import { expectSocket, followSockets, followedSockets, isFollowed, refuseSockets } from '../followed-sockets.ts';
import { noteOnlyLending, wasGivenBack } from '../lent.ts';
import { hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';

interface Sql {
  readonly options: { readonly path?: unknown };
  end(options: { readonly timeout: number }): Promise<void>;
}

interface ReservedSql {
  unsafe(statement: string): Promise<readonly { readonly isOpen?: unknown }[]>;
  release(): void;
}

/** The rest of the time is for its own goodbye. */
const ownShare = 0.5;

const closed = new WeakSet<object>();

const sqlRoom: Room<Sql> = {
  library: 'postgres',
  name: 'Sql',
  level: 1,
  recognise: (value): value is Sql => typeof value === 'function' && hasMethods(value, 'end', 'begin', 'unsafe', 'reserve', 'listen'),
  watch: followConnections,
  begin(sql) {
    const areGone = (): boolean => followedSockets(sql).every((socket) => socket.destroyed);
    return {
      inFlight: () => [],
      isClosed: () => closed.has(sql),
      // Its patience is a part of ours: when that is over it ends by itself and settles every query.
      async polite({ patienceMs, reason, signal }) {
        await sql.end({ timeout: (patienceMs * ownShare) / 1_000 });
        // Even then it connects once more where a server had broken off.
        refuseSockets(sql, reason);
        if (await until(areGone, signal)) closed.add(sql);
      },
      // Then it has only ended its own side.
      ...(isFollowed(sql)
        ? {
            async force({ reason, signal }) {
              refuseSockets(sql, reason);
              for (const socket of followedSockets(sql)) {
                guardAgainstUnheardErrors(socket);
                socket.destroy(reason);
              }
              if (await until(areGone, signal)) closed.add(sql);
            },
          }
        : {}),
    };
  },
};

/** It looks whether it has a path right before it connects. */
function followConnections(sql: Sql): void {
  if (isFollowed(sql)) return;
  followSockets(sql, ['postgres'], []);
  const { path } = sql.options;
  Object.defineProperty(sql.options, 'path', {
    get() {
      expectSocket(sql);
      return path;
    },
    enumerable: true,
    configurable: true,
  });
}

/** Is made anew for each lending. */
const reservedRoom: Room<ReservedSql> = {
  library: 'postgres',
  name: 'ReservedSql',
  recognise: (value): value is ReservedSql => typeof value === 'function' && hasMethods(value, 'release', 'unsafe', 'notify') && !hasMethods(value, 'end'),
  noteLending: (sql, whenOver) => noteOnlyLending(sql, ['release'], whenOver),
  begin: (sql) => ({
    inFlight: () => [],
    isClosed: () => closed.has(sql) || wasGivenBack(sql),
    // One that does not answer any more stays reserved: nothing leads from here to its socket, and the next would wait behind it.
    async polite({ signal }) {
      if (await isInTransaction(sql)) await sql.unsafe('rollback');
      if (signal.aborted) return;
      sql.release();
      closed.add(sql);
    },
  }),
};

/** The library does not say; the time at which a transaction began does. One that has failed answers nothing but that. */
async function isInTransaction(sql: ReservedSql): Promise<boolean> {
  try {
    const [row] = await sql.unsafe('select now() <> statement_timestamp() as "isOpen"');
    return row?.isOpen === true;
  } catch (error) {
    return Reflect.get(Object(error), 'code') === '25P02';
  }
}

export const postgresRooms: readonly Room[] = [sqlRoom, reservedRoom];
