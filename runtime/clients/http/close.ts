/** Closing Node's http and https: servers and agents. */
import type { Agent, ClientRequest, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room, WorkItem } from '../../escalation/work.ts';
import { hasFlags, hasMethods } from '../shape.ts';
import { guardAgainstUnheardErrors } from '../unheard-errors.ts';
import { listeningServer, socketsOf } from '../net/listening-server.ts';

const serverRoom: Room<Server> = {
  library: 'http',
  name: 'http.Server',
  level: 1,
  politeMs: 'half-the-deadline',
  recognise: (value): value is Server => hasMethods(value, 'listen', 'close', 'closeAllConnections', 'closeIdleConnections') && hasFlags(value, 'listening'),
  begin: closingServer,
};

/** Closing a server of http: what it is answering, then its connections. */
export function closingServer(server: Server): ClosingWork {
  const exchanges = (): Exchange[] => socketsOf(server).flatMap(exchangeOn);
  return listeningServer(server, {
    transfers: () => exchanges().map(({ response, request }): WorkItem => ({ key: response, kind: 'transfer', label: labelOf(request.method, request.headers.host, request.url) })),
    letIdleGo: () => server.closeIdleConnections(),
    endTransfers(reason) {
      // Whoever reads the request or writes the response learns the reason; the connection goes with them.
      for (const { request, response } of exchanges()) {
        if (!request.complete) quietly(request).destroy(reason);
        response.destroy(reason);
      }
    },
    endConnections: () => server.closeAllConnections(),
  });
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** The request that a connection of a server is answering. */
function exchangeOn(socket: Socket): Exchange[] {
  const response: unknown = Reflect.get(socket, '_httpMessage');
  if (typeof response !== 'object' || response === null) return [];
  const request: unknown = Reflect.get(response, 'req');
  return typeof request === 'object' && request !== null ? [{ request: request as IncomingMessage, response: response as ServerResponse }] : [];
}

/** Agents of Node, and those of libraries that are built on them. */
const agentRoom: Room<Agent> = {
  library: 'http',
  name: 'http.Agent',
  level: 1,
  recognise: (value): value is Agent => hasMethods(value, 'destroy', 'getName', 'addRequest') && ['sockets', 'freeSockets', 'requests'].every((name) => typeof Reflect.get(value, name) === 'object'),
  begin: closingAgent,
};

/** Closing an agent: the requests that it carries, then its connections. */
export function closingAgent(agent: Agent): ClosingWork {
  const requests = (): ClientRequest[] => [...inUse(agent).flatMap(requestOn), ...waiting(agent)];
  const isClosed = (): boolean => inUse(agent).length === 0 && waiting(agent).length === 0 && Object.keys(agent.freeSockets).length === 0;
  const isClosedByNow = (): boolean => {
    closeFreeSockets(agent);
    return isClosed();
  };
  return {
    inFlight: () => requests().map((request): WorkItem => ({ key: request, kind: 'transfer', label: labelOf(request.method, request.host, request.path) })),
    isClosed,
    polite: ({ signal }) => until(isClosedByNow, signal).then(() => undefined),
    async cancel({ reason, signal }) {
      for (const request of requests()) endRequest(request, reason);
      await until(isClosedByNow, signal);
    },
    async force({ signal }) {
      agent.destroy();
      await until(isClosed, signal);
    },
  };
}

/** Ends a request with the reason, and the answer that is being read. */
export function endRequest(request: ClientRequest, reason: Error): void {
  const answer = answerOf(request);
  if (answer !== undefined && !answer.complete) quietly(answer).destroy(reason);
  quietly(request).destroy(reason);
}

/** The answer that a request is receiving. Its name is not documented, but as old as Node. */
function answerOf(request: ClientRequest): IncomingMessage | undefined {
  const answer: unknown = Reflect.get(request, 'res');
  return typeof answer === 'object' && answer !== null ? (answer as IncomingMessage) : undefined;
}

function inUse(agent: Agent): Socket[] {
  return Object.values(agent.sockets).flatMap((sockets) => (sockets ?? []));
}

function waiting(agent: Agent): ClientRequest[] {
  return Object.values(agent.requests).flatMap((requests) => requests ?? []);
}

function closeFreeSockets(agent: Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
}

function requestOn(socket: Socket): ClientRequest[] {
  const request: unknown = Reflect.get(socket, '_httpMessage');
  return typeof request === 'object' && request !== null ? [request as ClientRequest] : [];
}

function quietly<Emitter extends IncomingMessage | ClientRequest>(emitter: Emitter): Emitter {
  guardAgainstUnheardErrors(emitter);
  return emitter;
}

function labelOf(method: string | undefined, host: string | undefined, path: string | undefined): string {
  return `${method ?? 'GET'} ${host ?? ''}${path?.split('?')[0] ?? ''}`;
}

export const httpRooms: readonly Room[] = [serverRoom, agentRoom];
