/** Closing the clients of Elasticsearch and OpenSearch: close() waits for every request, and tries those again that fail. */
import type { Agent } from 'node:http';
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room } from '../../escalation/work.ts';
import { callsOf, followCalls } from '../followed-calls.ts';
import { closingAgent } from '../http/close.ts';
import { hasMethods } from '../shape.ts';
import { closingDispatcher } from '../undici/close.ts';
import type { Dispatcher } from '../undici/close.ts';

/** A node of the cluster, reached by undici's pool or by Node's agent. */
interface Connection {
  readonly pool?: Dispatcher;
  readonly agent?: Agent;
}

/** A client of a cluster, as both libraries make it: they have the same origin. */
export interface ClusterClient {
  readonly connectionPool: { readonly connections: readonly Connection[] };
  close(): Promise<void>;
}

const closed = new WeakSet<object>();

/** Elastic's own: all that is asked of it goes through the one method of its transport. */
interface Client extends ClusterClient {
  readonly transport: object;
}

const clientRoom: Room<Client> = {
  library: '@elastic/elasticsearch',
  name: 'Client',
  level: 2,
  recognise(value): value is Client {
    const pool: unknown = Reflect.get(value, 'connectionPool');
    const transport: unknown = Reflect.get(value, 'transport');
    return hasMethods(value, 'close', 'child', 'search', 'index') && typeof pool === 'object' && pool !== null && Array.isArray(Reflect.get(pool, 'connections')) && typeof transport === 'object' && transport !== null;
  },
  watch({ transport }) {
    followCalls(transport, ['request']);
  },
  begin(client) {
    const work = closingCluster(client);
    const calls = callsOf(client.transport);
    return {
      ...work,
      // A call that waits for its next attempt is under way, though there is no request of it.
      inFlight: () => (calls.size > 0 ? [...calls].map((call) => ({ key: call, kind: 'transfer', label: call.label })) : work.inFlight()),
      async polite(attempt) {
        if (await until(() => calls.size === 0, attempt.signal)) await work.polite?.(attempt);
      },
      cancel(attempt) {
        // It waits for seconds before it tries again what is broken off, and then finds its nodes closed.
        for (const call of calls) call.end(attempt.reason);
        return work.cancel?.(attempt);
      },
    };
  },
};

/** Closing such a client: the requests over each of its nodes, then their connections. */
export function closingCluster(client: ClusterClient): ClosingWork {
  const nodes = client.connectionPool.connections.flatMap(workOf);
  const isIdle = (): boolean => nodes.every((node) => node.inFlight().length === 0);
  const all = async (step: 'polite' | 'cancel' | 'force', attempt: Parameters<NonNullable<ClosingWork['cancel']>>[0]): Promise<void> => {
    await Promise.all(nodes.map(async (node) => node[step]?.(attempt)));
  };
  const forget = (): void => {
    // Nothing of it is open any more: now it waits for nothing, and refuses what comes.
    void client.close().catch(() => undefined);
    closed.add(client);
  };
  return {
    inFlight: () => nodes.flatMap((node) => node.inFlight()),
    isClosed: () => closed.has(client),
    async polite(attempt) {
      await all('polite', attempt);
      if (!attempt.signal.aborted && isIdle()) forget();
    },
    async cancel(attempt) {
      await all('cancel', attempt);
      await all('force', attempt);
      forget();
    },
  };
}

function workOf({ pool, agent }: Connection): ClosingWork[] {
  if (pool !== undefined) return [closingDispatcher(pool)];
  return agent === undefined ? [] : [closingAgent(agent)];
}

export const elasticsearchRooms: readonly Room[] = [clientRoom];
