/** Closing BullMQ: close() waits for its jobs, and its Redis clients keep commands that are never settled. */
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import { hasCommands, isRedis, settleRedis, streamsOf } from '../ioredis/close.ts';
import type { Redis } from '../ioredis/close.ts';
import { hasMethods } from '../shape.ts';

/** A queue, a worker, a listener or a producer of flows. */
interface Client {
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

interface OwnRedis {
  readonly redis: Redis;
  readonly blocks: boolean;
}

const closed = new WeakSet<object>();

const clientRoom: Room<Client> = {
  library: 'bullmq',
  name: 'Client',
  level: 1,
  recognise: (value): value is Client => hasMethods(value, 'close', 'disconnect', 'waitUntilReady', 'on') && ('backend' in value || 'connection' in value) && 'opts' in value,
  begin(client) {
    // It lets go of them when it is closed.
    const redises = ownRedises(client);
    // One that waits for jobs always has a command under way.
    const asking = redises.filter(({ blocks }) => !blocks);
    return closingConnected(
      {
        isBusy: () => !closed.has(client) && asking.some(({ redis }) => hasCommands(redis)),
        async sayGoodbye() {
          await client.close();
          closed.add(client);
        },
        settleWaiting(reason) {
          for (const { redis } of redises) settleRedis(redis, reason);
        },
        connections: () => redises.flatMap(({ redis }) => streamsOf(redis)),
        afterwards() {
          // It waits for events of clients that are closed by now.
          void client.disconnect().catch(() => undefined);
          closed.add(client);
        },
      },
      () => closed.has(client),
    );
  },
};

/** Its own clients of Redis: one that was passed in belongs to whoever made it. */
function ownRedises(client: object): OwnRedis[] {
  const holders = [client, Reflect.get(client, 'backend')];
  return holders.flatMap((holder) => ['connection', 'blockingConnection'].flatMap((name) => redisIn(propertyOf(holder, name))));
}

function redisIn(connection: unknown): OwnRedis[] {
  const options = propertyOf(connection, 'extraOptions');
  if (propertyOf(options, 'shared') === true) return [];
  const redis = propertyOf(connection, '_client');
  return typeof redis === 'object' && redis !== null && isRedis(redis) ? [{ redis, blocks: propertyOf(options, 'blocking') === true }] : [];
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

export const bullmqRooms: readonly Room[] = [clientRoom];
