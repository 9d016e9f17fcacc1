/** knex, Sequelize, TypeORM and Prisma on a real PostgreSQL: everything settles, the server sees that they have gone, nothing is committed. */
import pg from 'pg';
import { closing, isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { watch } from '../runtime/support/watched.ts';
import { database, startPostgresql, user, whyNoPostgresql } from './support/postgresql.ts';
import { eventually } from './support/service.ts';
import type { Service } from './support/service.ts';
import { serviceLibrary } from './support/service-library.ts';

const host = '127.0.0.1';
const ours = 'ours';
const sleep = 'select pg_sleep(60)';

const [knex, sequelize, typeorm, prisma, adapter] = [
  await serviceLibrary('knex'), await serviceLibrary('sequelize'), await serviceLibrary('typeorm'), await serviceLibrary('@prisma/client'), await serviceLibrary('@prisma/adapter-pg'),
];
const missing = [whyNoPostgresql, knex.missing, sequelize.missing, typeorm.missing, prisma.missing, adapter.missing].find((reason) => reason !== undefined);

/** What was broken off is told to the log. */
const silent = { debug: () => undefined, warn: () => undefined, error: () => undefined, deprecate: () => undefined };

/** What all of them can do alike. */
interface Mapper {
  readonly client: object;
  query(sql: string): Promise<unknown>;
  /** Does something in a transaction, with a function that queries in it. */
  inTransaction(work: (query: (sql: string) => Promise<unknown>) => Promise<unknown>): Promise<unknown>;
}

type Open = (port: number) => Mapper | Promise<Mapper>;

const mappers: Readonly<Record<string, Open>> = {
  knex(port) {
    const client = closing(knex.exports.default({ client: 'pg', connection: { host, port, user, database, application_name: ours }, pool: { min: 0, max: 3 }, log: silent }));
    return {
      client,
      query: (sql) => client.raw(sql).then((rows: unknown) => rows),
      inTransaction: (work) => client.transaction((transaction: { raw(sql: string): Promise<unknown> }) => work((sql) => transaction.raw(sql).then((rows) => rows))),
    };
  },
  Sequelize(port) {
    const client = closing(new sequelize.exports.Sequelize(database, user, '', { dialect: 'postgres', host, port, logging: false, pool: { max: 3 }, dialectOptions: { application_name: ours } }));
    return {
      client,
      query: (sql) => client.query(sql),
      inTransaction: (work) => client.transaction((transaction: object) => work((sql) => client.query(sql, { transaction }))),
    };
  },
  async TypeORM(port) {
    const client = closing(new typeorm.exports.DataSource({ type: 'postgres', host, port, username: user, database, applicationName: ours, poolSize: 3, poolErrorHandler: () => undefined }));
    await client.initialize();
    return {
      client,
      query: (sql) => client.query(sql),
      inTransaction: (work) => client.transaction((manager: { query(sql: string): Promise<unknown> }) => work((sql) => manager.query(sql))),
    };
  },
  Prisma(port) {
    const client = closing(new prisma.exports.PrismaClient({ adapter: new adapter.exports.PrismaPg({ host, port, user, database, application_name: ours, max: 3 }) }));
    return {
      client,
      query: (sql) => client.$queryRawUnsafe(sql.replace('pg_sleep(60)', 'pg_sleep(60)::text')),
      inTransaction: (work) => client.$transaction((transaction: { $queryRawUnsafe(sql: string): Promise<unknown> }) => work((sql) => transaction.$queryRawUnsafe(sql.replace('pg_sleep(60)', 'pg_sleep(60)::text'))), { timeout: 60_000 }),
    };
  },
};

describe.skipIf(missing !== undefined)(`Mappers on PostgreSQL${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let server: Service;
  let observer: pg.Client;
  beforeAll(async () => {
    server = await startPostgresql();
    observer = new pg.Client({ host, port: server.port, user, database, application_name: 'observer' });
    await observer.connect();
    await observer.query('create table kept (id serial primary key, value text)');
  });
  afterAll(async () => {
    await safelyCloseClient(observer);
    await server.stop();
  });
  beforeEach(() => observer.query('truncate kept'));

  const backends = async (): Promise<number> => Number((await observer.query<{ count: string }>('select count(*) from pg_stat_activity where application_name = $1', [ours])).rows[0]?.count);
  const serverHas = (count: number): Promise<void> => eventually(async () => expect(await backends()).toBe(count));
  const rows = async (): Promise<number> => (await observer.query('select * from kept')).rows.length;

  describe.each(Object.entries(mappers))('%s', (_name, open) => {
    it('is closed with statements that take long and statements that wait', async () => {
      const { client, query } = await open(server.port);
      const answers = [1, 2, 3, 4, 5].map(() => watch(query(sleep)));
      await serverHas(3);
      expect(await safelyCloseClient(client, { politeMs: 50, timeoutMs: 5_000 })).toMatchObject({ outcome: 'closed', phase: 'cancel', errors: [] });
      for (const answer of answers) await expect(answer.promise).rejects.toThrow();
      await serverHas(0);
      expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'already-closed' });
    });

    it('is closed in a transaction, which is not committed', async () => {
      const { client, inTransaction } = await open(server.port);
      const transaction = watch(
        inTransaction(async (query) => {
          await query("insert into kept (value) values ('no')");
          await query(sleep);
        }),
      );
      await eventually(async () => expect((await observer.query("select 1 from pg_stat_activity where application_name = $1 and query like '%pg_sleep%' and state = 'active'", [ours])).rows.length).toBe(1));
      expect(await safelyCloseClient(client, { politeMs: 50, timeoutMs: 5_000 })).toMatchObject({ outcome: 'closed', phase: 'cancel' });
      await expect(transaction.promise).rejects.toThrow();
      await serverHas(0);
      expect(await rows()).toBe(0);
    });

    it('lets what is short end, transactions as well', async () => {
      const { client, inTransaction } = await open(server.port);
      const transaction = inTransaction(async (query) => {
        await query("insert into kept (value) values ('yes')");
        await query('select pg_sleep(0.1)::text');
      });
      await eventually(async () => expect(await backends()).toBeGreaterThan(0));
      expect(await safelyCloseClient(client, { politeMs: 10_000, timeoutMs: 20_000 })).toMatchObject({ outcome: 'closed', phase: 'polite' });
      await transaction;
      await serverHas(0);
      expect(await rows()).toBe(1);
    });
  });

  it('a transaction of knex that somebody has begun and keeps ends with its connection', async () => {
    const client = closing(knex.exports.default({ client: 'pg', connection: { host, port: server.port, user, database, application_name: ours } }));
    const transaction = await client.transaction();
    await transaction.raw("insert into kept (value) values ('no')");
    expect(await safelyCloseClient(client, { politeMs: 50, timeoutMs: 5_000 })).toMatchObject({ outcome: 'closed', phase: 'cancel' });
    await serverHas(0);
    expect(await rows()).toBe(0);
  });

  it("leaves a pool alone that knex was given", async () => {
    const pool = new pg.Pool({ host, port: server.port, user, database, application_name: ours, max: 2 });
    const client = closing(knex.exports.default({ client: 'pg', connectionPool: pool }));
    expect((await client.raw("select 'here' as value")).rows).toEqual([{ value: 'here' }]);
    expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'closed' });
    expect((await pool.query("select 'still here' as value")).rows).toEqual([{ value: 'still here' }]);
    expect(await safelyCloseClient(pool)).toMatchObject({ outcome: 'closed' });
  });

  it('gives a QueryRunner of TypeORM back that does nothing', async () => {
    const { client } = (await mappers['TypeORM']?.(server.port)) as { client: { createQueryRunner(): { query(sql: string): Promise<unknown> }; query(sql: string): Promise<unknown> } };
    const runner = closing(client.createQueryRunner());
    await runner.query('select 1');
    expect(await safelyCloseClient(runner)).toMatchObject({ outcome: 'closed', phase: 'polite' });
    expect(await backends()).toBe(1);
    expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'closed' });
  });

  it('ends the connection of a QueryRunner of TypeORM in a transaction: it is neither committed nor given to somebody else', async () => {
    const { client } = (await mappers['TypeORM']?.(server.port)) as { client: { createQueryRunner(): { query(sql: string): Promise<unknown>; startTransaction(): Promise<void> }; query(sql: string): Promise<unknown> } };
    const runner = closing(client.createQueryRunner());
    await runner.startTransaction();
    await runner.query("insert into kept (value) values ('no')");
    const answer = watch(runner.query(sleep));
    expect(await safelyCloseClient(runner, { politeMs: 50 })).toMatchObject({ outcome: 'closed', phase: 'cancel' });
    await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
    await serverHas(0);
    expect(await rows()).toBe(0);
    expect(await client.query('select 1 as value')).toEqual([{ value: 1 }]);
    expect(await safelyCloseClient(client)).toMatchObject({ outcome: 'closed' });
  });
});
