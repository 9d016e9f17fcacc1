/** Closing NATS, either client: while it connects again, close() leaves the new connection open. */
import type { Duplex } from 'node:stream';
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import { hasMethods } from '../shape.ts';

interface PendingRequest {
  resolver(error: Error, message: object): void;
}

interface Protocol {
  readonly transport?: { readonly socket?: Duplex };
  readonly connected?: boolean;
  /** Pending while it connects again. */
  readonly connectPromise?: Promise<unknown> | null;
  readonly muxSubscriptions: { readonly reqs: ReadonlyMap<string, PendingRequest> };
}

interface NatsConnection {
  readonly protocol: Protocol;
  isClosed(): boolean;
  drain(): Promise<void>;
  close(): Promise<void>;
}

const connectionRoom: Room<NatsConnection> = {
  library: 'nats',
  name: 'NatsConnection',
  recognise(value): value is NatsConnection {
    const protocol: unknown = Reflect.get(value, 'protocol');
    return hasMethods(value, 'drain', 'close', 'isClosed', 'publish', 'subscribe') && typeof protocol === 'object' && protocol !== null && 'transport' in protocol && 'muxSubscriptions' in protocol;
  },
  begin(client) {
    const { protocol } = client;
    const socketsOf = (): Duplex[] => (protocol.transport?.socket === undefined ? [] : [protocol.transport.socket]);
    const isConnecting = (): boolean => (protocol.connectPromise ?? null) !== null;
    return closingConnected(
      {
        isBusy: () => !client.isClosed() && protocol.muxSubscriptions.reqs.size > 0,
        // What is not connected has nothing to drain.
        sayGoodbye: () => (client.isClosed() ? undefined : protocol.connected === true ? client.drain() : client.close()),
        settleWaiting(reason) {
          for (const request of [...protocol.muxSubscriptions.reqs.values()]) request.resolver(reason, {});
          void client.close().catch(() => undefined);
        },
        connections: socketsOf,
        isConnecting,
      },
      () => client.isClosed(),
    );
  },
};

export const natsRooms: readonly Room[] = [connectionRoom];
