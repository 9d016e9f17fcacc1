import type { Server, Socket } from 'node:net';
import { until } from '../../escalation/until.ts';
import type { ClosingWork, WorkItem } from '../../escalation/work.ts';

/** How a kind of server ends what its connections carry. */
export interface ServerManners {
  /** The requests that are being answered. */
  transfers(): readonly WorkItem[];
  /** Asked once: tells the connections that the server goes. */
  sayGoodbye?(): void;
  /** Asked again and again: lets the connections go that carry nothing just now. */
  letIdleGo?(): void;
  endTransfers?(reason: Error): void;
  endConnections(reason: Error): void;
}

/** What all of Node's servers share: no new connection, then none at all. */
export function listeningServer(server: Server, manners: ServerManners): ClosingWork {
  // A connection that the peer broke off is out of the count a moment before it has closed and its request is over.
  const isClosed = (): boolean => !server.listening && countConnections(server) === 0 && manners.transfers().length === 0;
  return {
    inFlight: () => manners.transfers(),
    isClosed,
    // It may still look up its host, which only Node knows, and would listen afterwards. One that has been bound says "close" once more when it is closed again.
    callOff() {
      if (!hasBeenBound(server)) server.close();
    },
    polite({ signal }) {
      if (server.listening) server.close();
      manners.sayGoodbye?.();
      const isClosedByNow = (): boolean => {
        manners.letIdleGo?.();
        return isClosed();
      };
      return until(isClosedByNow, signal).then(() => undefined);
    },
    ...(manners.endTransfers === undefined
      ? {}
      : {
          async cancel({ reason, signal }) {
            manners.endTransfers?.(reason);
            await until(isClosed, signal);
          },
        }),
    async force({ reason, signal }) {
      manners.endConnections(reason);
      // Sockets that were taken over by another protocol are nobody's but the server's.
      for (const socket of socketsOf(server)) socket.destroy();
      await until(isClosed, signal);
    },
  };
}

/** Node keeps the key of the address that a server was bound to. */
const hasBeenBound = (server: Server): boolean => typeof Reflect.get(server, '_connectionKey') === 'string';

/** The open connections of a server, also those that were upgraded: Node lists its active handles, sockets name their server. */
export function socketsOf(server: Server): Socket[] {
  const list: unknown = Reflect.get(process, '_getActiveHandles');
  if (typeof list !== 'function') return [];
  const handles: unknown = Reflect.apply(list, process, []);
  return (Array.isArray(handles) ? handles : []).filter((handle: unknown): handle is Socket => typeof handle === 'object' && handle !== null && Reflect.get(handle, 'server') === server && typeof Reflect.get(handle, 'destroy') === 'function');
}

/** The count without the detour of the asynchronous `getConnections`. */
function countConnections(server: Server): number {
  const count: unknown = Reflect.get(server, '_connections');
  return typeof count === 'number' ? count : 0;
}
