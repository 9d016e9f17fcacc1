/** For Node's own runner: `node --import safely-close/node-test --test`. `SAFELY_CLOSE_ON_LEFT` is `fail`, `warn` (the default) or `ignore`. */
import { after, afterEach, beforeEach } from 'node:test';
import { install } from './install.ts';

install({ beforeEach, afterEach, afterAll: after });
