import { SafelyCloseError } from '../errors.ts';
import type { ClosingWork, Step } from '../escalation/work.ts';

/** A method that closes, and how it tells that it has. */
export interface ClosingMethod {
  readonly name: string;
  readonly settles: 'promise' | 'callback' | 'nothing';
  /** How to call it, where that is not by its name. */
  readonly call?: () => unknown;
}

/** Clients that were closed this way: they themselves cannot be asked. */
const closed = new WeakSet<object>();

/** Closes a client of which nothing is known but the names of its methods. */
export function byMethods(client: object, methods: { readonly polite?: ClosingMethod | undefined; readonly force?: ClosingMethod | undefined }): ClosingWork {
  const step = (method: ClosingMethod): Step => async () => {
    await call(client, method);
    closed.add(client);
  };
  const { polite, force } = methods;
  return {
    inFlight: () => [],
    isClosed: () => closed.has(client),
    whyOpen: () =>
      polite === undefined && force === undefined
        ? new SafelyCloseError(
            'ERR_SAFELY_CLOSE_UNKNOWN_CLIENT',
            'This object has no method that closes it. Describe it with defineClient, or pass the client itself.',
          )
        : undefined,
    ...(polite === undefined ? {} : { polite: step(polite) }),
    ...(force === undefined ? {} : { force: step(force) }),
  };
}

function call(client: object, method: ClosingMethod): unknown {
  if (method.call !== undefined) return method.call();
  const close: unknown = Reflect.get(client, method.name);
  if (typeof close !== 'function') {
    throw new SafelyCloseError('ERR_SAFELY_CLOSE_UNKNOWN_CLIENT', `The client has no method ${method.name}; correct the description that names it.`);
  }
  if (method.settles !== 'callback') return Reflect.apply(close, client, []);
  return new Promise<void>((resolve, reject) => {
    Reflect.apply(close, client, [(error: unknown) => (error === undefined || error === null ? resolve() : reject(error))]);
  });
}
