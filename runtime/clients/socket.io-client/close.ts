/** Closing Socket.IO's client: disconnect() waits for a goodbye of the server's, and for a connection that is not there yet. */
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room } from '../../escalation/work.ts';
import { hasMethods } from '../shape.ts';
import { requestsWhere } from './open-requests.ts';

/** One waits for an answer. `withError` where a promise or a time limit stands behind it. */
type Acknowledgement = ((this: unknown, error: Error) => void) & { readonly withError?: boolean };

interface WebSocketOfTransport {
  readonly readyState: number;
  terminate?(): void;
}

interface Transport {
  /** While it polls. */
  readonly pollXhr?: { readonly _uri: string };
  readonly ws?: WebSocketOfTransport | null;
}

interface Manager {
  readonly engine?: { readonly id?: string | null; readonly readyState: string; readonly transport?: Transport };
  /** The sockets that share its connection. */
  readonly nsps: Readonly<Record<string, { readonly active: boolean }>>;
}

interface Socket {
  readonly io: Manager;
  readonly connected: boolean;
  readonly active: boolean;
  readonly acks: Record<string, Acknowledgement>;
  disconnect(): unknown;
}

/** What a WebSocket says of itself when it is closed. */
const closedState = 3;

const socketRoom: Room<Socket> = {
  library: 'socket.io-client',
  name: 'Socket',
  recognise: (value): value is Socket => hasMethods(value, 'emit', 'emitWithAck', 'disconnect', 'timeout') && 'acks' in value && 'nsps' in Object(Reflect.get(value, 'io')),
  begin(socket): ClosingWork {
    const transports = transportsOf(socket.io);
    // Others on the same connection keep it.
    const isShared = (): boolean => Object.values(socket.io.nsps).some((other) => other !== socket && other.active);
    const isGone = (): boolean => !socket.active && (isShared() || transports.areGone());
    const awaited = (): string[] => Object.entries(socket.acks).flatMap(([id, { withError }]) => (withError === true ? [id] : []));
    let closed = false;
    return {
      inFlight: () => awaited().map((id) => ({ key: id, kind: 'transfer', label: 'an acknowledgement' })),
      isClosed: () => closed || (awaited().length === 0 && isGone()),
      async polite({ signal }) {
        if (!(await until(() => awaited().length === 0, signal))) return;
        transports.look();
        socket.disconnect();
        closed = await until(isGone, signal);
      },
      async cancel({ reason, signal }) {
        for (const id of awaited()) {
          const acknowledgement = socket.acks[id];
          Reflect.deleteProperty(socket.acks, id);
          acknowledgement?.call(socket, reason);
        }
        transports.look();
        socket.disconnect();
        closed = await until(() => {
          if (!isShared()) transports.destroy(reason);
          return isGone();
        }, signal);
      },
    };
  },
};

/** All that carries a connection: the library lets go of it when it is asked to close. */
function transportsOf(manager: Manager): { look(): void; areGone(): boolean; destroy(reason: Error): void } {
  const webSockets = new Set<WebSocketOfTransport>();
  /** What the address of a request says whose it is: the connection's name, and before there is one, the whole address. */
  const marks = new Set<string>();
  const look = (): void => {
    const { id, transport } = manager.engine ?? {};
    if (transport?.ws !== undefined && transport.ws !== null) webSockets.add(transport.ws);
    if (typeof id === 'string') marks.add(`&sid=${id}`);
    else if (transport?.pollXhr !== undefined) marks.add(transport.pollXhr._uri.replace(/^[^?]*/, ''));
  };
  const requests = (): ReturnType<typeof requestsWhere> => requestsWhere((path) => [...marks].some((mark) => path.includes(mark)));
  return {
    look,
    areGone() {
      look();
      const { readyState } = manager.engine ?? {};
      return (readyState === undefined || readyState === 'closed') && [...webSockets].every((webSocket) => webSocket.readyState === closedState) && requests().length === 0;
    },
    destroy(reason) {
      for (const request of requests()) request.destroy(reason);
      for (const webSocket of webSockets) webSocket.terminate?.();
    },
  };
}

export const socketIoClientRooms: readonly Room[] = [socketRoom];
