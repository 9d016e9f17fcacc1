/** A language server lints for hours in one process, while the files around the open one are edited: what it knows must not grow old. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as parser from '@typescript-eslint/parser';
import { ESLint } from 'eslint';
import safelyClose from 'eslint-plugin-safely-close';
import { afterEach, expect, test } from 'vitest';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'safely-close-neighbours-')));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
};

/** Longer than what was seen of the file system is taken for true. */
const untilSeen = 1_200;

test('an edit two files away, and a file that comes, are seen', async () => {
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: [{ files: ['**/*.mjs'], plugins: { 'safely-close': safelyClose }, languageOptions: { parser }, settings: { 'safely-close': { mode: 'recommended' } }, rules: { 'safely-close/require-safe-close': 'error' } } as never],
  });
  const reports = async (): Promise<number> => (await eslint.lintFiles(['user.mjs']))[0]?.messages.length ?? -1;

  write({
    'inner.mjs': `export const inner = () => null; // of 'undici'\n`,
    'factory.mjs': `import { inner } from './inner.mjs';\nexport { inner };\nexport * from './late.mjs';\nexport const open = (origin) => inner(origin);\n`,
    'user.mjs': `import { open, late } from './factory.mjs';\nexport async function use(origin) {\n  const client = open(origin);\n  await client.request({});\n  const other = late(origin);\n  await other.request({});\n}\n`,
  });
  expect(await reports()).toBe(0);

  await wait(untilSeen);
  write({ 'inner.mjs': `import { Client } from 'undici';\nexport const inner = (origin) => new Client(origin);\n` });
  expect(await reports()).toBe(1);

  await wait(untilSeen);
  write({ 'late.mjs': `import { Client } from 'undici';\nexport const late = (origin) => new Client(origin);\n` });
  expect(await reports()).toBe(2);
});
