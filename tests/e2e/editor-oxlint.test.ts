// The same in an editor that runs oxlint's language server: the untyped rules, as a JavaScript plugin, while typing.
import { mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import safelyClose from 'eslint-plugin-safely-close';
import { migrateSource } from 'safely-close-codemod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Editor } from './editor-client.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const leaking = `import { Client } from 'undici';

export async function status(origin: string): Promise<number> {
  const client = new Client(origin);
  const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
  return statusCode;
}
`;

let project: string;
let editor: Editor;

beforeAll(async () => {
  project = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-oxlint-editor-')));
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
  await writeFile(join(project, 'package.json'), '{ "type": "module", "engines": { "node": ">=24" } }');
  const config = {
    jsPlugins: ['eslint-plugin-safely-close'],
    categories: { correctness: 'off' },
    settings: { 'safely-close': { mode: 'recommended' } },
    rules: safelyClose.configs.recommended.rules,
  };
  await writeFile(join(project, '.oxlintrc.json'), JSON.stringify(config));
  await writeFile(join(project, 'status.ts'), leaking);
  editor = await Editor.open(project, 'oxlint');
});

afterAll(async () => {
  await editor[Symbol.asyncDispose]();
  await rm(project, { recursive: true, force: true });
});

test('a leak has a squiggle, in the words that ESLint has for it', async () => {
  editor.show('status.ts', 'typescript', leaking);
  // The server may still be loading the plugin when it is first asked.
  await expect.poll(() => editor.diagnostics('status.ts'), { timeout: 20_000 }).toMatchObject([
    { severity: 1, code: 'safely-close(require-safe-close)', message: '"client" is never closed. Declare it with "await using client = closing(…)".', range: { start: { line: 3, character: 17 }, end: { line: 3, character: 35 } } },
  ]);
});

test('its quick fix writes what the codemod writes, after which there is nothing left to say', async () => {
  const [diagnostic] = await editor.diagnostics('status.ts');
  if (diagnostic === undefined) throw new Error('There is no diagnostic.');
  const quickFix = (await editor.codeActions('status.ts', diagnostic)).find(({ title }) => title.startsWith('Close "client"'));
  if (quickFix === undefined) throw new Error('There is no quick fix.');
  await editor.choose(quickFix);
  expect(editor.textOf('status.ts')).toBe(migrateSource('status.ts', leaking, { closeStyle: 'await-using' }).text);
  expect(await editor.diagnostics('status.ts')).toEqual([]);
});

test('what is typed is looked at, saved or not', async () => {
  editor.type('status.ts', leaking.replace('const { statusCode }', 'await client.close();\n  const { statusCode }'));
  expect((await editor.diagnostics('status.ts')).map(({ code }) => code)).toContain('safely-close(no-use-after-close)');
});
