/** For jest: `setupFilesAfterEnv: ['safely-close/jest']`. `SAFELY_CLOSE_ON_LEFT` is `fail`, `warn` (the default) or `ignore`. */
import { globalHooks, install } from './install.ts';

install(globalHooks('jest', { beforeEach: 'beforeEach', afterEach: 'afterEach', afterAll: 'afterAll' }));
