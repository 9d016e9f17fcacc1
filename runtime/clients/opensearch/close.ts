/** Closing the client of OpenSearch: close() looks once a second whether its requests are over, and what is broken off is tried again. */
import type { Room } from '../../escalation/work.ts';
import { closingCluster } from '../elasticsearch/close.ts';
import type { ClusterClient } from '../elasticsearch/close.ts';
import { hasMethods } from '../shape.ts';

interface Client extends ClusterClient {
  readonly connectionPool: ClusterClient['connectionPool'] & { getConnection: () => unknown };
}

const clientRoom: Room<Client> = {
  library: '@opensearch-project/opensearch',
  name: 'Client',
  level: 2,
  // Elastic's has lost extend(), which both once had.
  recognise(value): value is Client {
    const pool: unknown = Reflect.get(value, 'connectionPool');
    return hasMethods(value, 'close', 'child', 'search', 'index', 'extend') && typeof pool === 'object' && pool !== null && Array.isArray(Reflect.get(pool, 'connections'));
  },
  begin(client) {
    const work = closingCluster(client);
    return {
      ...work,
      cancel(attempt) {
        // Where no node is alive, nothing is tried again.
        client.connectionPool.getConnection = () => null;
        return work.cancel?.(attempt);
      },
    };
  },
};

export const opensearchRooms: readonly Room[] = [clientRoom];
