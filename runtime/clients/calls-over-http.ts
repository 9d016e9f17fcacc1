/**
 * The calls of a client that speaks over Node's http: whose promise is pending, and which requests it sent. For libraries whose
 * agent is shared with others, or that try a call again when its connection was broken off. Known from the time on when
 * `closing` was called for the client.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { endRequest } from './http/close.ts';

/** A call whose promise is pending, or whose answer is being read. */
export class CallOverHttp {
  readonly label: string;
  readonly requests = new Set<ClientRequest>();
  isPending = true;
  /** Set when it was ended: what it would still send is not to be sent. */
  reason: Error | undefined;
  private readonly reject: (reason: Error) => void;

  constructor(label: string, reject: (reason: Error) => void) {
    this.label = label;
    this.reject = reject;
  }

  /** Gives the reason to whoever waits for it, and ends its requests. */
  end(reason: Error): void {
    this.reason ??= reason;
    // Before its requests are ended, of which the library would make an error of its own.
    this.reject(reason);
    // The library may wait for its next attempt for long; nobody waits for that.
    this.isPending = false;
    for (const request of this.requests) endRequest(request, reason);
  }
}

const calls = new WeakMap<object, Set<CallOverHttp>>();
const running = new AsyncLocalStorage<CallOverHttp>();
let listens = false;

/** Begins to keep account of a client's calls. A second time changes nothing: then it returns false. */
export function followCallsOverHttp(client: object): boolean {
  if (calls.has(client)) return false;
  calls.set(client, new Set());
  if (listens) return true;
  listens = true;
  subscribe('http.client.request.created', (message) => {
    const call = running.getStore();
    if (call === undefined) return;
    const { request } = message as { readonly request: ClientRequest };
    call.requests.add(request);
    request.once('close', () => call.requests.delete(request));
  });
  return true;
}

/** Whether the calls of a client are known. */
export function hasFollowedCallsOverHttp(client: object): boolean {
  return calls.has(client);
}

/** The calls of a client that are under way; none where it is not followed. */
export function callsOverHttpOf(client: object): readonly CallOverHttp[] {
  const known = calls.get(client);
  if (known === undefined) return [];
  for (const call of known) if (!call.isPending && call.requests.size === 0) known.delete(call);
  return [...known];
}

/** Does a call of a followed client. */
export function asCallOverHttp<Result>(client: object, label: string, work: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const call = new CallOverHttp(label, reject);
    calls.get(client)?.add(call);
    running
      .run(call, work)
      .finally(() => {
        call.isPending = false;
      })
      .then(resolve, reject);
  });
}

/** Why the call in the course of which this is asked may send nothing any more. */
export function whyEnded(): Error | undefined {
  return running.getStore()?.reason;
}
