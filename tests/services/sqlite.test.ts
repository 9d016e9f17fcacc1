/** better-sqlite3 and sqlite3, which have no peer: closed in the middle of their work. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { safelyCloseClient } from 'safely-close';
import { afterAll, describe, expect, it } from 'vitest';
import { watch } from '../runtime/support/watched.ts';
import { serviceLibrary } from './support/service-library.ts';

const betterSqlite3 = await serviceLibrary('better-sqlite3');
const sqlite3 = await serviceLibrary('sqlite3');
const folder = mkdtempSync(join(tmpdir(), 'safely-close-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Counts for many seconds. */
const endless = 'with recursive counter(x) as (select 1 union all select x + 1 from counter where x < 4000000000) select count(*) as count from counter';

describe.skipIf(betterSqlite3.missing !== undefined)(`better-sqlite3${betterSqlite3.missing === undefined ? '' : ` (skipped: ${betterSqlite3.missing})`}`, () => {
  const filled = (file = ':memory:') => {
    const database = new betterSqlite3.exports.default(file);
    database.exec('create table kept (value blob)');
    database.exec('with recursive counter(x) as (select 1 union all select x + 1 from counter where x < 2000) insert into kept select randomblob(2000) from counter');
    return database;
  };

  it('is closed, in a transaction that is not committed', async () => {
    const file = join(folder, 'transaction.db');
    const database = filled(file);
    database.exec('begin; delete from kept');
    expect(await safelyCloseClient(database)).toMatchObject({ outcome: 'closed', phase: 'polite' });
    expect(database.open).toBe(false);
    expect(await safelyCloseClient(database)).toMatchObject({ outcome: 'already-closed' });
    const again = new betterSqlite3.exports.default(file);
    expect(again.prepare('select count(*) as count from kept').get()).toEqual({ count: 2000 });
    expect(await safelyCloseClient(again)).toMatchObject({ outcome: 'closed' });
  });

  it('is closed when its rows have been walked through', async () => {
    const database = filled();
    const rows = database.prepare('select * from kept').iterate();
    rows.next();
    setTimeout(() => rows.return(), 50);
    expect(await safelyCloseClient(database, { timeoutMs: 10_000, politeMs: 5_000 })).toMatchObject({ outcome: 'closed' });
    expect(database.open).toBe(false);
  });

  it('is said to be left open where nobody goes on walking through its rows', async () => {
    const database = filled();
    const rows = database.prepare('select * from kept').iterate();
    rows.next();
    expect(await safelyCloseClient(database, { timeoutMs: 100 })).toMatchObject({ outcome: 'remaining', remaining: [{ error: { message: expect.stringContaining('busy') } }] });
    rows.return();
    expect(await safelyCloseClient(database)).toMatchObject({ outcome: 'closed' });
  });

  it('ends a backup that is being made', async () => {
    const database = filled(join(folder, 'original.db'));
    // No page a turn: it is never done.
    const backup = watch(database.backup(join(folder, 'copy.db'), { progress: () => 0 }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await safelyCloseClient(database)).toMatchObject({ outcome: 'closed' });
    await expect(backup.promise).rejects.toThrow('not open');
  });
});

describe.skipIf(sqlite3.missing !== undefined)(`sqlite3${sqlite3.missing === undefined ? '' : ` (skipped: ${sqlite3.missing})`}`, () => {
  const opened = () => new (sqlite3.exports.Database ?? sqlite3.exports.default.Database)(':memory:');
  const ask = (database: ReturnType<typeof opened>, sql: string): Promise<unknown> =>
    new Promise((resolve, reject) => database.all(sql, (error: Error | null, rows: unknown) => (error === null ? resolve(rows) : reject(error))));

  it('is closed in the middle of a statement that takes long, and again without ending the process', async () => {
    const database = opened();
    const answer = watch(ask(database, endless));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await safelyCloseClient(database, { politeMs: 50, timeoutMs: 10_000 })).toMatchObject({ outcome: 'closed', phase: 'cancel', errors: [] });
    await expect(answer.promise).rejects.toThrow('SQLITE_INTERRUPT');
    expect(await safelyCloseClient(database)).toMatchObject({ outcome: 'already-closed' });
  });

  it('lets a statement that is short end', async () => {
    const database = opened();
    const answer = ask(database, "select 'here' as value");
    expect(await safelyCloseClient(database, { politeMs: 5_000, timeoutMs: 10_000 })).toMatchObject({ outcome: 'closed', phase: 'polite' });
    expect(await answer).toEqual([{ value: 'here' }]);
  });

  it('is said to be left open where a statement was not finalized, and closed once it is', async () => {
    const database = opened();
    const statement = database.prepare('select 1');
    await new Promise((resolve) => statement.get(resolve));
    expect(await safelyCloseClient(database, { timeoutMs: 500 })).toMatchObject({ outcome: 'remaining', remaining: [{ error: { code: 'SQLITE_BUSY' } }] });
    await new Promise<void>((resolve) => statement.finalize(resolve));
    expect(await safelyCloseClient(database, { timeoutMs: 10_000 })).toMatchObject({ outcome: 'closed' });
  });
});
