/** Closing a server of ws: its own close() leaves its connections open. (Its clients are closed as the catalog says.) */
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room } from '../../escalation/work.ts';
import { hasMethods } from '../shape.ts';

interface Connection {
  readonly readyState: number;
  close(code: number): void;
  terminate(): void;
}

interface WebSocketServer {
  readonly clients: ReadonlySet<Connection>;
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
      await until(() => closed.has(server) && isEmpty(), signal);
    },
  };
}

export const wsRooms: readonly Room[] = [serverRoom];
