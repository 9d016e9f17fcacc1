/** A language server lints for hours in one process: what the project's own files say of where its code runs must not grow old. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ESLint } from 'eslint';
import safelyClose from 'eslint-plugin-safely-close';
import { afterAll, expect, test } from 'vitest';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'safely-close-style-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Longer than what was seen of the file system is taken for true. */
const untilSeen = 1_200;

const runsOn = (node: string): void => writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', engines: { node } }));

test('the cure follows the versions of Node that a package names', async () => {
  const eslint = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: [{ files: ['**/*.mjs'], ...safelyClose.configs.recommended } as never] });
  const cure = async (): Promise<string | undefined> => (await eslint.lintFiles(['user.mjs']))[0]?.messages[0]?.suggestions?.[0]?.fix.text;
  writeFileSync(join(folder, 'user.mjs'), `import { Client } from 'undici';\nexport async function use(origin) {\n  const client = new Client(origin);\n  await client.request({});\n}\n`);

  runsOn('>=24');
  expect(await cure()).toContain('await using client');

  await wait(untilSeen);
  runsOn('>=18');
  expect(await cure()).toContain('finally');
});
