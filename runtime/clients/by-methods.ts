import { SafelyCloseError } from '../errors.ts';
import type { ClosingWork, Step } from '../escalation/work.ts';
import { hasMethods } from './shape.ts';

/** A method that closes, and how it tells that it has. */
export interface ClosingMethod {
  readonly name: string;
  /** `callback`: by the first of the events, where there are any, else by a callback that it takes. */
  readonly settles: 'promise' | 'callback' | 'nothing';
  readonly endEvents?: readonly string[];
  /** How to call it, where that is not by its name. */
  readonly call?: () => unknown;
}

/** The methods that close one client: the polite one is tried first, then the forcible one. */
export interface ClosingMethods {
  readonly polite?: ClosingMethod | undefined;
  readonly force?: ClosingMethod | undefined;
  /** Whether the client says of itself that it is closed. */
  readonly isClosed?: (() => boolean) | undefined;
}

/** Clients that were closed this way, for those that cannot be asked. */
const closed = new WeakSet<object>();

/**
 * Closes a client of which nothing is known but the names of its methods. It is closed when its method says so: which promises
 * its callers wait for, and which sockets it has, cannot be seen from outside. Those of a client that is still shaking hands
 * live in closures of its library as a rule, so that looking through the client's own properties does not find them either.
 */
export function byMethods(client: object, { polite, force, isClosed }: ClosingMethods): ClosingWork {
  const step = (method: ClosingMethod): Step => async () => {
    await call(client, method);
    closed.add(client);
  };
  return {
    inFlight: () => [],
    isClosed: () => closed.has(client) || (isClosed?.() ?? false),
    whyOpen: () =>
      polite === undefined && force === undefined
        ? new SafelyCloseError(
            'ERR_SAFELY_CLOSE_UNKNOWN_CLIENT',
            client instanceof Promise
              ? 'This is a promise, and not the client that it gives: await it first.'
              : 'This object has no method that closes it. Describe it with defineClient, or pass the client itself.',
          )
        : undefined,
    ...(polite === undefined ? {} : { polite: step(polite) }),
    ...(force === undefined ? {} : { force: step(force) }),
  };
}

async function call(client: object, method: ClosingMethod): Promise<void> {
  const close: unknown = method.call ?? Reflect.get(client, method.name);
  if (typeof close !== 'function') {
    throw new SafelyCloseError('ERR_SAFELY_CLOSE_UNKNOWN_CLIENT', `The client has no method ${method.name}; correct the description that names it.`);
  }
  const { endEvents = [] } = method;
  if (method.settles !== 'callback') await Reflect.apply(close, client, []);
  else if (endEvents.length > 0 && hasMethods(client, 'on', 'removeListener')) await callAndHear(client, () => void Reflect.apply(close, client, []), endEvents);
  else await callAndBeCalled((done) => void Reflect.apply(close, client, [done]));
}

function callAndBeCalled(close: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    close((error) => (error === undefined || error === null ? resolve() : reject(error)));
  });
}

function callAndHear(client: { on(event: string, listener: () => void): unknown; removeListener(event: string, listener: () => void): unknown }, close: () => void, events: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const hear = (): void => {
      for (const event of events) client.removeListener(event, hear);
      resolve();
    };
    for (const event of events) client.on(event, hear);
    close();
  });
}
