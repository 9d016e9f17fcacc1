/** Following the calls of a client whose promises its own closing leaves pending, from the time on when `closing` was called for it. */

/** A call whose promise is pending. */
export interface FollowedCall {
  readonly label: string;
  /** Gives the reason to whoever waits for it. */
  end(reason: Error): void;
}

const calls = new WeakMap<object, Set<FollowedCall>>();

/** The calls of a client that are under way; none where it is not followed. */
export function callsOf(client: object): ReadonlySet<FollowedCall> {
  return calls.get(client) ?? new Set();
}

/** Shadows methods on the instance, so that the promises which they give can be settled. A second time changes nothing. */
export function followCalls(client: object, methods: readonly string[]): void {
  if (calls.has(client)) return;
  const running = new Set<FollowedCall>();
  calls.set(client, running);
  for (const name of methods) {
    const method: unknown = Reflect.get(client, name);
    if (typeof method !== 'function') continue;
    const following = function (this: unknown, ...parameters: unknown[]): unknown {
      const given: unknown = Reflect.apply(method, this, parameters);
      return given instanceof Promise ? follow(running, name, given) : given;
    };
    Object.defineProperty(client, name, { value: following, writable: true, configurable: true, enumerable: true });
  }
}

function follow(running: Set<FollowedCall>, name: string, promise: Promise<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call: FollowedCall = {
      label: `${name}()`,
      end(reason) {
        running.delete(call);
        reject(reason);
      },
    };
    running.add(call);
    promise.finally(() => running.delete(call)).then(resolve, reject);
  });
}
