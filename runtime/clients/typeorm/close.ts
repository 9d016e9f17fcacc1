/**
 * Closing TypeORM: destroy() waits for the pools of its driver. A QueryRunner in the middle of a transaction is not given back to
 * its pool, where somebody else would go on in that transaction; nor is the transaction committed.
 */
import { until } from '../../escalation/until.ts';
import type { Room, WorkItem } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import { socketUnder } from '../driver-connection.ts';
import { driverPoolIn, poolsTogether } from '../driver-pool.ts';
import { callsOf, followCalls } from '../followed-calls.ts';
import { followDriver, madeWithDriver } from '../followed-driver.ts';
import { hasFlags, hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';

/** The driver's properties differ by database: its pools, and the module that makes them. */
interface DataSource {
  readonly isInitialized: boolean;
  readonly driver: object;
  destroy(): Promise<void>;
}

interface QueryRunner {
  readonly isReleased: boolean;
  readonly isTransactionActive: boolean;
  readonly databaseConnection?: object;
  release(): Promise<void>;
}

const modules = ['postgres', 'mysql', 'mssql'];

const dataSourceRoom: Room<DataSource> = {
  library: 'typeorm',
  name: 'DataSource',
  level: 2,
  recognise: (value): value is DataSource =>
    hasMethods(value, 'initialize', 'destroy', 'createQueryRunner', 'runMigrations', 'getRepository') && hasFlags(value, 'isInitialized') && typeof Reflect.get(value, 'driver') === 'object',
  watch(dataSource) {
    const module = modules.find((name) => typeof Reflect.get(dataSource.driver, name) === 'object');
    if (module !== undefined) followDriver(dataSource, dataSource.driver, module);
  },
  begin(dataSource) {
    // A driver forgets its pools when it is asked to end.
    const seen = new Set<object>();
    const held = () => {
      for (const pool of [...poolsOf(dataSource.driver), ...madeWithDriver(dataSource)]) seen.add(pool);
      return poolsTogether([...seen].flatMap((pool) => driverPoolIn(pool) ?? []));
    };
    return closingConnected(
      {
        isBusy: () => held().isBusy(),
        sayGoodbye: () => (dataSource.isInitialized ? dataSource.destroy() : undefined),
        settleWaiting: (reason) => held().settleWaiting(reason),
        connections: () => held().connections(),
        isConnecting: () => held().isOutOfReach(),
        async afterwards() {
          if (!dataSource.isInitialized) return;
          const ended = dataSource.destroy();
          // It would wait for a connection that somebody has and keeps.
          if (held().isBusy()) ended.catch(() => undefined);
          else await ended;
        },
      },
      () => !dataSource.isInitialized && !held().isBusy(),
    );
  },
};

/** The pools that a driver has: one, or with replication several. */
function poolsOf(driver: object): object[] {
  const cluster: unknown = Reflect.get(driver, 'poolCluster');
  const nodes: unknown = isObject(cluster) ? Reflect.get(cluster, '_nodes') : undefined;
  const slaves: unknown = Reflect.get(driver, 'slaves');
  const all: readonly unknown[] = [Reflect.get(driver, 'master'), Reflect.get(driver, 'pool')].concat(slaves, isObject(nodes) ? Object.values(nodes) : []);
  return all.filter(isObject);
}

const queryRunnerRoom: Room<QueryRunner> = {
  library: 'typeorm',
  name: 'QueryRunner',
  recognise: (value): value is QueryRunner =>
    hasMethods(value, 'connect', 'query', 'startTransaction', 'commitTransaction', 'rollbackTransaction', 'release') && hasFlags(value, 'isReleased', 'isTransactionActive'),
  watch: (runner) => followCalls(runner, ['connect', 'query', 'startTransaction', 'commitTransaction', 'rollbackTransaction']),
  begin(runner) {
    const calls = (): readonly WorkItem[] => (runner.isReleased ? [] : [...callsOf(runner)].map((call) => ({ key: call, kind: 'transfer', label: call.label })));
    const isFree = (): boolean => runner.isReleased || (callsOf(runner).size === 0 && !runner.isTransactionActive);
    return {
      inFlight: calls,
      isClosed: () => runner.isReleased,
      async polite({ signal }) {
        if (!(await until(isFree, signal))) return;
        if (!runner.isReleased) await runner.release();
      },
      async cancel({ reason }) {
        const socket = runner.databaseConnection === undefined ? undefined : socketUnder(runner.databaseConnection);
        if (socket !== undefined) {
          guardAgainstUnheardErrors(socket);
          socket.destroy(reason);
        }
        for (const call of callsOf(runner)) call.end(reason);
        if (!runner.isReleased) await runner.release();
      },
    };
  },
};

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export const typeormRooms: readonly Room[] = [dataSourceRoom, queryRunnerRoom];
