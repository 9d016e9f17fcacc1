/** Closing undici's dispatchers: `Client`, `Pool`, `Agent` and their kin. */
import type { ClosingWork, Room, WorkItem } from '../../escalation/work.ts';
import { hasMethods } from '../shape.ts';

interface Dispatcher {
  close(): Promise<void>;
  destroy(error: Error): Promise<void>;
  readonly closed?: boolean;
  readonly destroyed?: boolean;
  readonly stats?: unknown;
}

/** Dispatchers that are gone, as far as they themselves do not tell (`RetryAgent`, `MockAgent`). */
const closedDispatchers = new WeakSet<Dispatcher>();

const dispatcherRoom: Room<Dispatcher> = {
  library: 'undici',
  name: 'Dispatcher',
  level: 1,
  recognise: (value): value is Dispatcher => hasMethods(value, 'dispatch', 'close', 'destroy'),
  begin: closingOf,
};

function closingOf(dispatcher: Dispatcher): ClosingWork {
  const done = (): void => {
    closedDispatchers.add(dispatcher);
  };
  return {
    inFlight: () => requests(dispatcher),
    isClosed: () => closedDispatchers.has(dispatcher) || dispatcher.destroyed === true,
    polite: () => (dispatcher.closed === true ? undefined : dispatcher.close().then(done)),
    cancel: ({ reason }) => dispatcher.destroy(reason).then(done),
  };
}

/** One item for each request that runs or waits. undici counts them, but does not say which they are. */
function requests(dispatcher: Dispatcher): WorkItem[] {
  if (dispatcher.destroyed === true) return [];
  return [...countsByOrigin(dispatcher.stats)].flatMap(([origin, count]) =>
    Array.from({ length: count }, (_, index): WorkItem => ({ key: `${origin} ${index}`, kind: 'transfer', label: `a request to ${origin}` })),
  );
}

/** `Client` and `Pool` have one record of counts, `Agent` one for each origin. */
function* countsByOrigin(stats: unknown, origin = 'its origin'): Generator<[string, number]> {
  if (typeof stats !== 'object' || stats === null) return;
  const size: unknown = Reflect.get(stats, 'size');
  if (typeof size === 'number') yield [origin, size];
  else for (const [key, value] of Object.entries(stats)) yield* countsByOrigin(value, key);
}

export const undiciRooms: readonly Room[] = [dispatcherRoom];
