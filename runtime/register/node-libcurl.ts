import type { CurlHandle } from '../clients/node-libcurl/shapes.ts';
import { register, unregister } from '../registry.ts';

const kind = 'node-libcurl Curl';
const tracked = new WeakSet<object>();

interface CurlClass {
  readonly prototype: CurlHandle;
}

/** Tracks each `Curl` from its first request until it is closed; `curly` makes its requests the same way. */
export function trackNodeLibcurl(exports: object): void {
  const Curl = curlIn(exports);
  if (Curl === undefined || tracked.has(Curl)) return;
  tracked.add(Curl);
  const { perform, close } = Curl.prototype;
  Curl.prototype.perform = function trackedPerform(this: CurlHandle) {
    register(this, kind, kind, trackedPerform);
    return perform.call(this);
  };
  Curl.prototype.close = function trackedClose(this: CurlHandle) {
    close.call(this);
    unregister(this);
  };
}

/** Looked at without calling getters: what a module exports lazily stays so. */
function curlIn(exports: object): CurlClass | undefined {
  const found: unknown = Object.getOwnPropertyDescriptor(exports, 'Curl')?.value ?? lazyCurl(exports);
  if (typeof found !== 'function') return undefined;
  const prototype: unknown = found.prototype;
  const isCurl = typeof prototype === 'object' && prototype !== null && 'perform' in prototype && 'setMulti' in prototype && 'onError' in prototype;
  return isCurl ? (found as unknown as CurlClass) : undefined;
}

/** node-libcurl's main file exports by getters; only then they are called. */
function lazyCurl(exports: object): unknown {
  return ['Curl', 'Easy', 'Multi', 'Share', 'curly'].every((name) => Object.getOwnPropertyDescriptor(exports, name)?.get !== undefined) ? Reflect.get(exports, 'Curl') : undefined;
}
