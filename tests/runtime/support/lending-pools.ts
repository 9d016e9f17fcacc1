/* eslint-disable @typescript-eslint/no-explicit-any -- libraries that need not be installed have no types here */
/** Pools that lend their connections, and what must hold of a connection that was lent and is closed. */
import { closing, isSessionClosed, openSessions, safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { watch } from './watched.ts';

/** What is known of one library's pool. Each is made for one connection, so that two borrowers cannot get past each other. */
export interface LendingPool<Lent extends object = any> {
  readonly library: string;
  make(exports: any, address: Address): { lend(): Promise<Lent>; readonly pool: object };
  query(lent: Lent, statement: string): Promise<unknown>;
  release(lent: Lent): unknown;
  /** A statement that takes long. */
  readonly sleep: string;
  /** A transaction is rolled back before the connection goes to the next; else the connection goes instead. */
  readonly rollsBack?: true;
  /** Nothing leads from what was lent to its socket, so that one which does not answer cannot be ended. */
  readonly cannotEnd?: true;
}

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly database?: string;
}

/** How the server sees it. */
export interface LendingServer {
  address(): Address;
  /** How many connections were made in all since the server was asked to count anew. */
  made(): number;
  forget(): void;
}

const postgresSleep = 'select pg_sleep(60)';
const mysqlSleep = 'select sleep(60)';

export const pg: LendingPool = {
  library: 'pg',
  make({ Pool }, address) {
    const pool = new Pool({ ...address, max: 1 });
    return { pool, lend: () => pool.connect() };
  },
  query: (lent, statement) => lent.query(statement),
  release: (lent) => lent.release(),
  sleep: postgresSleep,
};

export const mysql2: LendingPool = {
  library: 'mysql2',
  make({ createPool }, address) {
    const pool = createPool({ ...address, connectionLimit: 1 });
    return { pool, lend: () => new Promise((resolve, reject) => pool.getConnection((error: Error | null, lent: object) => (error ? reject(error) : resolve(lent)))) };
  },
  query: (lent, statement) => new Promise((resolve, reject) => lent.query(statement, (error: Error | null, rows: unknown) => (error ? reject(error) : resolve(rows)))),
  release: (lent) => lent.release(),
  sleep: mysqlSleep,
};

export const mysql2Promise: LendingPool = {
  library: 'mysql2/promise',
  make({ createPool }, address) {
    const pool = createPool({ ...address, connectionLimit: 1 });
    return { pool, lend: () => pool.getConnection() };
  },
  query: (lent, statement) => lent.query(statement),
  release: (lent) => lent.release(),
  sleep: mysqlSleep,
};

export const mariadb: LendingPool = { ...mysql2Promise, library: 'mariadb', rollsBack: true };

/** Its reserved connections are objects of their own, made for each lending. */
export const postgres: LendingPool = {
  library: 'postgres',
  make(exports, address) {
    const sql = (exports.default ?? exports)({ ...address, max: 1, onnotice: () => undefined });
    return { pool: sql, lend: () => sql.reserve() };
  },
  query: (lent, statement) => lent.unsafe(statement),
  release: (lent) => lent.release(),
  sleep: postgresSleep,
  rollsBack: true,
  cannotEnd: true,
};

/** The tests of what a pool has lent, against one server. */
export function describeWhatAPoolLends({ library, make, query, release, sleep, rollsBack, cannotEnd }: LendingPool, exports: unknown, server: LendingServer): void {
  describe(`${library}: a connection that its pool has lent`, () => {
    let borrowing: ReturnType<LendingPool['make']>;
    const count = (): number => server.made();

    beforeAll(() => {
      borrowing = make(exports, server.address());
    });
    beforeEach(() => server.forget());
    afterAll(() => safelyCloseClient(borrowing.pool));

    it('is given back, and serves the next', async () => {
      for (let round = 0; round < 3; round += 1) {
        await using lent = closing(await borrowing.lend());
        await query(lent, 'select 1');
      }
      expect(await safelyCloseClient(await borrowing.lend())).toMatchObject({ outcome: 'closed', phase: 'polite' });
      await using last = closing(await borrowing.lend());
      await query(last, 'select 1');
      expect(count()).toBeLessThanOrEqual(1);
    });

    it('is not taken from the next, where it was given back by hand in the scope that closes it', async () => {
      const first = await borrowing.lend();
      const ofFirst = closing(first)[Symbol.asyncDispose].bind(first);
      await query(first, 'select 1');
      await release(first);
      const second = closing(await borrowing.lend());
      await ofFirst();
      const third = watch(borrowing.lend());
      await query(second, 'select 1');
      expect(third.state).toBe('pending');
      await second[Symbol.asyncDispose]();
      await safelyCloseClient((await third.promise) as object);
      expect(count()).toBe(0);
    });

    it('is not open any more when it was given back by hand', async () => {
      const lent = closing(await borrowing.lend());
      const isOpen = (): boolean => openSessions().some(({ client }) => client === lent);
      expect(isOpen()).toBe(true);
      await release(lent);
      expect(isOpen()).toBe(false);
      const again = closing(await borrowing.lend());
      expect(openSessions().some(({ client }) => client === again)).toBe(true);
      await safelyCloseClient(again);
      expect(openSessions().some(({ client }) => client === again)).toBe(false);
    });

    it('is given back once, however often it is closed', async () => {
      const lent = closing(await borrowing.lend());
      await release(lent);
      await lent[Symbol.asyncDispose]();
      expect(await safelyCloseClient(lent)).toMatchObject({ remaining: [], errors: [] });
      const next = await borrowing.lend();
      await query(next, 'select 1');
      await safelyCloseClient(next);
      expect(count()).toBe(0);
    });

    it(rollsBack ? 'is given back out of a transaction that was rolled back' : 'is not given to the next in the middle of a transaction', async () => {
      const lent = closing(await borrowing.lend());
      await query(lent, 'begin');
      await lent[Symbol.asyncDispose]();
      await using next = closing(await borrowing.lend());
      await query(next, 'select 1');
      expect(count()).toBe(rollsBack ? 0 : 1);
    });

    it('is given back after a transaction that was ended', async () => {
      const lent = closing(await borrowing.lend());
      await query(lent, 'begin');
      await query(lent, 'commit');
      await lent[Symbol.asyncDispose]();
      await using next = closing(await borrowing.lend());
      await query(next, 'select 1');
      expect(count()).toBe(0);
    });

    if (cannotEnd) it('stays with who has it where a statement is not answered, and the report says so', async () => {
      const lent = await borrowing.lend();
      const answer = watch(query(lent, sleep));
      expect(await safelyCloseClient(lent, { politeMs: 20, timeoutMs: 100 })).toMatchObject({ outcome: 'remaining' });
      expect(await safelyCloseClient(borrowing.pool)).toMatchObject({ outcome: 'closed' });
      await expect(answer.promise).rejects.toThrow();
    });
    else it('is taken out of the pool where a statement is not answered, and whoever waits for it is told', async () => {
      const lent = closing(await borrowing.lend(), { politeMs: 20 });
      const answer = watch(query(lent, sleep));
      expect(await safelyCloseClient(lent, { politeMs: 20 })).toMatchObject({ outcome: 'closed', phase: 'cancel' });
      await expect(answer.promise).rejects.toSatisfy((error) => isSessionClosed(error) || error instanceof Error);
      await using next = closing(await borrowing.lend());
      await query(next, 'select 1');
      expect(count()).toBe(1);
    });
  });
}
