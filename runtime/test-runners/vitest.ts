/** For vitest: `setupFiles: ['safely-close/vitest']`. `SAFELY_CLOSE_ON_LEFT` is `fail`, `warn` (the default) or `ignore`. */
import { install } from './install.ts';
import type { TestHooks } from './install.ts';

// By a name that only vitest resolves, so that this package needs no vitest to be built or installed.
const runner = 'vitest';
install((await import(runner)) as TestHooks);
