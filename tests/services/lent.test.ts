/** What a pool lends, closed, against the real databases. */
import { afterAll, beforeAll, describe } from 'vitest';
import { describeWhatAPoolLends, mariadb, mysql2, mysql2Promise, pg, postgres } from '../runtime/support/lending-pools.ts';
import type { LendingPool } from '../runtime/support/lending-pools.ts';
import { startMisbehavingPeer } from '../runtime/support/misbehaving-peer.ts';
import type { MisbehavingPeer } from '../runtime/support/misbehaving-peer.ts';
import { root, startMariadb, whyNoMariadb } from './support/mariadb.ts';
import { database, startPostgresql, user, whyNoPostgresql } from './support/postgresql.ts';
import type { Service } from './support/service.ts';
import { serviceLibrary } from './support/service-library.ts';

const databases: readonly { readonly name: string; readonly missing: string | undefined; readonly start: () => Promise<Service>; readonly as: object; readonly pools: readonly LendingPool[] }[] = [
  { name: 'PostgreSQL', missing: whyNoPostgresql, start: startPostgresql, as: { user, database }, pools: [pg, postgres] },
  { name: 'MariaDB', missing: whyNoMariadb, start: startMariadb, as: { user: root }, pools: [mysql2, mysql2Promise, mariadb] },
];

for (const { name, missing: noDatabase, start, as, pools } of databases) {
  describe.skipIf(noDatabase !== undefined)(`${name}${noDatabase === undefined ? '' : ` (skipped: ${noDatabase})`}`, async () => {
    let service: Service;
    beforeAll(async () => {
      service = await start();
    });
    afterAll(() => service.stop());

    for (const pool of pools) {
      const { exports, missing } = await serviceLibrary(pool.library);
      describe.skipIf(missing !== undefined)(missing ?? 'through a peer that counts', () => {
        let peer: MisbehavingPeer;
        let before = 0;
        beforeAll(async () => {
          peer = await startMisbehavingPeer({ realPort: service.port, endless: Buffer.alloc(0) });
        });
        afterAll(() => peer.close());
        describeWhatAPoolLends(pool, exports, {
          address: () => ({ host: '127.0.0.1', port: peer.port, ...as }),
          made: () => peer.connections() - before,
          forget: () => {
            before = peer.connections();
          },
        });
      });
    }
  });
}
