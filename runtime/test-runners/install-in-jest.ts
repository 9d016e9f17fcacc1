import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { catalog } from '../clients/index.ts';
import { offer } from '../register/loading.ts';
import { install } from './install.ts';
import { moveToEnd } from './last-of-all.ts';

/** The part of the `jest` object that is used. */
interface JestObject {
  doMock(path: string, factory: () => unknown): unknown;
  requireActual(path: string): unknown;
}

const require = createRequire(import.meta.url);

/**
 * Installs the hooks in the realm of one test file.
 *
 * @param realm the global object of that realm
 * @param jest what jest gives to a setup file
 */
export function installInJest(realm: object, jest: unknown): void {
  const ours = new Set<unknown>();
  const hook = (name: string): ((run: (context: unknown) => void | Promise<void>) => void) => {
    const found: unknown = Reflect.get(realm, name);
    if (typeof found !== 'function') throw new TypeError(`safely-close/jest must be loaded by jest, in setupFilesAfterEnv: there is no global ${name} here.`);
    return (run) => {
      // jest would expect a function with a parameter to call it.
      const ourHook = (): void | Promise<void> => run(undefined);
      ours.add(ourHook);
      Reflect.apply(found, undefined, [ourHook]);
    };
  };
  whenTestsStart(realm, (hooks) => moveToEnd(hooks, ({ fn }) => ours.has(fn)));
  install({ beforeEach: hook('beforeEach'), afterEach: hook('afterEach'), afterAll: hook('afterAll') }, () => currentTest(realm));
  if (!isJest(jest)) return;
  // Libraries are evaluated anew for each test file, and Node is not asked; this is how one is told when a test loads them.
  for (const [name, path] of installedLibraries()) {
    jest.doMock(path, () => offer(name, jest.requireActual(path)));
  }
  // Modules of this package are for Node to load: a test that requires one gets the copy that the hooks use.
  for (const path of ownEntries()) jest.doMock(path, () => require(path) as unknown);
}

interface CircusHook {
  readonly fn: unknown;
}

/**
 * Calls back with the hooks that apply to a whole file, when that has named all of its own. jest keeps those whom it tells
 * of events under a symbol of which only the description is known; where there is none, hooks stay in their order.
 */
function whenTestsStart(realm: object, call: (hooks: CircusHook[]) => void): void {
  const symbol = Object.getOwnPropertySymbols(realm).find(({ description }) => description === 'EVENT_HANDLERS');
  const handlers: unknown = symbol === undefined ? undefined : Reflect.get(realm, symbol);
  if (!Array.isArray(handlers)) return;
  handlers.push((event: { readonly name: string }, state: { readonly rootDescribeBlock?: { readonly hooks: CircusHook[] } }) => {
    if (event.name === 'run_start' && state.rootDescribeBlock !== undefined) call(state.rootDescribeBlock.hooks);
  });
}

function currentTest(realm: object): string | undefined {
  const expect: unknown = Reflect.get(realm, 'expect');
  const getState: unknown = typeof expect === 'function' ? Reflect.get(expect, 'getState') : undefined;
  const state: unknown = typeof getState === 'function' ? Reflect.apply(getState, expect, []) : undefined;
  const name: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, 'currentTestName') : undefined;
  return typeof name === 'string' ? name : undefined;
}

function isJest(jest: unknown): jest is JestObject {
  return typeof jest === 'object' && jest !== null && ['doMock', 'requireActual'].every((name) => typeof Reflect.get(jest, name) === 'function');
}

let libraries: (readonly [name: string, path: string])[] | undefined;

/** The libraries of the catalog that the project under test has. Looked for once for all of its files. */
function installedLibraries(): readonly (readonly [name: string, path: string])[] {
  if (libraries !== undefined) return libraries;
  const project = createRequire(join(process.cwd(), 'package.json'));
  const folders = project.resolve.paths('a-package') ?? [];
  const isInstalled = (name: string): boolean => folders.some((folder) => existsSync(join(folder, ...name.split('/').slice(0, name.startsWith('@') ? 2 : 1))));
  libraries = catalog.flatMap(({ modules }) => modules.filter(isInstalled)).flatMap((name) => {
    try {
      return [[name, project.resolve(name)] as const];
    } catch {
      // It cannot be required, so no test does.
      return [];
    }
  });
  return libraries;
}

/** The entries of this package that tests may want, as jest finds them. */
function ownEntries(): readonly string[] {
  return ['../index.js', '../clients/index.js', '../trace/index.js', '../curl/index.js'].map((entry) => require.resolve(entry));
}
