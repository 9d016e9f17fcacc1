// What a person sees while typing: the ESLint language server that editors run, over stdio, on a project on disk.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrateSource } from 'safely-close-codemod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Editor } from './editor-client.ts';
import type { Diagnostic } from './editor-client.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const config = `import { defineConfig } from 'eslint/config';
import safelyClose from 'eslint-plugin-safely-close';
import * as typescriptParser from '@typescript-eslint/parser';

export default defineConfig([
  { plugins: { 'safely-close': safelyClose }, extends: ['safely-close/recommended'] },
  { files: ['**/*.ts'], languageOptions: { parser: typescriptParser } },
]);
`;

const leaking = `import { Client } from 'undici';

export async function status(origin) {
  const client = new Client(origin);
  const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
  return statusCode;
}
`;

const closed = `import { Client } from 'undici';
import { closing } from 'safely-close';

export async function status(origin) {
  await using client = closing(new Client(origin));
  const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
  return statusCode;
}
`;

const bareClose = `import { connect } from 'node:http2';

export async function ping(origin: string): Promise<void> {
  const session = connect(origin);
  try {
    const stream = session.request({ ':path': '/' });
    for await (const chunk of stream) console.log(chunk);
  } finally {
    session.close();
  }
}
`;

let project: string;
let editor: Editor;

beforeAll(async () => {
  project = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-editor-')));
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
  await writeProject('package.json', '{ "type": "module", "engines": { "node": ">=24" } }');
  await writeProject('eslint.config.js', config);
  await writeProject('src/status.js', leaking);
  await writeProject('src/ping.ts', bareClose);
  editor = await Editor.open(project);
});

afterAll(async () => {
  await editor[Symbol.asyncDispose]();
  await rm(project, { recursive: true, force: true });
});

async function writeProject(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(project, path)), { recursive: true });
  await writeFile(join(project, path), text);
}

/** What a squiggle stands under. */
function underlined(text: string, { range }: Diagnostic): string {
  const lines = text.split('\n').slice(range.start.line, range.end.line + 1);
  const last = lines.length - 1;
  return lines.map((line, index) => line.slice(index === 0 ? range.start.character : 0, index === last ? range.end.character : undefined)).join('\n');
}

/** The only element, which a test speaks of. */
function only<Value>(values: readonly Value[]): Value {
  expect(values).toHaveLength(1);
  const [value] = values;
  if (value === undefined) throw new Error('There is none.');
  return value;
}

describe('a file that leaks, opened in an editor', () => {
  test('has a squiggle under the acquisition, with the rule and its page', async () => {
    editor.show('src/status.js', 'javascript', leaking);
    const diagnostic = only(await editor.diagnostics('src/status.js'));
    expect(diagnostic).toMatchObject({ source: 'eslint', severity: 1, code: 'safely-close/require-safe-close' });
    expect(diagnostic.message).toBe('"client" is never closed. Declare it with "await using client = closing(…)".');
    expect(underlined(leaking, diagnostic)).toBe('new Client(origin)');
    expect(diagnostic.codeDescription?.href).toMatch(/\/docs\/rules\/require-safe-close\.md$/);
  });

  test('opens a page that exists for "Show documentation"', async () => {
    const diagnostic = only(await editor.diagnostics('src/status.js'));
    const actions = await editor.codeActions('src/status.js', diagnostic);
    await editor.choose(only(actions.filter(({ title }) => title.startsWith('Show documentation'))));
    expect(editor.openedPages).toEqual([diagnostic.codeDescription?.href]);
    const page = /\/(docs\/rules\/[\w-]+\.md)$/.exec(editor.openedPages[0] ?? '')?.[1] ?? '';
    expect(existsSync(join(root, page)), page).toBe(true);
  });

  test('is mended by the quick fix, after which there is nothing left to say', async () => {
    const diagnostic = only(await editor.diagnostics('src/status.js'));
    const actions = await editor.codeActions('src/status.js', diagnostic);
    const quickFix = only(actions.filter(({ title }) => title.startsWith('Close "client"')));
    expect(quickFix.kind).toBe('quickfix');
    await editor.choose(quickFix);
    expect(editor.textOf('src/status.js')).toBe(closed);
    expect(migrateSource('src/status.js', leaking, { closeStyle: 'await-using' }).text).toBe(closed);
    expect(await editor.diagnostics('src/status.js')).toEqual([]);
  });

  test('is looked at as it is typed, saved or not', async () => {
    editor.type('src/status.js', leaking.replace('const { statusCode }', 'await client.close();\n  const { statusCode }'));
    expect((await editor.diagnostics('src/status.js')).map(({ code }) => code)).toContain('safely-close/no-use-after-close');
    editor.type('src/status.js', closed);
    expect(await editor.diagnostics('src/status.js')).toEqual([]);
  });
});

test('a TypeScript file with a bare close gets the shorter form', async () => {
  editor.show('src/ping.ts', 'typescript', bareClose);
  const diagnostic = only(await editor.diagnostics('src/ping.ts'));
  expect(diagnostic.code).toBe('safely-close/prefer-await-using');
  const actions = await editor.codeActions('src/ping.ts', diagnostic);
  await editor.choose(only(actions.filter(({ title }) => title.startsWith('Declare "session"'))));
  expect(editor.textOf('src/ping.ts')).toContain("  await using session = closing(connect(origin));\n  const stream = session.request({ ':path': '/' });\n  for await (");
  expect(editor.textOf('src/ping.ts')).not.toContain('finally');
  expect(await editor.diagnostics('src/ping.ts')).toEqual([]);
});
