/**
 * Calls that are no sessions, but hold a process up: timers, single requests of Node's http, `fetch`. Watched only under
 * `inspect`, which may cost something.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { nowMs } from '../escalation/clock.ts';
import { originOf } from '../stacks.ts';
import type { Origin } from '../stacks.ts';

/** One call that may be holding something up. */
export interface WatchedCall {
  /** What it gave; its sockets are found in it. */
  readonly subject: object;
  readonly kind: string;
  readonly label: string;
  readonly origin: Origin;
  readonly sinceMs: number;
  /** Whether somebody waits for its answer. */
  readonly isRequest: boolean;
  /** Whether the event loop goes on because of it, where that can be asked. */
  keepsProcessAlive(): boolean;
  /** The port of the other side, where the sockets themselves cannot be reached. */
  readonly peerPort?: number;
}

interface Kept extends Omit<WatchedCall, 'subject'> {
  readonly subject: WeakRef<object>;
  isOver(subject: object): boolean;
}

let kept: Kept[] = [];
let sweepAt = 1_000;

/** What is going on now. */
export function callsGoingOn(): readonly WatchedCall[] {
  sweep();
  return kept.flatMap((call) => {
    const subject = call.subject.deref();
    return subject === undefined ? [] : [{ ...call, subject, keepsProcessAlive: () => call.keepsProcessAlive() }];
  });
}

function keep(call: Kept): void {
  kept.push(call);
  if (kept.length < sweepAt) return;
  sweep();
  sweepAt = Math.max(1_000, kept.length * 2);
}

function sweep(): void {
  kept = kept.filter((call) => {
    const subject = call.subject.deref();
    return subject !== undefined && !call.isOver(subject);
  });
}

/** Begins to watch, for the whole process. */
export function watchCalls(): void {
  const timers: unknown = createRequire(import.meta.url)('node:timers');
  if (typeof timers === 'object' && timers !== null) for (const name of ['setTimeout', 'setInterval'] as const) watchTimers(timers, name);
  syncBuiltinESMExports();
  watchFetch();
  subscribe('http.client.request.created', (message) => {
    const request: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, 'request') : undefined;
    if (typeof request === 'object' && request !== null) watchRequest(request as ClientRequest);
  });
}

function watchTimers(timers: object, name: 'setTimeout' | 'setInterval'): void {
  const original: unknown = Reflect.get(timers, name);
  if (typeof original !== 'function') return;
  const apply = (target: typeof original, self: unknown, parameters: unknown[]): unknown => {
    const timer: unknown = Reflect.apply(target, self, parameters);
    if (typeof timer !== 'object' || timer === null) return timer;
    const subject = new WeakRef(timer);
    const delay = typeof parameters[1] === 'number' ? `${parameters[1].toLocaleString('en')} ms` : 'the next turn';
    keep({
      subject,
      kind: name,
      label: name === 'setInterval' ? `every ${delay}` : `in ${delay}`,
      origin: originOf(name, apply),
      sinceMs: nowMs(),
      isRequest: false,
      // Its name is not documented, but as old as the class.
      isOver: (each) => Reflect.get(each, '_destroyed') === true,
      keepsProcessAlive: () => (subject.deref() as NodeJS.Timeout | undefined)?.hasRef() === true,
    });
    return timer;
  };
  const watched = new Proxy(original, { apply });
  Reflect.set(timers, name, watched);
  Reflect.set(globalThis, name, watched);
}

function watchRequest(request: ClientRequest): void {
  keep({
    subject: new WeakRef(request),
    kind: 'http request',
    label: `${request.method} ${request.protocol}//${String(request.getHeader('host') ?? request.host)}${request.path.split('?')[0] ?? ''}`,
    origin: originOf('http request', watchRequest),
    sinceMs: nowMs(),
    isRequest: true,
    isOver: () => request.closed || request.destroyed,
    keepsProcessAlive: () => false,
  });
}

function watchFetch(): void {
  const original = globalThis.fetch;
  if (typeof original !== 'function') return;
  const apply = (target: typeof original, self: unknown, parameters: Parameters<typeof fetch>): Promise<Response> => {
    const answer: Promise<Response> = Reflect.apply(target, self, parameters);
    const address = addressOf(parameters[0]);
    let isOver = false;
    const end = (): void => {
      isOver = true;
    };
    answer.then(end, end);
    keep({
      subject: new WeakRef(answer),
      kind: 'fetch',
      label: `${parameters[1]?.method ?? 'GET'} ${address === undefined ? '' : address.origin + address.pathname}`,
      origin: originOf('fetch', apply),
      sinceMs: nowMs(),
      isRequest: true,
      isOver: () => isOver,
      keepsProcessAlive: () => false,
      ...(address === undefined ? {} : { peerPort: Number(address.port === '' ? (address.protocol === 'https:' ? 443 : 80) : address.port) }),
    });
    return answer;
  };
  globalThis.fetch = new Proxy(original, { apply });
}

function addressOf(target: Parameters<typeof fetch>[0]): URL | undefined {
  try {
    return new URL(target instanceof Request ? target.url : target);
  } catch {
    return undefined;
  }
}
