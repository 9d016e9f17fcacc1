/** The pools of tarn, which knex and mssql are made with. */
import type { DriverPool } from './driver-pool.ts';
import { socketUnder } from './driver-connection.ts';
import { hasMethods } from './shape.ts';

interface Resource {
  readonly resource: object;
}

/** A promise that can be settled from outside. */
interface PendingAcquire {
  reject(reason: Error): void;
}

interface TarnPool {
  readonly used: readonly Resource[];
  readonly free: readonly Resource[];
  readonly pendingCreates: readonly unknown[];
  readonly pendingAcquires: readonly PendingAcquire[];
  readonly pendingValidations: readonly PendingAcquire[];
}

/** What a pool of tarn holds; undefined where the value is none. */
export function tarnPoolIn(value: object): DriverPool | undefined {
  if (!isTarnPool(value)) return undefined;
  const pool = value;
  const socketsOf = (resources: readonly Resource[]) => resources.flatMap(({ resource }) => socketUnder(resource) ?? []);
  return {
    isBusy: () => [pool.used, pool.pendingCreates, pool.pendingAcquires, pool.pendingValidations].some(({ length }) => length > 0),
    settleWaiting(reason) {
      for (const acquire of [...pool.pendingAcquires, ...pool.pendingValidations]) acquire.reject(reason);
    },
    connections: () => socketsOf([...pool.used, ...pool.free]),
    isOutOfReach: () => pool.pendingCreates.length > 0 || pool.used.some(({ resource }) => socketUnder(resource) === undefined && !isClosed(resource)),
  };
}

/** What has closed has let go of its socket, in some drivers. */
function isClosed(resource: object): boolean {
  return Reflect.get(resource, 'closed') === true;
}

function isTarnPool(value: object): value is TarnPool {
  return hasMethods(value, 'acquire', 'release', 'destroy') && ['used', 'free', 'pendingCreates', 'pendingAcquires', 'pendingValidations'].every((name) => Array.isArray(Reflect.get(value, name)));
}
