import { trackLoadedLibraries } from '../register/loading.ts';
import { Leftovers } from './leftovers.ts';

/** The hooks that every runner has, under whatever name. */
export interface TestHooks {
  readonly beforeEach: (hook: () => void) => unknown;
  readonly afterEach: (hook: () => Promise<void>) => unknown;
  readonly afterAll: (hook: () => Promise<void>) => unknown;
}

/** Tracks sessions, and closes after each test what it left. */
export function install(hooks: TestHooks): void {
  trackLoadedLibraries();
  const leftovers = new Leftovers();
  hooks.beforeEach(() => leftovers.beginTest());
  hooks.afterEach(() => leftovers.endTest());
  hooks.afterAll(() => leftovers.endSuite());
}

/** The hooks that a runner puts into the global scope. */
export function globalHooks(runner: string, names: { readonly [Hook in keyof TestHooks]: string }): TestHooks {
  const hook = (name: string): ((run: () => void | Promise<void>) => unknown) => {
    const found: unknown = Reflect.get(globalThis, name);
    if (typeof found !== 'function') throw new TypeError(`safely-close/${runner} must be loaded by ${runner} as a setup file: there is no global ${name} here.`);
    return (run) => Reflect.apply(found, undefined, [run]) as unknown;
  };
  return { beforeEach: hook(names.beforeEach), afterEach: hook(names.afterEach), afterAll: hook(names.afterAll) };
}
