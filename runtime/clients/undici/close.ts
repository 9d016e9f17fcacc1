/** Closing undici's dispatchers: `Client`, `Pool`, `Agent` and their kin. */
import type { ClosingWork, Room, WorkItem } from '../../escalation/work.ts';
import { until } from '../../escalation/until.ts';
import { hasMethods } from '../shape.ts';
import { followRequests, followedRequests, isFollowed } from './followed-requests.ts';

export interface Dispatcher {
  dispatch(options: object, handler: object): boolean;
  close(): Promise<void>;
  destroy(error: Error): Promise<void>;
  readonly closed?: boolean;
  readonly destroyed?: boolean;
}

/** A dispatcher with connections of its own, which counts its requests: a `Client` or a pool of them. */
interface Leaf extends Dispatcher {
  readonly stats: { readonly size: number };
}

/** Dispatchers that are gone, where they themselves do not tell (`RetryAgent`, `MockAgent`). */
const closedDispatchers = new WeakSet<Dispatcher>();

const dispatcherRoom: Room<Dispatcher> = {
  library: 'undici',
  name: 'Dispatcher',
  level: 1,
  recognise: isDispatcher,
  watch(dispatcher) {
    if (isOpaque(dispatcher)) followRequests(dispatcher);
  },
  begin: closingDispatcher,
};

/** Closing a dispatcher and all that it is made of. */
export function closingDispatcher(dispatcher: Dispatcher): ClosingWork {
  // An Agent forgets its pools when it is asked to close: its destroy() afterwards destroys nothing. So they are kept here.
  const leaves = [...leavesOf(dispatcher)];
  const done = (): void => {
    closedDispatchers.add(dispatcher);
  };
  return {
    inFlight: () => [...leaves.flatMap(requestsOf), ...followedRequests(dispatcher).map((request) => request.item)],
    isClosed: () => closedDispatchers.has(dispatcher) || (dispatcher.destroyed === true && leaves.every((leaf) => leaf.destroyed === true)),
    async polite({ signal }) {
      // What a wrapped Agent would forget here could not be reached any more, so one waits for it first.
      if (isOpaque(dispatcher) && !(await until(() => isFollowed(dispatcher) && followedRequests(dispatcher).length === 0, signal))) return;
      await dispatcher.close();
      done();
    },
    async cancel({ reason }) {
      for (const request of followedRequests(dispatcher)) request.end(reason);
      const destroyed = await Promise.allSettled([...leaves, dispatcher].map(async (each) => each.destroy(reason)));
      done();
      const failure = destroyed.find((result) => result.status === 'rejected');
      if (failure !== undefined && !isNotImplemented(failure.reason)) throw failure.reason;
    },
  };
}

function isDispatcher(value: object): value is Dispatcher {
  return hasMethods(value, 'dispatch', 'close', 'destroy');
}

function isLeaf(dispatcher: Dispatcher): dispatcher is Leaf {
  const stats: unknown = Reflect.get(dispatcher, 'stats');
  return typeof stats === 'object' && stats !== null && typeof Reflect.get(stats, 'size') === 'number';
}

/** The dispatchers with connections that one leads to: an `Agent` to its pools, a proxy's agent to others. */
function* leavesOf(dispatcher: Dispatcher, seen = new Set<Dispatcher>()): Generator<Leaf> {
  if (seen.has(dispatcher)) return;
  seen.add(dispatcher);
  if (isLeaf(dispatcher)) yield dispatcher;
  else for (const inner of innerDispatchers(dispatcher)) yield* leavesOf(inner, seen);
}

/** What a dispatcher is made of stands in properties without public names. */
function* innerDispatchers(dispatcher: Dispatcher): Generator<Dispatcher> {
  for (const key of Reflect.ownKeys(dispatcher)) {
    const value: unknown = Reflect.get(dispatcher, key);
    if (typeof value !== 'object' || value === null) continue;
    for (const candidate of value instanceof Map ? value.values() : [value]) {
      const inner = plainOrReferenced(candidate);
      if (inner !== undefined && isDispatcher(inner)) yield inner;
    }
  }
}

/** Some versions keep weak references, some a record beside the dispatcher. */
function plainOrReferenced(candidate: unknown): object | undefined {
  if (typeof candidate !== 'object' || candidate === null) return undefined;
  const isReference = candidate instanceof WeakRef;
  const inner: unknown = isReference ? candidate.deref() : Reflect.get(candidate, 'dispatcher');
  if (typeof inner === 'object' && inner !== null) return inner;
  return isReference ? undefined : candidate;
}

/** One item for each request that runs or waits. undici counts them, but does not say which they are. */
function requestsOf(leaf: Leaf): WorkItem[] {
  if (leaf.destroyed === true) return [];
  const origin = originOf(leaf);
  return Array.from({ length: leaf.stats.size }, (_, index): WorkItem => ({ key: `${origin} ${index}`, kind: 'transfer', label: `a request to ${origin}` }));
}

function originOf(leaf: Leaf): string {
  const symbol = Object.getOwnPropertySymbols(leaf).find((candidate) => candidate.description === 'url');
  const url: unknown = symbol === undefined ? undefined : Reflect.get(leaf, symbol);
  return url instanceof URL ? url.origin : 'its origin';
}

/** A `RetryAgent` hides what it wraps. */
function isOpaque(dispatcher: Dispatcher): boolean {
  return !isLeaf(dispatcher) && dispatcher.closed === undefined && innerDispatchers(dispatcher).next().done === true;
}

/** The abstract class throws where a subclass has no `destroy`. */
function isNotImplemented(error: unknown): boolean {
  return error instanceof Error && error.message === 'not implemented';
}

export const undiciRooms: readonly Room[] = [dispatcherRoom];
