/**
 * For jest: `setupFilesAfterEnv: ['safely-close/jest']`. What a test leaves open is closed after it; `SAFELY_CLOSE_ON_LEFT` or
 * `configure({ onLeft })` say whether that fails the test, warns (the default) or is ignored.
 *
 * jest evaluates modules itself, those of Node excepted, and by default CommonJS ones only. So this file is one, and has Node
 * load the rest: the same copy for all test files of a worker.
 */
const load = nodesOwn(process.getBuiltinModule('node:module')).createRequire(__filename);
const { installInJest } = load('./install-in-jest.js') as typeof import('./install-in-jest.js', { with: { 'resolution-mode': 'import' } });

installInJest(globalThis, jestOfThisFile());

/** jest gives a class of its own in the place of Node's, derived from that. */
function nodesOwn(Module: typeof import('node:module')): typeof import('node:module') {
  const base: unknown = Object.getPrototypeOf(Module);
  return typeof base === 'function' && Object.hasOwn(base, 'createRequire') ? nodesOwn(base as typeof Module) : Module;
}

/** What jest gives to each module besides `require`. */
function jestOfThisFile(): unknown {
  // @ts-expect-error It is declared where jest's types are installed, and there only.
  return jest;
}
