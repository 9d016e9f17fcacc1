/** Closing amqplib: close() waits for ever for a broker that does not answer, and then everybody who waits on a channel does. */
import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import { hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';

type Reply = (error: Error) => void;

interface Channel {
  /** Who waits for the answer that is due. */
  reply: Reply | null;
  /** What is asked after that. */
  readonly pending: { readonly reply: Reply }[] | null;
  /** Published, and neither confirmed nor refused. */
  readonly unconfirmed: readonly unknown[];
}

interface Connection {
  readonly stream: Duplex;
  /** Set when the connection has ended, by whomever. */
  readonly expectSocketClose: boolean;
  readonly channels: readonly ({ readonly channel: Channel } | null | undefined)[];
}

interface ChannelModel extends EventEmitter {
  readonly connection: Connection;
  close(): Promise<void>;
}

const modelRoom: Room<ChannelModel> = {
  library: 'amqplib',
  name: 'ChannelModel',
  level: 1,
  recognise(value): value is ChannelModel {
    const connection: unknown = Reflect.get(value, 'connection');
    return hasMethods(value, 'close', 'createChannel', 'createConfirmChannel') && typeof connection === 'object' && connection !== null && 'expectSocketClose' in connection && 'stream' in connection;
  },
  begin: (model) => {
    const { connection } = model;
    return closingConnected(
      {
        isBusy: () => !connection.expectSocketClose && channelsOf(connection).some(isWaiting),
        sayGoodbye: () => (connection.expectSocketClose ? undefined : model.close()),
        settleWaiting(reason) {
          guardAgainstUnheardErrors(model);
          for (const channel of channelsOf(connection)) settle(channel, reason);
        },
        connections: () => [connection.stream],
      },
      () => connection.expectSocketClose,
    );
  },
};

/** The first entry is the connection itself. */
function channelsOf({ channels }: Connection): Channel[] {
  return channels.slice(1).flatMap((entry) => (entry === null || entry === undefined ? [] : [entry.channel]));
}

function isWaiting({ reply, pending, unconfirmed }: Channel): boolean {
  return reply !== null || (pending?.length ?? 0) > 0 || unconfirmed.some((callback) => callback !== null);
}

/** What is unconfirmed it tells by itself, when the connection is gone. */
function settle(channel: Channel, reason: Error): void {
  const { reply } = channel;
  channel.reply = null;
  reply?.(reason);
  for (const { reply: next } of channel.pending?.splice(0) ?? []) next(reason);
}

export const amqplibRooms: readonly Room[] = [modelRoom];
