// Sessions at module level, meant to live long. Test code has its own page: `rules/require-safe-close/test-hooks.test.ts`.
import { bad, good } from '../support/sample.ts';
import { scenario, silent } from '../support/scenario.ts';

scenario(167, 'a global session with the lifetime of the process', silent, [
  bad('an exported singleton: silent under recommended, reported by strict', `
import { Client } from 'undici';

export const client = new Client('https://example.com'); // !strict require-safe-close
`),
  good('under recommended', `
import { Client } from 'undici';

export const client = new Client('https://example.com');
`, { modes: ['recommended'] }),
  bad('one that nothing exports and nothing closes is reported by both', `
import { Client } from 'undici';

const client = new Client('https://example.com'); // ! require-safe-close

export const status = () => client.request({ path: '/', method: 'HEAD' });
`),
]);

scenario(169, 'a pool kept at work for the whole program', silent, [
  bad('a module-level pool: silent under recommended, reported by strict', `
import { Pool } from 'undici';

const pool = new Pool('https://example.com'); // !strict require-safe-close

export const status = () => pool.request({ path: '/', method: 'HEAD' });
`),
  good('under recommended', `
import { Pool } from 'undici';

const pool = new Pool('https://example.com');

export const status = () => pool.request({ path: '/', method: 'HEAD' });
`, { modes: ['recommended'] }),
]);
