import Module from 'node:module';
import { trackNodeLibcurl } from './node-libcurl.ts';

/** Each looks whether what was loaded is its library. */
const trackers: readonly ((exports: object) => void)[] = [trackNodeLibcurl];

let installed = false;

/** Tracks the libraries that are loaded already, and each that will be, by `require` as well as by `import`. */
export function trackLoadedLibraries(): void {
  if (installed) return;
  installed = true;
  for (const module of Object.values(Module.createRequire(import.meta.url).cache)) offer(module?.exports);
  const load: unknown = Reflect.get(Module, '_load');
  if (typeof load !== 'function') return;
  Reflect.set(Module, '_load', function (this: unknown, ...parameters: unknown[]): unknown {
    const exports: unknown = Reflect.apply(load, this, parameters);
    offer(exports);
    return exports;
  });
}

function offer(exports: unknown): void {
  if (typeof exports !== 'object' || exports === null) return;
  for (const track of trackers) track(exports);
}
