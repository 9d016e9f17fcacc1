/** A real MariaDB, in which root needs no password. */
import mysql from 'mysql2/promise';
import { whyMissing } from './programs.ts';
import { startService } from './service.ts';
import type { Service } from './service.ts';

const host = '127.0.0.1';
export const root = 'root';

/** Why it cannot be started here. */
export const whyNoMariadb = whyMissing('MariaDB', 'mariadb-install-db', 'mariadbd');

export const startMariadb = (): Promise<Service> =>
  startService({
    name: 'mariadb',
    program: 'mariadbd',
    refusesRoot: true,
    prepare: (folder, run) => run('mariadb-install-db', ['--no-defaults', `--datadir=${folder}/data`, '--auth-root-authentication-method=normal', '--skip-test-db']),
    parameters: (port, folder) => ['--no-defaults', `--datadir=${folder}/data`, `--socket=${folder}/socket`, `--pid-file=${folder}/pid`, `--port=${String(port)}`, `--bind-address=${host}`, '--skip-name-resolve', '--innodb-flush-log-at-trx-commit=0', '--skip-log-bin'],
    async answers(port) {
      const connection = await mysql.createConnection({ host, port, user: root });
      await connection.end();
    },
  });
