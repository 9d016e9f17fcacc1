/** The pools of database connections that query builders and mappers keep: what one holds, whichever library made it. */
import type { Connection } from './connected.ts';
import { mssqlPoolIn } from './mssql/close.ts';
import { mysql2PoolIn } from './mysql2/close.ts';
import { pgPoolIn } from './pg/close.ts';
import { tarnPoolIn } from './tarn-pool.ts';

/** What a pool holds, and how what waits for it is settled. */
export interface DriverPool {
  /** Whether a connection is used, or waited for. */
  isBusy(): boolean;
  /** Gives the reason to whoever waits for a connection. */
  settleWaiting(reason: Error): void;
  /** Those that it has, each with its socket. */
  connections(): readonly Connection[];
  /** Whether it has something that cannot be reached: a connection that is being made, or one without a socket that is in use. */
  isOutOfReach(): boolean;
}

/** The pool that a value is; undefined where it is of no library that is known here. */
export function driverPoolIn(value: unknown): DriverPool | undefined {
  return typeof value === 'object' && value !== null ? (pgPoolIn(value) ?? mysql2PoolIn(value) ?? mssqlPoolIn(value) ?? tarnPoolIn(value)) : undefined;
}

/** Several pools as one. */
export function poolsTogether(pools: readonly DriverPool[]): DriverPool {
  return {
    isBusy: () => pools.some((pool) => pool.isBusy()),
    settleWaiting(reason) {
      for (const pool of pools) pool.settleWaiting(reason);
    },
    connections: () => pools.flatMap((pool) => pool.connections()),
    isOutOfReach: () => pools.some((pool) => pool.isOutOfReach()),
  };
}
