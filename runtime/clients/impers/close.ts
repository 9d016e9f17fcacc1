/** Closing a session of impers: over the multi handle that all sessions share, its requests would go on after its close(). */
import { until } from '../../escalation/until.ts';
import type { Room, WorkItem } from '../../escalation/work.ts';
import { hasFlags, hasMethods } from '../shape.ts';

interface RequestOptions {
  readonly signal?: AbortSignal;
}

interface Session {
  readonly closed: boolean;
  /** Whether the multi handle is the session's own. */
  readonly ownMulti: boolean;
  readonly multi: { readonly activeCount: number };
  /** What all of its methods call. */
  request(method: string, url: string, options?: RequestOptions): Promise<unknown>;
  close(): Promise<void>;
}

interface RunningRequest {
  readonly label: string;
  end(reason: Error): void;
}

/** The requests under way of the sessions that were given to `closing`. */
const running = new WeakMap<object, Set<RunningRequest>>();

const sessionRoom: Room<Session> = {
  library: 'impers',
  name: 'Session',
  recognise: (value): value is Session => hasMethods(value, 'request', 'get', 'post', 'close') && hasFlags(value, 'closed', 'ownMulti') && typeof Reflect.get(value, 'multi') === 'object',
  watch: followRequests,
  begin(session) {
    const requests = (): readonly RunningRequest[] => [...(running.get(session) ?? [])];
    const isIdle = (): boolean => requests().length === 0 && (running.has(session) || !session.ownMulti || session.multi.activeCount === 0);
    return {
      inFlight: () => requests().map((request): WorkItem => ({ key: request, kind: 'transfer', label: request.label })),
      isClosed: () => session.closed && requests().length === 0,
      async polite({ signal }) {
        if (await until(isIdle, signal)) await session.close();
      },
      async cancel({ reason }) {
        for (const request of requests()) request.end(reason);
        await session.close();
      },
    };
  },
};

function followRequests(session: Session): void {
  if (running.has(session)) return;
  const requests = new Set<RunningRequest>();
  running.set(session, requests);
  const send = session.request.bind(session);
  const following: Session['request'] = (method, url, options = {}) =>
    new Promise((resolve, reject) => {
      const ending = new AbortController();
      const request: RunningRequest = {
        label: `${method} ${url}`,
        end(reason) {
          requests.delete(request);
          reject(reason);
          ending.abort(reason);
        },
      };
      requests.add(request);
      const signal = options.signal === undefined ? ending.signal : AbortSignal.any([options.signal, ending.signal]);
      send(method, url, { ...options, signal })
        .finally(() => requests.delete(request))
        .then(resolve, reject);
    });
  Object.defineProperty(session, 'request', { value: following, writable: true, configurable: true, enumerable: false });
}

export const impersRooms: readonly Room[] = [sessionRoom];
