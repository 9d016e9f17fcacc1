/** Closing a client of gRPC: its close() lets calls go on for ever, and its connections with them. */
import type { ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { Room } from '../../escalation/work.ts';
import { closingConnected } from '../connected.ts';
import { socketOf } from '../http2/close.ts';
import { hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';

/** A connection to one address. Clients of the same address and credentials share it. */
interface Subchannel {
  readonly refcount: number;
  readonly connectivityState: number;
  readonly transport?: { readonly session?: ClientHttp2Session } | null;
  readonly connector?: Connector | null;
}

/** Makes the connection of a subchannel: first a socket, which is nobody's meanwhile, then a session over it. */
interface Connector {
  readonly session?: ClientHttp2Session | null;
  createSession?(connected: { readonly socket: Socket }, ...rest: readonly unknown[]): Promise<unknown>;
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

/** The numbers that the protocol's libraries give these states. */
const [connecting, shutDown] = [1, 4];

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
    const look = (): ReadonlySet<Subchannel> => {
      for (const subchannel of subchannelsOf(channel)) {
        if (!own.has(subchannel) && !shared.has(subchannel)) (subchannel.refcount > ownReferences ? shared : own).add(subchannel);
      }
      return own;
    };
    const isBare = (subchannel: Subchannel): boolean => sessionsOf(subchannel).length === 0;
    // A client that is closed now would forget the socket, and leave it open once it is connected.
    const isOutOfReach = (): boolean => {
      const found = [...look()];
      if (found.some((subchannel) => subchannel.connectivityState === connecting && isBare(subchannel))) return true;
      return channel.getConnectivityState(false) === connecting && shared.size === 0 && found.every(isBare);
    };
    let asked = 0;
    return closingConnected(
      {
        isBusy: () => channel.callCount > 0 || isOutOfReach(),
        sayGoodbye() {
          client.close();
          return undefined;
        },
        // A name that nobody resolves must not keep the calls waiting.
        settleWaiting(reason) {
          asked += 1;
          if (asked <= patientPasses && isOutOfReach()) return;
          for (const subchannel of look()) if (isBare(subchannel)) refuseConnection(subchannel, reason);
          client.close();
        },
        // A session that ends by itself leaves its socket open until the server ends it as well.
        connections: () => [...look()].flatMap(sessionsOf).flatMap((session) => [session, ...[socketOf(session)].filter((socket) => socket !== undefined)]),
        isConnecting: () => isOutOfReach() || (shared.size > 0 && channel.callCount > 0),
        afterwards: () => client.close(),
      },
      () => channel.getConnectivityState(false) === shutDown && channel.callCount === 0,
    );
  },
};

/** In so many passes it is left to connect, to be reached. */
const patientPasses = 2;

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

/** A connector that was shut down drops the socket that it is given then, open as it is: this one ends it. */
function refuseConnection({ connector }: Subchannel, reason: Error): void {
  if (typeof connector?.createSession !== 'function') return;
  connector.createSession = ({ socket }) => {
    guardAgainstUnheardErrors(socket);
    socket.destroy(reason);
    return Promise.reject(reason);
  };
}

export const grpcJsRooms: readonly Room[] = [clientRoom];
