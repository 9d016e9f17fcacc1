/** The clients of PostgreSQL against a real server: everything settles, the server sees that they have gone, nothing is committed. */
import pg from 'pg';
import postgres from 'postgres';
import { closing, isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMisbehavingPeer } from '../runtime/support/misbehaving-peer.ts';
import { watch } from '../runtime/support/watched.ts';
import { database, startPostgresql, user, whyNoPostgresql as missing } from './support/postgresql.ts';
import { eventually } from './support/service.ts';
import type { Service } from './support/service.ts';

const host = '127.0.0.1';
const ours = 'ours';

describe.skipIf(missing !== undefined)(`PostgreSQL${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let server: Service;
  let observer: pg.Client;
  let bystander: pg.Client;
  const address = (): { host: string; port: number; user: string; database: string; application_name: string } => ({ host, port: server.port, user, database, application_name: ours });

  beforeAll(async () => {
    server = await startPostgresql();
    observer = new pg.Client({ ...address(), application_name: 'observer' });
    await observer.connect();
    await observer.query('create table kept (value text)');
    bystander = new pg.Client({ ...address(), application_name: 'bystander' });
    await bystander.connect();
  });
  afterAll(async () => {
    await safelyCloseClient(observer);
    await safelyCloseClient(bystander);
    await server.stop();
  });

  /** How many connections of ours the server has. */
  const backends = async (): Promise<number> => (await observer.query<{ count: string }>('select count(*) from pg_stat_activity where application_name = $1', [ours])).rows.map(({ count }) => Number(count))[0] ?? -1;
  const serverHasNone = (): Promise<void> => eventually(async () => expect(await backends()).toBe(0));
  const rows = async (): Promise<number> => (await observer.query('select * from kept')).rows.length;

  it('closes a Client with a query that takes long, in a transaction that is not committed', async () => {
    const neighbour = watch(bystander.query("select pg_sleep(1), 'done' as value"));
    const client = new pg.Client(address());
    await client.connect();
    await client.query('begin');
    await client.query("insert into kept values ('no')");
    const answer = watch(client.query('select pg_sleep(60)'));
    await eventually(async () => expect(await backends()).toBe(1));
    expect(await safelyCloseClient(client, { politeMs: 50 })).toMatchObject({ outcome: 'closed', phase: 'cancel' });
    await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
    await serverHasNone();
    expect(await rows()).toBe(0);
    expect((await neighbour.promise).rows).toMatchObject([{ value: 'done' }]);
  });

  it('lets a query that is short end, and says goodbye', async () => {
    const client = new pg.Client(address());
    await client.connect();
    const answer = client.query("select pg_sleep(0.1), 'here' as value");
    expect(await safelyCloseClient(client, { politeMs: 5_000, timeoutMs: 10_000 })).toMatchObject({ outcome: 'closed', phase: 'polite' });
    expect((await answer).rows).toMatchObject([{ value: 'here' }]);
    await serverHasNone();
  });

  it('closes a Pool with queries that run and queries that wait, one client checked out', async () => {
    const pool = new pg.Pool({ ...address(), max: 3 });
    const kept = await pool.connect();
    await kept.query('begin');
    await kept.query("insert into kept values ('no')");
    const answers = [1, 2, 3, 4, 5].map(() => watch(pool.query('select pg_sleep(60)')));
    await eventually(async () => expect(await backends()).toBe(3));
    expect(await safelyCloseClient(pool, { politeMs: 50 })).toMatchObject({ outcome: 'closed' });
    for (const answer of answers) await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
    await serverHasNone();
    expect(await rows()).toBe(0);
  });

  it('closes postgres.js with queries that run and queries that wait, in a transaction that is not committed', async () => {
    const sql = closing(postgres({ host, port: server.port, user, database, max: 2, connection: { application_name: ours }, onnotice: () => undefined }));
    const transaction = watch(
      sql.begin(async (own) => {
        await own`insert into kept values ('no')`;
        await own`select pg_sleep(60)`;
      }),
    );
    const answers = [1, 2, 3].map(() => watch(sql`select pg_sleep(60)`.then((result) => result)));
    await eventually(async () => expect(await backends()).toBe(2));
    expect(await safelyCloseClient(sql)).toMatchObject({ outcome: 'closed' });
    for (const answer of [transaction, ...answers]) await expect(answer.promise).rejects.toThrow();
    await serverHasNone();
    expect(await rows()).toBe(0);
  });

  it('closes a Client whose server stopped answering in the middle, behind a connection that hangs', async () => {
    const peer = await startMisbehavingPeer({ realPort: server.port, endless: Buffer.alloc(0) });
    const client = new pg.Client({ ...address(), port: peer.port });
    await client.connect();
    peer.misbehave('ignores the goodbye');
    const answer = watch(client.query('select 1'));
    expect(await safelyCloseClient(client, { politeMs: 50 })).toMatchObject({ outcome: 'closed' });
    await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
    expect(await peer.left()).toBe(0);
    await serverHasNone();
    await peer.close();
  });

  it('leaves no connection after a hundred clients were closed at once in the middle of their work', async () => {
    const pools = Array.from({ length: 10 }, () => new pg.Pool({ ...address(), max: 5 }));
    const answers = pools.flatMap((pool) => Array.from({ length: 10 }, () => watch(pool.query('select pg_sleep(60)'))));
    await eventually(async () => expect(await backends()).toBeGreaterThan(20));
    const reports = await Promise.all(pools.map((pool) => safelyCloseClient(pool, { politeMs: 0, timeoutMs: 5_000 })));
    expect(reports.filter(({ outcome }) => outcome !== 'closed')).toEqual([]);
    for (const answer of answers) await expect(answer.promise).rejects.toThrow();
    await serverHasNone();
    expect((await bystander.query("select 'still here' as value")).rows).toMatchObject([{ value: 'still here' }]);
  });
});
