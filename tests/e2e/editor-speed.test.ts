// How long a squiggle takes on the example once the server is warm. It is measured and printed; what is asserted is that the
// squiggles are those of ESLint's command.
import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Editor } from './editor-client.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const files = ['archive.ts', 'download.ts', 'feed.ts', 'headers.ts', 'page.ts', 'ping.ts', 'submit.ts', 'tail.ts'];
const edits = 5;

let project: string;

beforeAll(async () => {
  project = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-editor-speed-')));
  await cp(join(root, 'examples', 'crawler'), project, { recursive: true });
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
  await writeFile(
    join(project, 'eslint.config.js'),
    `import { defineConfig } from 'eslint/config';
import safelyClose from 'eslint-plugin-safely-close';
import * as typescriptParser from '@typescript-eslint/parser';
export default defineConfig([safelyClose.configs.recommended, { files: ['**/*.ts'], languageOptions: { parser: typescriptParser } }]);
`,
  );
});

afterAll(() => rm(project, { recursive: true, force: true }));

const median = (values: readonly number[]): number => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

test('typing in each file of the example', async () => {
  await using editor = await Editor.open(project);
  const tookMs: number[] = [];
  for (const file of files) {
    const text = await readFile(join(project, file), 'utf8');
    editor.show(file, 'typescript', text);
    const [result] = await new ESLint({ cwd: project }).lintText(text, { filePath: file });
    const shown = (await editor.diagnostics(file)).map(({ code, range }) => `${String(range.start.line + 1)} ${code}`);
    expect(shown, file).toEqual(result?.messages.map(({ ruleId, line }) => `${String(line)} ${String(ruleId)}`));
    for (let edit = 1; edit <= edits; edit += 1) {
      const started = performance.now();
      editor.type(file, `${text}// ${'typed '.repeat(edit)}\n`);
      await editor.diagnostics(file);
      tookMs.push(performance.now() - started);
    }
  }
  console.log(`squiggles after an edit: median ${median(tookMs).toFixed(0)} ms, longest ${Math.max(...tookMs).toFixed(0)} ms, ${String(tookMs.filter((each) => each < 200).length)} of ${String(tookMs.length)} within 200 ms`);
});
