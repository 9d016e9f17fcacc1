/**
 * Which sockets a client opened, for libraries that keep theirs where nothing leads to: those that it opens while one of its own
 * methods runs, or anything that such a call began, a timer say. Known from the time on when the client was given to `closing`.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { guardAgainstUnheardErrors } from './unheard-errors.ts';

interface Ledger {
  /** The folders of the packages that open its sockets: what a user's own callback opens meanwhile is the user's. */
  readonly openers: readonly string[];
  readonly sockets: Set<Socket>;
  /** Set when the client was closed: what it still opens then, to try again, is closed at once. */
  reason?: Error;
}

const ledgers = new WeakMap<object, Ledger>();
const running = new AsyncLocalStorage<Ledger>();
/** Whose the next socket is that is opened in this turn. */
let expected: Ledger | undefined;
let listens = false;

/**
 * Shadows methods on the instance, so that the sockets which they open are known. A second time changes nothing.
 *
 * @param openers the packages that open them
 */
export function followSockets(client: object, openers: readonly string[], methods: readonly string[]): void {
  if (ledgers.has(client)) return;
  ledgers.set(client, { openers: openers.map((opener) => `/node_modules/${opener}/`), sockets: new Set() });
  for (const name of methods) {
    const method: unknown = Reflect.get(client, name);
    if (typeof method !== 'function') continue;
    const following = function (this: unknown, ...parameters: unknown[]): unknown {
      return asFollowed<unknown>(client, () => Reflect.apply(method, this, parameters));
    };
    Object.defineProperty(client, name, { value: following, writable: true, configurable: true, enumerable: Object.prototype.propertyIsEnumerable.call(client, name) });
  }
  if (listens) return;
  listens = true;
  subscribe('net.client.socket', (message) => {
    const ledger = running.getStore() ?? expected;
    expected = undefined;
    if (ledger !== undefined) enter(ledger, (message as { readonly socket: Socket }).socket);
  });
}

/** Does something of which the sockets belong to the client, if that is followed. */
export function asFollowed<Result>(client: object, work: () => Result): Result {
  const ledger = ledgers.get(client);
  return ledger === undefined ? work() : running.run(ledger, work);
}

/** Says that the client opens a socket now, before this turn is over. */
export function expectSocket(client: object): void {
  expected = ledgers.get(client);
  queueMicrotask(() => {
    expected = undefined;
  });
}

/** Whether the client was given to `closing`, so that its sockets are known. */
export function isFollowed(client: object): boolean {
  return ledgers.has(client);
}

/** The sockets that a followed client has open. */
export function followedSockets(client: object): readonly Socket[] {
  return [...(ledgers.get(client)?.sockets ?? [])];
}

/** From now on, whatever the client opens is closed with the reason. */
export function refuseSockets(client: object, reason: Error): void {
  const ledger = ledgers.get(client);
  if (ledger !== undefined) ledger.reason ??= reason;
}

function enter(ledger: Ledger, socket: Socket): void {
  if (!isOpenedBy(ledger.openers)) return;
  const { reason, sockets } = ledger;
  if (reason === undefined) {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    return;
  }
  // The client is closed already; not in the middle of what opens it.
  setImmediate(() => {
    guardAgainstUnheardErrors(socket);
    socket.destroy(reason);
  });
}

/** Whether the nearest caller outside of Node and of this file is in one of those folders. */
function isOpenedBy(folders: readonly string[]): boolean {
  const frames = new Error().stack?.split('\n').slice(1) ?? [];
  const caller = frames.find((frame) => !/\(?node:|followed-sockets/.test(frame));
  const place = caller?.replaceAll('\\', '/') ?? '';
  return folders.some((folder) => place.includes(folder));
}
