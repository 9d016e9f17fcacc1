/** mysql2 against a real MariaDB: everything settles, the server sees that it has gone, nothing is committed. */
import mysql from 'mysql2';
import mysqlPromise from 'mysql2/promise';
import { isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMisbehavingPeer } from '../runtime/support/misbehaving-peer.ts';
import { watch } from '../runtime/support/watched.ts';
import { root, startMariadb, whyNoMariadb as missing } from './support/mariadb.ts';
import { eventually } from './support/service.ts';
import type { Service } from './support/service.ts';

const host = '127.0.0.1';
const tester = 'tester';

describe.skipIf(missing !== undefined)(`MariaDB${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let server: Service;
  let observer: mysqlPromise.Connection;
  let bystander: mysqlPromise.Connection;
  const address = (): { host: string; port: number; user: string; database: string } => ({ host, port: server.port, user: tester, database: 'work' });

  beforeAll(async () => {
    server = await startMariadb();
    observer = await mysqlPromise.createConnection({ host, port: server.port, user: root });
    await observer.query('create database work');
    await observer.query('create table work.kept (value text) engine=innodb');
    await observer.query(`create user ${tester}@'127.0.0.1'`);
    await observer.query(`grant all on work.* to ${tester}@'127.0.0.1'`);
    bystander = await mysqlPromise.createConnection({ host, port: server.port, user: root, database: 'work' });
  });
  afterAll(async () => {
    await safelyCloseClient(observer);
    await safelyCloseClient(bystander);
    await server.stop();
  });

  const connections = async (): Promise<number> => {
    const [rows] = await observer.query<mysqlPromise.RowDataPacket[]>('select * from information_schema.processlist where user = ?', [tester]);
    return rows.length;
  };
  // A statement that sleeps looks every five seconds whether its client is still there.
  const serverHas = (count: number): Promise<void> => eventually(async () => expect(await connections()).toBe(count), 20_000);
  const kept = async (): Promise<number> => (await observer.query<mysqlPromise.RowDataPacket[]>('select * from work.kept'))[0].length;
  const sleep = 'select sleep(60)';

  it('closes a connection with a statement that takes long, in a transaction that is not committed', async () => {
    const neighbour = watch(bystander.query<mysqlPromise.RowDataPacket[]>("select sleep(1), 'done' as value"));
    const connection = await mysqlPromise.createConnection(address());
    await connection.beginTransaction();
    await connection.query("insert into kept values ('no')");
    const answer = watch(connection.query(sleep));
    await serverHas(1);
    expect(await safelyCloseClient(connection, { politeMs: 50 })).toMatchObject({ outcome: 'closed', phase: 'cancel' });
    await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
    await serverHas(0);
    expect(await kept()).toBe(0);
    expect((await neighbour.promise)[0]).toMatchObject([{ value: 'done' }]);
  });

  it('closes a connection with callbacks, with statements that wait behind one that takes long', async () => {
    const connection = mysql.createConnection(address());
    connection.on('error', () => undefined);
    const ask = (sql: string): Promise<unknown> => new Promise((resolve, reject) => connection.query(sql, (error, rows) => (error === null ? resolve(rows) : reject(error))));
    const answers = [sleep, 'select 1', 'select 2'].map((sql) => watch(ask(sql)));
    await serverHas(1);
    expect(await safelyCloseClient(connection, { politeMs: 50 })).toMatchObject({ outcome: 'closed' });
    for (const answer of answers) await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
    await serverHas(0);
  });

  it('closes a pool with statements that run and statements that wait', async () => {
    const pool = mysqlPromise.createPool({ ...address(), connectionLimit: 2 });
    const answers = [1, 2, 3, 4].map(() => watch(pool.query(sleep)));
    await serverHas(2);
    expect(await safelyCloseClient(pool, { politeMs: 50 })).toMatchObject({ outcome: 'closed' });
    for (const answer of answers) await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
    await serverHas(0);
  });

  it('lets a statement that is short end, and says goodbye', async () => {
    const connection = await mysqlPromise.createConnection(address());
    const answer = connection.query<mysqlPromise.RowDataPacket[]>("select sleep(0.1), 'here' as value");
    expect(await safelyCloseClient(connection, { politeMs: 5_000, timeoutMs: 10_000 })).toMatchObject({ outcome: 'closed', phase: 'polite' });
    expect((await answer)[0]).toMatchObject([{ value: 'here' }]);
    await serverHas(0);
  });

  it('closes a connection whose server stopped answering, behind a connection that hangs', async () => {
    const peer = await startMisbehavingPeer({ realPort: server.port, endless: Buffer.alloc(0) });
    const connection = await mysqlPromise.createConnection({ ...address(), port: peer.port });
    peer.misbehave('ignores the goodbye');
    const answer = watch(connection.query('select 1'));
    expect(await safelyCloseClient(connection, { politeMs: 50 })).toMatchObject({ outcome: 'closed' });
    await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
    expect(await peer.left()).toBe(0);
    await serverHas(0);
    await peer.close();
  });
});
