/** Following the requests of a dispatcher that hides what it wraps, from the time on when `closing` was called for it. */
import type { WorkItem } from '../../escalation/work.ts';
import type { Dispatcher } from './close.ts';

/** A request that has not ended. */
export interface FollowedRequest {
  readonly item: WorkItem;
  /** Gives the waiting code the reason, in undici's own way. */
  end(reason: Error): void;
}

const requests = new WeakMap<Dispatcher, Set<FollowedRequest>>();

export function isFollowed(dispatcher: Dispatcher): boolean {
  return requests.has(dispatcher);
}

export function followedRequests(dispatcher: Dispatcher): readonly FollowedRequest[] {
  return [...(requests.get(dispatcher) ?? [])];
}

/** Shadows `dispatch` on the instance, so that each request is known until it ends. */
export function followRequests(dispatcher: Dispatcher): void {
  if (requests.has(dispatcher)) return;
  const running = new Set<FollowedRequest>();
  requests.set(dispatcher, running);
  const { dispatch } = dispatcher;
  const following = (options: object, handler: object): boolean => {
    let controller: object | undefined;
    const request: FollowedRequest = {
      item: { key: Symbol('request'), kind: 'transfer', label: `a request to ${String(Reflect.get(options, 'origin') ?? 'its origin')}` },
      end(reason) {
        running.delete(request);
        if (controller === undefined) invoke(handler, 'onResponseError', null, reason);
        else invoke(controller, 'abort', reason);
      },
    };
    running.add(request);
    return dispatch.call(
      dispatcher,
      options,
      overhearing(handler, (event, parameters) => {
        if (event === 'onRequestStart' && typeof parameters[0] === 'object' && parameters[0] !== null) controller = parameters[0];
        if (lastEvents.has(event)) running.delete(request);
      }),
    );
  };
  Object.defineProperty(dispatcher, 'dispatch', { value: following, configurable: true, enumerable: false, writable: true });
}

/** After one of these, a handler hears no more of its request. */
const lastEvents = new Set<string | symbol>(['onResponseEnd', 'onResponseError', 'onRequestUpgrade', 'onComplete', 'onError', 'onUpgrade']);

/** The handler, with somebody who listens in. */
function overhearing(handler: object, hear: (event: string | symbol, parameters: readonly unknown[]) => void): object {
  return new Proxy(handler, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...parameters: unknown[]): unknown => {
        hear(name, parameters);
        return Reflect.apply(value, target, parameters);
      };
    },
  });
}

function invoke(target: object, name: string, ...parameters: unknown[]): void {
  const method: unknown = Reflect.get(target, name);
  if (typeof method === 'function') Reflect.apply(method, target, parameters);
}
