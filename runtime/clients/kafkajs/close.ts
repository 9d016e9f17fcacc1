/** Closing KafkaJS: disconnect() waits for what is asked of a broker that does not answer, and then it asks again. */
import { SafelyCloseError } from '../../errors.ts';
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room } from '../../escalation/work.ts';
import { callsOf, followCalls } from '../followed-calls.ts';
import { followSockets, followedSockets, isFollowed, refuseSockets } from '../followed-sockets.ts';
import { hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';

/** A producer, a consumer or an admin. All that it has stands in closures, so it must be followed from the start. */
interface Client {
  readonly events: { readonly DISCONNECT: string };
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

const closed = new WeakSet<object>();

const clientRoom: Room<Client> = {
  library: 'kafkajs',
  name: 'Client',
  level: 1,
  recognise(value): value is Client {
    const event: unknown = Reflect.get(Object(Reflect.get(value, 'events')) as object, 'DISCONNECT');
    return hasMethods(value, 'connect', 'disconnect', 'on', 'logger') && typeof event === 'string' && event.endsWith('.disconnect');
  },
  watch(client) {
    const methods = Object.keys(client).filter((name) => hasMethods(client, name) && !['on', 'logger', 'disconnect', 'pause', 'resume', 'paused', 'seek'].includes(name));
    followSockets(client, ['kafkajs'], methods);
    followCalls(client, methods);
  },
  begin(client): ClosingWork {
    const calls = callsOf(client);
    const leave = async (): Promise<void> => {
      await client.disconnect();
      closed.add(client);
    };
    const areGone = (): boolean => followedSockets(client).every((socket) => socket.destroyed);
    return {
      inFlight: () => [...calls].map((call) => ({ key: call, kind: 'transfer', label: call.label })),
      isClosed: () => closed.has(client) && areGone(),
      whyOpen: () =>
        isFollowed(client) && areGone()
          ? new SafelyCloseError(
              'ERR_SAFELY_CLOSE_LEFT',
              'Its connections are gone, but its disconnect() has not come back: that waits for a message handler (eachMessage, eachBatch) which has not ended.',
            )
          : undefined,
      async polite({ signal }) {
        if (!(await until(() => calls.size === 0, signal))) return;
        await leave();
        await until(areGone, signal);
      },
      ...(isFollowed(client)
        ? {
            async cancel({ reason, signal }) {
              refuseSockets(client, reason);
              for (const call of calls) call.end(reason);
              const leaving = leave().catch(() => undefined);
              for (const socket of followedSockets(client)) {
                guardAgainstUnheardErrors(socket);
                socket.destroy(reason);
              }
              if (await until(areGone, signal)) await leaving;
            },
          }
        : {}),
    };
  },
};

export const kafkajsRooms: readonly Room[] = [clientRoom];
