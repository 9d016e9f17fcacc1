/** Closing ioredis: quit() waits behind a blocking command, and commands that were to be sent again are never settled. */
import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import { hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';

/** The library's own queue. */
interface Queue {
  readonly length: number;
  shift(): { readonly command: { reject(reason: Error): void } } | undefined;
}

/** A client of one server. */
export interface Redis extends EventEmitter {
  readonly status: string;
  /** Set where it was asked to end: then it may stay in a status that says that it is about to connect again. */
  readonly manuallyClosing?: boolean;
  readonly stream?: Duplex | null;
  /** Sent, and not answered. */
  readonly commandQueue: Queue;
  /** Not sent yet. */
  readonly offlineQueue: Queue;
  /** Sent over a connection that is gone, to be sent again. */
  readonly prevCommandQueue?: Queue | null;
  quit(): Promise<unknown>;
  disconnect(): void;
}

interface Cluster extends EventEmitter {
  readonly status: string;
  readonly offlineQueue: Queue;
  nodes(role: 'all'): readonly Redis[];
  quit(): Promise<unknown>;
  disconnect(): void;
}

const redisRoom: Room<Redis> = {
  library: 'ioredis',
  name: 'Redis',
  recognise: isRedis,
  begin: (redis) =>
    closingConnected(
      {
        isBusy: () => redis.status !== 'end' && hasCommands(redis),
        sayGoodbye: () => goodbyeOf(redis),
        settleWaiting: (reason) => settleRedis(redis, reason),
        connections: () => streamsOf(redis),
      },
      () => redis.status === 'end' || (redis.manuallyClosing === true && redis.status === 'reconnecting'),
    ),
};

const clusterRoom: Room<Cluster> = {
  library: 'ioredis',
  name: 'Cluster',
  level: 1,
  recognise: (value): value is Cluster => hasMethods(value, 'nodes', 'quit', 'disconnect', 'duplicate') && 'offlineQueue' in value && typeof Reflect.get(value, 'status') === 'string',
  begin: (cluster) =>
    closingConnected(
      {
        isBusy: () => cluster.status !== 'end' && (cluster.offlineQueue.length > 0 || cluster.nodes('all').some(hasCommands)),
        sayGoodbye: () => goodbyeOf(cluster),
        settleWaiting(reason) {
          const nodes = cluster.nodes('all');
          guardAgainstUnheardErrors(cluster);
          settle(cluster.offlineQueue, reason);
          cluster.disconnect();
          for (const redis of nodes) settleRedis(redis, reason);
        },
        connections: () => cluster.nodes('all').flatMap(streamsOf),
      },
      () => cluster.status === 'end',
    ),
};

/** Whether this is a client of one server, of ioredis or of a library built on it. */
export function isRedis(value: object): value is Redis {
  return hasMethods(value, 'quit', 'disconnect', 'sendCommand', 'duplicate') && 'commandQueue' in value && 'offlineQueue' in value && typeof Reflect.get(value, 'status') === 'string';
}

/** One that was never to connect holds nothing; asked to quit, it would connect first. */
function goodbyeOf(client: Redis | Cluster): Promise<unknown> | undefined {
  if (client.status !== 'wait' && client.status !== 'end') return client.quit();
  client.disconnect();
  return undefined;
}

/** Whether commands wait for their answer, sent or not. */
export function hasCommands(redis: Redis): boolean {
  return queuesOf(redis).some(({ length }) => length > 0);
}

/** Gives the reason to every command, sent or not, and lets the client connect no more. */
export function settleRedis(redis: Redis, reason: Error): void {
  guardAgainstUnheardErrors(redis);
  for (const queue of queuesOf(redis)) settle(queue, reason);
  redis.disconnect();
}

/** The connection, once there is one. */
export function streamsOf(redis: Redis): Duplex[] {
  return redis.stream === undefined || redis.stream === null ? [] : [redis.stream];
}

function queuesOf({ commandQueue, offlineQueue, prevCommandQueue }: Redis): Queue[] {
  return [commandQueue, offlineQueue, ...(prevCommandQueue === undefined || prevCommandQueue === null ? [] : [prevCommandQueue])];
}

function settle(queue: Queue, reason: Error): void {
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) item.command.reject(reason);
}

export const ioredisRooms: readonly Room[] = [redisRoom, clusterRoom];
