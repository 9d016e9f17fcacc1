/// <reference lib="esnext.disposable" preserve="true" />
import { roomOf } from './clients/rooms.ts';
import { SafelyCloseError } from './errors.ts';
import { shadowDispose } from './native-dispose.ts';
import type { CloseOptions } from './options.ts';
import { register, unregister } from './registry.ts';
import { kindOf, safelyCloseClient } from './safely-close-client.ts';

const optionsOf = new WeakMap<object, CloseOptions>();
/** One for all: some clients are never collected, nor what is kept of them. */
const noOptions: CloseOptions = {};

/**
 * Makes a client close itself at the end of the scope that declares it with `await using`, as {@link safelyCloseClient}
 * closes it. It is the same object, not a proxy; a `Symbol.asyncDispose` of its own is shadowed on this one instance.
 *
 * `undefined` and `null` pass through, so an optional client needs no `if`. A second call changes the options only.
 *
 * @param client the client; its options for closing go with it
 * @param options how to close it, see {@link CloseOptions}
 * @returns the client
 * @throws {SafelyCloseError} `ERR_SAFELY_CLOSE_NOT_EXTENSIBLE` if the object is frozen or sealed, `ERR_SAFELY_CLOSE_UNKNOWN_CLIENT` if
 *   it is no object, or a promise that should have been awaited
 * @example
 * await using curl = closing(new Curl());
 */
export function closing<Client extends object>(client: Client, options?: CloseOptions): Client & AsyncDisposable;
export function closing<Client extends object>(client: Client | null | undefined, options?: CloseOptions): (Client & AsyncDisposable) | null | undefined;
export function closing<Client extends object>(client: Client | null | undefined, options?: CloseOptions): (Client & AsyncDisposable) | null | undefined {
  if (client === null || client === undefined) return client;
  refuseWhatIsNoClient(client);
  const isNew = !optionsOf.has(client);
  const room = roomOf(client);
  const isGivenBack = room.noteLending?.(client, () => unregister(client));
  if (isNew || isGivenBack !== undefined) {
    shadowDispose(client, async () => {
      // What was given back to its pool is somebody else's by now.
      if (isGivenBack?.() !== true) await safelyCloseClient(client, optionsOf.get(client));
    });
  }
  if (isNew || options !== undefined) optionsOf.set(client, options ?? noOptions);
  const kind = kindOf(room, client);
  if (isNew) room.watch?.(client);
  register(client, kind, options?.label ?? kind, closing, { handedOut: true });
  return client as Client & AsyncDisposable;
}

/** What types forbid or cannot see, and what would otherwise only be told at the end of the scope. */
function refuseWhatIsNoClient(client: unknown): void {
  if (client instanceof Promise) throw new SafelyCloseError('ERR_SAFELY_CLOSE_UNKNOWN_CLIENT', 'This is a promise, and not the client that it gives: await it first, as in closing(await connect()).');
  if (typeof client !== 'object' && typeof client !== 'function') throw new SafelyCloseError('ERR_SAFELY_CLOSE_UNKNOWN_CLIENT', `A client is an object with a method that closes it, but this is ${typeof client}.`);
}
