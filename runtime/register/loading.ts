import Module from 'node:module';
import { catalog } from '../clients/index.ts';
import type { LibraryFacts } from '../clients/client-facts.ts';
import { shared } from '../shared.ts';
import { standBeforeImports } from './imports.ts';
import { standInFor, trackLibrary } from './library.ts';

/** Node's own modules that make sessions. The others of the catalog stay as they are: loading them warns, or costs too much. */
const nodeModules = ['net', 'tls', 'http', 'https', 'http2', 'dgram', 'worker_threads', 'fs', 'readline'];

const require = Module.createRequire(import.meta.url);
const state = shared('tracking-1', () => ({ installed: false }));

/** Tracks the libraries that are loaded already, and each that will be, by `require` as well as by `import`. */
export function trackLoadedLibraries(): void {
  if (state.installed) return;
  state.installed = true;
  for (const [file, module] of Object.entries(require.cache)) offer(file, module?.exports);
  const load: unknown = Reflect.get(Module, '_load');
  if (typeof load === 'function') {
    Reflect.set(Module, '_load', function (this: unknown, ...parameters: unknown[]): unknown {
      const exports: unknown = Reflect.apply(load, this, parameters);
      return offer(parameters[0], exports);
    });
  }
  // All are loaded first: some are built on others, and keep what those exported then.
  const loaded = nodeModules.map((name): [string, unknown] => [name, require(`node:${name}`)]);
  for (const [name, exports] of loaded) offer(name, exports);
  Module.syncBuiltinESMExports();
  standBeforeImports(libraries, import.meta.url);
}

/** The catalog's libraries by the names under which they are loaded. What this package itself makes says so by itself. */
const libraries = new Map<string, LibraryFacts>(
  catalog.filter(({ library }) => !library.startsWith('safely-close/')).flatMap((facts) => facts.modules.map((name) => [name, facts] as const)),
);

/**
 * Tracks a library that is given to whoever loads it. An `import` asks for it by its file.
 *
 * @returns what is to be given: the exports themselves as a rule
 */
export function offer(request: unknown, exports: unknown): unknown {
  if (typeof request !== 'string' || (typeof exports !== 'object' && typeof exports !== 'function') || exports === null) return exports;
  const named = libraries.get(request);
  const facts = named ?? libraryOfFile(request);
  if (facts === undefined) return exports;
  trackLibrary(facts, exports);
  return named === undefined ? exports : standInFor(named, exports);
}

/**
 * What stands for the exports that an `import` gets, which cannot be replaced themselves.
 *
 * @public called by the modules that stand before libraries
 */
export function trackedExports(name: string, original: object): object {
  const exports: { default?: unknown } = { ...original };
  if ('default' in exports) exports.default = offer(name, exports.default);
  offer(name, exports);
  return exports;
}

function libraryOfFile(file: string): LibraryFacts | undefined {
  const [, name, inside = ''] = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)(?:[\\/](.*?)(?:\.[cm]?js)?)?$/.exec(file) ?? [];
  if (name === undefined) return undefined;
  return libraries.get(`${name}/${inside}`.replaceAll('\\', '/')) ?? libraries.get(name.replaceAll('\\', '/'));
}
