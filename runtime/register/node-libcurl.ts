import { register, unregister } from '../registry.ts';
import { replaceMethod } from '../hear-calls.ts';

const kind = 'node-libcurl Curl';
const tracked = new WeakSet<object>();

/** Tracks those `Curl`s that `curly` and `dupHandle` make, from their first request until they are closed. */
export function trackCurlRequests(exports: object): void {
  const prototype = curlPrototype(Reflect.get(exports, 'Curl'));
  if (prototype === undefined || tracked.has(prototype)) return;
  tracked.add(prototype);
  // Asked for by curly, it is for whoever called that.
  const note = (curl: object): void => register(curl, kind, kind, note, { atFirstUse: true, handedOut: true });
  replaceMethod(prototype, 'perform', note);
  replaceMethod(prototype, 'close', unregister);
}

function curlPrototype(Curl: unknown): object | undefined {
  const prototype: unknown = typeof Curl === 'function' ? Curl.prototype : undefined;
  const isCurls = typeof prototype === 'object' && prototype !== null && 'perform' in prototype && 'setMulti' in prototype && 'onError' in prototype;
  return isCurls ? prototype : undefined;
}
