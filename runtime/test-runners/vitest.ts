/**
 * For vitest: `setupFiles: ['safely-close/vitest']`. What a test leaves open is closed after it; `SAFELY_CLOSE_ON_LEFT` or
 * `configure({ onLeft })` say whether that fails the test, warns (the default) or is ignored.
 */
import { install, textAt } from './install.ts';
import type { TestHooks } from './install.ts';

// By a name that only vitest resolves, so that this package needs no vitest to be built or installed.
const runner = 'vitest';
const { beforeEach, afterEach, afterAll } = (await import(runner)) as TestHooks;
// vitest reads which parts of its context a hook wants from its source, so it is given one whole parameter.
install({ beforeEach, afterEach, afterAll }, (context) => textAt(context, 'task', 'fullTestName') ?? textAt(context, 'task', 'name'));
