/** Closing postgres.js: the first end() decides how long it waits; a later one with a timeout gets the first one's promise. */
import type { Room } from '../../escalation/work.ts';
import { hasMethods } from '../shape.ts';

interface Sql {
  end(options: { readonly timeout: number }): Promise<void>;
}

/** The rest of the time is for its own goodbye. */
const ownShare = 0.5;

const closed = new WeakSet<object>();

const sqlRoom: Room<Sql> = {
  library: 'postgres',
  name: 'Sql',
  level: 1,
  recognise: (value): value is Sql => typeof value === 'function' && hasMethods(value, 'end', 'begin', 'unsafe', 'reserve', 'listen'),
  begin: (sql) => ({
    inFlight: () => [],
    isClosed: () => closed.has(sql),
    // Its patience is a part of ours: when that is over it ends by itself and settles every query, so no phase follows.
    async polite({ patienceMs }) {
      await sql.end({ timeout: (patienceMs * ownShare) / 1_000 });
      closed.add(sql);
    },
  }),
};

export const postgresRooms: readonly Room[] = [sqlRoom];
