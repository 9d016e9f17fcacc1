/** Closing a server of ws: its own close() leaves its connections open. (Its clients are closed as the catalog says.) */
import type { Server } from 'node:net';
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room } from '../../escalation/work.ts';
import { socketsOf } from '../net/listening-server.ts';
import { hasMethods } from '../shape.ts';

interface Connection {
  readonly readyState: number;
  close(code: number): void;
  terminate(): void;
}

interface WebSocketServer {
  readonly clients: ReadonlySet<Connection>;
  readonly options: { readonly port?: number | null; readonly server?: unknown };
  /** The server under it. */
  readonly _server?: Server | null;
  close(callback: (error?: unknown) => void): void;
}

/** "Going away", as a server that stops says. */
const goingAway = 1001;

const serverRoom: Room<WebSocketServer> = {
  library: 'ws',
  name: 'WebSocketServer',
  level: 1,
  politeMs: 'half-the-deadline',
  recognise: (value): value is WebSocketServer => hasMethods(value, 'handleUpgrade', 'shouldHandle', 'close') && Reflect.get(value, 'clients') instanceof Set,
  begin: closingOf,
};

const closed = new WeakSet<WebSocketServer>();

function closingOf(server: WebSocketServer): ClosingWork {
  let asked = false;
  // One that it was given belongs to whoever made it.
  const own = typeof server.options.port === 'number' ? (server._server ?? undefined) : undefined;
  const isEmpty = (): boolean => server.clients.size === 0;
  const stopListening = (): void => {
    if (asked) return;
    asked = true;
    // A second close() reports an error, which means the same here: it is closed.
    server.close(() => closed.add(server));
  };
  return {
    inFlight: () => [...server.clients].map((connection) => ({ key: connection, kind: 'connection', label: 'a WebSocket' })),
    isClosed: () => closed.has(server) && isEmpty(),
    polite({ signal }) {
      stopListening();
      for (const connection of server.clients) connection.close(goingAway);
      return until(() => closed.has(server) && isEmpty(), signal).then(() => undefined);
    },
    async force({ signal }) {
      for (const connection of server.clients) connection.terminate();
      // Who has connected and never asked for a WebSocket.
      if (own !== undefined) for (const socket of socketsOf(own)) socket.destroy();
      await until(() => closed.has(server) && isEmpty(), signal);
    },
  };
}

export const wsRooms: readonly Room[] = [serverRoom];
