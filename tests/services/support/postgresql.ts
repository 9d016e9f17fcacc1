/** A real PostgreSQL, which trusts everybody. */
import pg from 'pg';
import { whyMissing } from './programs.ts';
import { startService } from './service.ts';
import type { Service } from './service.ts';

const host = '127.0.0.1';
export const user = 'tester';
export const database = 'postgres';

/** Why it cannot be started here. */
export const whyNoPostgresql = whyMissing('PostgreSQL', 'initdb', 'postgres');

export const startPostgresql = (): Promise<Service> =>
  startService({
    name: 'postgresql',
    program: 'postgres',
    refusesRoot: true,
    prepare: (folder, run) => run('initdb', ['--pgdata', `${folder}/data`, '--username', user, '--auth', 'trust', '--no-sync', '--encoding', 'UTF8']),
    // Without the interval a server that is working does not look whether its client is still there.
    parameters: (port, folder) => ['-D', `${folder}/data`, '-p', String(port), '-c', `listen_addresses=${host}`, '-c', `unix_socket_directories=${folder}`, '-c', 'fsync=off', '-c', 'client_connection_check_interval=100ms'],
    async answers(port) {
      const client = new pg.Client({ host, port, user, database });
      await client.connect();
      await client.end();
    },
  });
