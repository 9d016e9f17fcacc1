import { trackLoadedLibraries } from '../register/loading.ts';
import { Leftovers } from './leftovers.ts';

/** The hooks that every runner has, under whatever name. What it calls them with differs. */
export interface TestHooks {
  readonly beforeEach: (hook: () => void) => unknown;
  readonly afterEach: (hook: (context: unknown) => Promise<void>) => unknown;
  readonly afterAll: (hook: () => Promise<void>) => unknown;
}

/**
 * Tracks sessions, and closes after each test what it left.
 *
 * @param nameOf says which test it was, by what the runner calls its hooks with
 */
export function install(hooks: TestHooks, nameOf: (context: unknown) => string | undefined): void {
  trackLoadedLibraries();
  const leftovers = new Leftovers();
  hooks.beforeEach(() => leftovers.beginTest());
  hooks.afterEach((context) => leftovers.endTest(nameOf(context)));
  hooks.afterAll(() => leftovers.endSuite());
}

/** A property of what a hook was called with, where it is a text. */
export function textAt(context: unknown, ...path: readonly string[]): string | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return typeof context === 'string' ? context : undefined;
  // vitest's contexts are functions.
  return (typeof context === 'object' || typeof context === 'function') && context !== null ? textAt(Reflect.get(context, name), ...rest) : undefined;
}
