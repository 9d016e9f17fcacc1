/**
 * For mocha: `--require safely-close/mocha`, as root hooks. What a test leaves open is closed after it; `SAFELY_CLOSE_ON_LEFT`
 * or `configure({ onLeft })` say whether that fails the test, warns (the default) or is ignored.
 */
import { trackLoadedLibraries } from '../register/loading.ts';
import { moveToEnd } from './last-of-all.ts';
import { Leftovers } from './leftovers.ts';

trackLoadedLibraries();
const leftovers = new Leftovers();

/** What mocha calls its hooks on. */
interface MochaContext {
  readonly currentTest?: { fullTitle(): string };
  /** The hook itself, and the suite that it belongs to: here, that of all files. */
  readonly test?: { readonly parent?: object };
}

const afterEachTest = function (this: MochaContext): Promise<void> {
  return leftovers.endTest(this.currentTest?.fullTitle());
};
const afterAllTests = (): Promise<void> => leftovers.endSuite();

/** What mocha looks for in a file that it requires. */
export const mochaHooks = {
  /** By now the test files have named all of theirs. */
  beforeAll(this: MochaContext): void {
    for (const name of ['_afterEach', '_afterAll']) {
      const hooks: unknown = this.test?.parent === undefined ? undefined : Reflect.get(this.test.parent, name);
      if (Array.isArray(hooks)) moveToEnd(hooks as { readonly fn?: unknown }[], ({ fn }) => fn === afterEachTest || fn === afterAllTests);
    }
  },
  beforeEach: (): void => leftovers.beginTest(),
  afterEach: afterEachTest,
  afterAll: afterAllTests,
};
