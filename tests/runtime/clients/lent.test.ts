/**
 * What a pool lends, closed: real libraries over real sockets, and a peer that stands in for the database. The real databases are in
 * tests/services.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { describeWhatAPoolLends, mysql2, mysql2Promise, pg } from '../support/lending-pools.ts';
import type { LendingPool } from '../support/lending-pools.ts';
import { startMisbehavingPeer } from '../support/misbehaving-peer.ts';
import type { MisbehavingPeer } from '../support/misbehaving-peer.ts';
import { optionalLibrary } from '../support/optional-library.ts';
import { mysqlThatAnswers } from '../support/stand-ins/mysql.ts';
import { postgresThatAnswers } from '../support/stand-ins/postgres.ts';
import type { StandIn } from '../support/stand-ins/stand-in.ts';

const pools: readonly { readonly pool: LendingPool; readonly standIn: () => StandIn }[] = [
  { pool: pg, standIn: postgresThatAnswers },
  { pool: mysql2, standIn: mysqlThatAnswers },
  { pool: mysql2Promise, standIn: mysqlThatAnswers },
];

for (const { pool, standIn } of pools) {
  const { exports, missing } = await optionalLibrary(pool.library);
  describe.skipIf(missing !== undefined)(missing ?? 'against a stand-in', () => {
    let peer: MisbehavingPeer;
    let before = 0;
    beforeAll(async () => {
      peer = await startMisbehavingPeer(standIn);
    });
    afterAll(() => peer.close());
    describeWhatAPoolLends(pool, exports, {
      address: () => ({ host: '127.0.0.1', port: peer.port }),
      made: () => peer.connections() - before,
      forget: () => {
        before = peer.connections();
      },
    });
  });
}
