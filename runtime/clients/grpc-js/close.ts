/** Closing a client of gRPC: its close() lets calls go on for ever, and its connections with them. */
import type { ClientHttp2Session } from 'node:http2';
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import { socketOf } from '../http2/close.ts';
import { hasMethods } from '../shape.ts';

/** A connection to one address. Clients of the same address and credentials share it. */
interface Subchannel {
  readonly refcount: number;
  readonly transport?: { readonly session?: ClientHttp2Session } | null;
  readonly connector?: { readonly session?: ClientHttp2Session } | null;
}

interface InternalChannel {
  /** The calls that are under way. */
  readonly callCount: number;
  readonly wrappedSubchannels: ReadonlySet<{ readonly child: unknown }>;
  getConnectivityState(tryToConnect: boolean): number;
}

interface Client {
  getChannel(): { readonly internalChannel: InternalChannel };
  close(): void;
}

/** The number that the protocol's libraries give the state. */
const shutDown = 4;

const clientRoom: Room<Client> = {
  library: '@grpc/grpc-js',
  name: 'Client',
  level: 1,
  recognise: (value): value is Client => hasMethods(value, 'close', 'getChannel', 'waitForReady', 'makeUnaryRequest') && channelOf(value as unknown as Client) !== undefined,
  begin(client) {
    const channel = channelOf(client);
    if (channel === undefined) throw new TypeError('This is no client of gRPC any more.');
    // Of a connection that is shared the other clients' calls are none of our business.
    const own = new Set<Subchannel>();
    const shared = new Set<Subchannel>();
    for (const subchannel of subchannelsOf(channel)) (subchannel.refcount > ownReferences ? shared : own).add(subchannel);
    return closingConnected(
      {
        isBusy: () => channel.callCount > 0,
        sayGoodbye() {
          client.close();
          return undefined;
        },
        settleWaiting: () => client.close(),
        // A session that ends by itself leaves its socket open until the server ends it as well.
        connections: () => [...own].flatMap(sessionsOf).flatMap((session) => [session, ...[socketOf(session)].filter((socket) => socket !== undefined)]),
        isConnecting: () => shared.size > 0 && channel.callCount > 0,
      },
      () => channel.getConnectivityState(false) === shutDown && channel.callCount === 0,
    );
  },
};

/** The channel's reference, and that of the pool of all subchannels. */
const ownReferences = 2;

function channelOf(client: Client): InternalChannel | undefined {
  const channel: unknown = Reflect.get(client.getChannel(), 'internalChannel');
  return typeof channel === 'object' && channel !== null && 'callCount' in channel && 'wrappedSubchannels' in channel ? (channel as InternalChannel) : undefined;
}

/** A wrapper for each policy that it goes through stands around it. */
function subchannelsOf({ wrappedSubchannels }: InternalChannel): Subchannel[] {
  return [...wrappedSubchannels].flatMap((wrapper) => {
    let candidate: unknown = wrapper;
    while (typeof candidate === 'object' && candidate !== null && !('refcount' in candidate && 'connector' in candidate)) candidate = Reflect.get(candidate, 'child');
    return typeof candidate === 'object' && candidate !== null ? [candidate as Subchannel] : [];
  });
}

function sessionsOf({ transport, connector }: Subchannel): ClientHttp2Session[] {
  return [transport?.session, connector?.session].filter((session) => session !== undefined && session !== null);
}

export const grpcJsRooms: readonly Room[] = [clientRoom];
