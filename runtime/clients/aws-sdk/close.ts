/** Closing a client of the AWS SDK: destroy() breaks its connections off, and the commands under way are then tried again, on new ones. */
import type { Agent } from 'node:http';
import type { ClientHttp2Session } from 'node:http2';
import { until } from '../../escalation/until.ts';
import type { ClosingWork, Room, WorkItem } from '../../escalation/work.ts';
import { asCallOverHttp, callsOverHttpOf, followCallsOverHttp, hasFollowedCallsOverHttp, whyEnded } from '../calls-over-http.ts';
import { closingAgent } from '../http/close.ts';
import { closingSession } from '../http2/close.ts';
import { hasMethods } from '../shape.ts';

/** Sends the requests: by HTTP/1.1 with agents, or by HTTP/2 with sessions. */
interface RequestHandler {
  handle(request: unknown, options: unknown): Promise<unknown>;
  readonly config?: { readonly httpAgent?: Agent; readonly httpsAgent?: Agent };
  /** Set where one of the agents was made by somebody else. */
  readonly externalAgent?: boolean;
  readonly connectionManager?: { readonly connectionPools: ReadonlyMap<string, Iterable<{ deref(): ClientHttp2Session }>> };
}

type Send = (given: unknown) => Promise<unknown>;

interface Client {
  readonly config: { readonly requestHandler: RequestHandler };
  readonly middlewareStack: { add(middleware: (next: Send, context: { readonly commandName?: string }) => Send, options: { step: string; priority: string; name: string }): void };
  destroy(): void;
}

const closed = new WeakSet<object>();

const clientRoom: Room<Client> = {
  library: '@aws-sdk',
  name: 'Client',
  level: 2,
  recognise(value): value is Client {
    const config: unknown = Reflect.get(value, 'config');
    const stack: unknown = Reflect.get(value, 'middlewareStack');
    const handler: unknown = typeof config === 'object' && config !== null ? Reflect.get(config, 'requestHandler') : undefined;
    return hasMethods(value, 'send', 'destroy') && isObject(stack) && hasMethods(stack, 'add', 'addRelativeTo') && isObject(handler) && hasMethods(handler, 'handle');
  },
  watch: followCommands,
  begin: closingOf,
};

function closingOf(client: Client): ClosingWork {
  const handler = client.config.requestHandler;
  const isFollowed = hasFollowedCallsOverHttp(client);
  // Where it is known which requests are this client's, those of others over the same agent go on.
  const leavesAgents = handler.externalAgent === true && isFollowed;
  const transports = new Map<object, ClosingWork>();
  const look = (): readonly ClosingWork[] => {
    if (!leavesAgents) for (const agent of [handler.config?.httpAgent, handler.config?.httpsAgent]) if (agent !== undefined && !transports.has(agent)) transports.set(agent, closingAgent(agent));
    for (const session of sessionsOf(handler)) if (!transports.has(session)) transports.set(session, closingSession(session));
    return [...transports.values()];
  };
  const isIdle = (): boolean => callsOverHttpOf(client).length === 0 && look().every((transport) => transport.inFlight().length === 0);
  const areGone = (): boolean => look().every((transport) => transport.isClosed());
  const letGo = (): void => {
    if (!leavesAgents) client.destroy();
    closed.add(client);
  };
  return {
    inFlight() {
      const transfers = look().flatMap((transport) => transport.inFlight());
      return transfers.length > 0 ? transfers : callsOverHttpOf(client).map((call): WorkItem => ({ key: call, kind: 'transfer', label: call.label }));
    },
    isClosed: () => closed.has(client) && isIdle() && areGone(),
    async polite({ signal }) {
      if (!(await until(isIdle, signal))) return;
      letGo();
      await until(areGone, signal);
    },
    async cancel(attempt) {
      look();
      // What is ended by the reason is not tried again.
      for (const call of callsOverHttpOf(client)) call.end(attempt.reason);
      for (const transport of transports.values()) {
        await transport.cancel?.(attempt);
        await transport.force?.(attempt);
      }
      letGo();
    },
  };
}

/** Each command, with all its attempts, is a call; one that was ended makes no further attempt. */
function followCommands(client: Client): void {
  if (!followCallsOverHttp(client)) return;
  client.middlewareStack.add((next, { commandName = 'a command' }) => (given) => asCallOverHttp(client, commandName, () => next(given)), { step: 'initialize', priority: 'high', name: 'safelyCloseCall' });
  client.middlewareStack.add(
    (next) => async (given) => {
      const reason = whyEnded();
      if (reason !== undefined) throw reason;
      return next(given);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'safelyCloseAttempt' },
  );
}

function sessionsOf(handler: RequestHandler): ClientHttp2Session[] {
  return [...(handler.connectionManager?.connectionPools.values() ?? [])].flatMap((pool) => [...pool].map((reference) => reference.deref()));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export const awsSdkRooms: readonly Room[] = [clientRoom];
