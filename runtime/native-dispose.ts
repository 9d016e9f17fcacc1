/// <reference lib="esnext.disposable" preserve="true" />
import { SafelyCloseError } from './errors.ts';

/** What the client's `Symbol.asyncDispose` was before `closing` shadowed it. */
const natives = new WeakMap<object, unknown>();

/** A client's own `Symbol.asyncDispose`, whether or not it is shadowed. */
export function nativeDisposeOf(client: object): unknown {
  return natives.has(client) ? natives.get(client) : Reflect.get(client, Symbol.asyncDispose);
}

/** Gives a client a disposer on the instance: not enumerable, so that nothing that copies or prints the client sees it. */
export function shadowDispose(client: object, dispose: () => Promise<void>): void {
  const native: unknown = Reflect.get(client, Symbol.asyncDispose);
  if (!Object.isExtensible(client) || !Reflect.defineProperty(client, Symbol.asyncDispose, { value: dispose, configurable: true, enumerable: false, writable: true })) {
    throw new SafelyCloseError(
      'ERR_SAFELY_CLOSE_NOT_EXTENSIBLE',
      'This object is frozen, sealed or not extensible, so it cannot be given a Symbol.asyncDispose. Close it with await safelyCloseClient(client) in a finally block.',
    );
  }
  if (!natives.has(client)) natives.set(client, native);
}
