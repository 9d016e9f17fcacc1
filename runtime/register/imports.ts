/**
 * Libraries of the catalog that are imported. What a module exports to an `import` cannot be replaced, so whoever imports such a
 * library by its name is given a module that stands before it: it exports the same, but for the classes and factories that are tracked.
 */
import Module from 'node:module';
import type { LibraryFacts } from '../clients/client-facts.ts';

/** In the address of a module that stands before another one: the name by which that is imported. */
const marker = 'safely-close-stands-before';

/**
 * Puts a module before each that a library is imported by. Node 22.14 has no hooks for that: there, they stay unknown.
 *
 * @param librariesByName the catalog's libraries by the names under which they are imported
 * @param trackedExports the address of the module that exports a function of this name: it takes a library's name and its exports, and gives those that stand for them
 */
export function standBeforeImports(librariesByName: ReadonlyMap<string, LibraryFacts>, trackedExports: string): void {
  if (Module.registerHooks === undefined) return;
  Module.registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      if (!librariesByName.has(specifier) || !context.conditions.includes('import') || !resolved.url.startsWith('file:') || isInside(specifier, context.parentURL)) return resolved;
      const url = new URL(resolved.url);
      url.searchParams.set(marker, specifier);
      return { ...resolved, url: url.href, shortCircuit: true };
    },
    load(address, context, nextLoad) {
      if (!address.includes(marker)) return nextLoad(address, context);
      const url = new URL(address);
      const name = url.searchParams.get(marker) ?? '';
      url.searchParams.delete(marker);
      const { format, source } = nextLoad(url.href, context);
      // What CommonJS modules export was replaced when they were loaded, but for a class or factory that is all of it.
      const exports = format === 'module' ? exportsOf(librariesByName.get(name), textOf(source)) : ['default'];
      return { format: 'module', source: standIn(url, name, exports, trackedExports), shortCircuit: true };
    },
  });
}

function textOf(source: string | NodeJS.ArrayBufferView | ArrayBuffer | undefined): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source);
}

/** A package that imports itself by its name is still being evaluated then: it gets itself. */
function isInside(name: string, importer: string | undefined): boolean {
  return importer?.includes(`/node_modules/${name}/`) ?? false;
}

/** What is tracked of a module's exports: those that the catalog knows, and the default one, of which the members are tracked. */
function exportsOf(facts: LibraryFacts | undefined, source: string): readonly string[] {
  const ways = facts?.clients.flatMap(({ acquiredBy }) => acquiredBy) ?? [];
  const known = ways.flatMap((way) => (way.by === 'method' || way.export.includes('.') ? [] : [way.export]));
  return [...new Set(['default', ...known])].filter((name) => mayExport(source, name));
}

/** Whether a module has an export, as far as its text tells. It never passes on another one's default export without saying so. */
function mayExport(source: string, name: string): boolean {
  if (name === 'default') return /\b(?:export|as)\s+default\b/.test(source);
  return /\bexport\s*\*/.test(source) || new RegExp(`\\b${name}\\b`).test(source);
}

/** An export of a module's own goes before one of the same name that comes by `export *`. */
function standIn(original: URL, name: string, exports: readonly string[], trackedExports: string): string {
  const from = JSON.stringify(original.href);
  return [
    `import * as original from ${from};`,
    `import { trackedExports } from ${JSON.stringify(trackedExports)};`,
    `export * from ${from};`,
    `const tracked = trackedExports(${JSON.stringify(name)}, original);`,
    ...exports.map((each) => (each === 'default' ? 'export default tracked.default;' : `export const ${each} = tracked.${each};`)),
  ].join('\n');
}
