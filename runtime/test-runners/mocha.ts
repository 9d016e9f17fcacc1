/** For mocha: `--require safely-close/mocha`, as root hooks. `SAFELY_CLOSE_ON_LEFT` is `fail`, `warn` (the default) or `ignore`. */
import { trackLoadedLibraries } from '../register/loading.ts';
import { Leftovers } from './leftovers.ts';

trackLoadedLibraries();
const leftovers = new Leftovers();

/** What mocha looks for in a file that it requires. */
export const mochaHooks = {
  beforeEach: (): void => leftovers.beginTest(),
  afterEach: (): Promise<void> => leftovers.endTest(),
  afterAll: (): Promise<void> => leftovers.endSuite(),
};
