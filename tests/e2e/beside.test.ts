// The plugin in a project that already has its tools: other languages, typescript-eslint's presets, Prettier, ESLint's cache,
// threads and suppressions. ESLint's own command, on a project on disk.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

const leak = (name: string): string => `import { Client } from 'undici';

export async function ${name}(origin) {
  const client = new Client(origin);
  const { statusCode } = await client.request({ path: '/', method: 'HEAD' });
  return statusCode;
}
`;
const leakReport = (file: string): string => `${file}:4 safely-close/require-safe-close`;

let workplace: string;
let project: string;
let count = 0;

beforeAll(async () => {
  workplace = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-beside-')));
  await symlink(join(root, 'node_modules'), join(workplace, 'node_modules'), 'junction');
});

afterAll(() => rm(workplace, { recursive: true, force: true }));

beforeEach(async () => {
  project = join(workplace, `project-${String((count += 1))}`);
  await write({ 'package.json': '{ "name": "user", "type": "module", "engines": { "node": ">=24" } }\n' });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
}

/** A config that is an array, after some imports. */
const config = (...lines: readonly string[]): Readonly<Record<string, string>> => ({
  'eslint.config.js': `import { defineConfig } from 'eslint/config';
import safelyClose from 'eslint-plugin-safely-close';
${lines.filter((line) => line.startsWith('import ')).join('\n')}
export default defineConfig([
  ${lines.filter((line) => !line.startsWith('import ')).join('\n  ')}
]);
`,
});

const byName = "{ plugins: { 'safely-close': safelyClose }, extends: ['safely-close/recommended'] },";

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(script: string, ...programArguments: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'node_modules', script), ...programArguments], { cwd: project, env: { ...process.env, NO_COLOR: '1', NODE_NO_WARNINGS: '1' } }, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

interface LintResult {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly line: number; readonly message: string }[];
}

/** Lints the project with ESLint's command; every file that was looked at, and every report. */
async function eslint(...flags: readonly string[]): Promise<{ readonly exitCode: number; readonly files: readonly string[]; readonly reports: readonly string[] }> {
  const { exitCode, stdout, stderr } = await run('eslint/bin/eslint.js', '--format', 'json', ...flags, '.');
  expect(stderr).toBe('');
  const results = JSON.parse(stdout) as readonly LintResult[];
  const name = (path: string): string => relative(project, path).split(sep).join('/');
  return {
    exitCode,
    files: results.map(({ filePath }) => name(filePath)).sort(),
    reports: results.flatMap(({ filePath, messages }) => messages.map(({ ruleId, line, message }) => `${name(filePath)}:${String(line)} ${ruleId ?? message}`)).sort(),
  };
}

const otherLanguages = [
  "import json from '@eslint/json';",
  "import css from '@eslint/css';",
  "{ plugins: { json }, files: ['**/*.json', '**/*.arb'], ignores: ['package.json'], language: 'json/json', extends: ['json/recommended'] },",
  "{ plugins: { css }, files: ['**/*.css', '**/*.pcss'], language: 'css/css', extends: ['css/recommended'] },",
];

/** They name what the rules look for, and the last two have endings that no config of the plugin can know. */
const filesOfOtherLanguages = {
  'data.json': '{ "undici": "new Client(origin)", "undici": 1 }\n',
  'page.css': '/* undici */\na { colr: red }\n',
  'words.arb': '{ "undici": "new Client(origin)" }\n',
  'theme.pcss': '/* undici */\na { color: red }\n',
};

describe('beside other languages', () => {
  test.each([
    ['by name', byName],
    ['by object', '{ extends: [safelyClose.configs.strict] },'],
    ['as it is', 'safelyClose.configs.recommended,'],
    ['by its rules alone, for every file', "{ plugins: { 'safely-close': safelyClose }, rules: safelyClose.configs.recommended.rules },"],
  ])('extended %s, it says nothing of them, and they say what they have to', async (_how, ours) => {
    await write({ ...config(ours, ...otherLanguages), ...filesOfOtherLanguages, 'a.js': leak('a') });
    const { reports } = await eslint();
    expect(reports).toEqual([leakReport('a.js'), 'data.json:1 json/no-duplicate-keys', 'page.css:2 css/no-invalid-properties']);
  });

  test('a tree that calls itself a program and has no scopes is left alone', async () => {
    await write({
      'lines.js': `const location = { start: { line: 1, column: 0 }, end: { line: 1, column: 0 } };
export default {
  languages: {
    lines: {
      fileType: 'text', lineStart: 1, columnStart: 0, nodeTypeKey: 'type', visitorKeys: { Program: [] }, validateLanguageOptions() {},
      parse: () => ({ ok: true, ast: { type: 'Program', range: [0, 0], loc: location } }),
      createSourceCode: ({ body }, { ast }) => ({ ast, text: body, lines: body.split('\\n'), getLoc: () => location, getRange: () => [0, 0], *traverse() { yield { kind: 1, target: ast, phase: 1, args: [ast] }; } }),
    },
  },
};
`,
      ...config(byName, "import lines from './lines.js';", "{ plugins: { lines }, files: ['**/*.txt'], language: 'lines/lines' },"),
      'notes.txt': "import { Client } from 'undici';\n",
    });
    expect(await eslint()).toEqual({ exitCode: 0, files: ['eslint.config.js', 'lines.js', 'notes.txt'], reports: [] });
  });

  test('no file is looked at for its sake that ESLint would have left: TypeScript without its parser stays out', async () => {
    await write({ ...config(byName), 'a.js': leak('a'), 'b.ts': 'export const two: number = 2;\n', 'c.vue': '<script>export default {}</script>\n', 'd.tsx': 'export const d: string = <b />;\n' });
    expect(await eslint()).toEqual({ exitCode: 1, files: ['a.js', 'eslint.config.js'], reports: [leakReport('a.js')] });
  });
});

describe('beside the presets of typescript-eslint', () => {
  const typed = leak('status').replace('(origin)', '(origin: string): Promise<number>');

  test.each([
    ['strict and stylistic', 'safelyClose.configs.recommended', '[ts.configs.strict, ts.configs.stylistic]'],
    ['strict and stylistic with types', "safelyClose.configs['strict-type-checked']", '[ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked]'],
  ])('%s', async (_title, ours, theirs) => {
    await write({
      'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2022", "lib": ["es2023", "esnext.disposable"], "types": ["node"] }, "include": ["src"] }\n',
      'src/status.ts': `${typed}\nlet never = 1;\nconsole.log(never);\n`,
      ...config("import ts from 'typescript-eslint';", `{ files: ['**/*.ts'], extends: [...${theirs}, ${ours}], languageOptions: { parserOptions: { projectService: true } } },`),
    });
    const { reports } = await eslint();
    expect(reports).toEqual(['src/status.ts:4 safely-close/require-safe-close', 'src/status.ts:9 prefer-const']);
  });
});

describe('beside Prettier', () => {
  test('what the codemod wrote and Prettier formatted is what both are content with', async () => {
    await write({ ...config(byName), 'src/a.js': leak('a'), '.prettierrc': '{ "singleQuote": true, "useTabs": true, "printWidth": 60 }\n' });
    const migrated = await run('safely-close-codemod/dist/cli/main.js', 'src', '--yes', '--format', `"${process.execPath}" "${join(root, 'node_modules/prettier/bin/prettier.cjs')}" --write`);
    expect(migrated).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(project, 'src/a.js'), 'utf8')).toContain('\tawait using client = closing(new Client(origin));\n');
    expect((await run('prettier/bin/prettier.cjs', '--check', 'src')).exitCode).toBe(0);
    expect((await eslint()).reports).toEqual([]);
  });

  test('a file that Prettier formatted stays formatted without another run, where lines do not get longer than it allows', async () => {
    await write({ 'src/a.js': leak('a'), '.prettierrc': '{ "singleQuote": true }\n' });
    expect((await run('prettier/bin/prettier.cjs', '--check', 'src')).exitCode).toBe(0);
    expect((await run('safely-close-codemod/dist/cli/main.js', 'src', '--yes')).exitCode).toBe(0);
    expect((await run('prettier/bin/prettier.cjs', '--check', 'src')).stdout).toContain('All matched files use Prettier code style!');
  });
});

describe("with ESLint's own means for large projects", () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const files = Object.fromEntries(names.map((name) => [`src/${name}.js`, leak(name)]));
  const reports = names.map((name) => leakReport(`src/${name}.js`));

  test('--cache: the second run says the same, of what is kept', async () => {
    await write({ ...config(byName), ...files });
    expect((await eslint('--cache')).reports).toEqual(reports);
    expect(existsSync(join(project, '.eslintcache'))).toBe(true);
    expect((await eslint('--cache')).reports).toEqual(reports);
    await write({ 'src/a.js': 'export const a = 1;\n' });
    expect((await eslint('--cache')).reports).toEqual(reports.slice(1));
  });

  test('--cache: another version of the plugin is another config', async () => {
    await write(config(byName));
    const { stdout } = await run('eslint/bin/eslint.js', '--print-config', 'a.js');
    expect((JSON.parse(stdout) as { plugins: readonly string[] }).plugins).toContainEqual(expect.stringMatching(/^safely-close:eslint-plugin-safely-close@\d+\.\d+\.\d+/));
  });

  test('--concurrency: threads say what one says', async () => {
    await write({ ...config(byName), ...files });
    expect((await eslint('--concurrency', '2')).reports).toEqual(reports);
  });

  test('--suppress-all: what is there is set aside, what is new is reported', async () => {
    await write({ ...config(byName), ...files });
    expect((await eslint('--suppress-all')).exitCode).toBe(0);
    const suppressions = JSON.parse(await readFile(join(project, 'eslint-suppressions.json'), 'utf8')) as Record<string, unknown>;
    expect(suppressions['src/a.js']).toEqual({ 'safely-close/require-safe-close': { count: 1 } });
    await write({ 'src/g.js': leak('g') });
    expect((await eslint()).reports).toEqual([leakReport('src/g.js')]);
  });

  test('every part of the plugin has a name for the config inspector', async () => {
    await write({
      'names.mjs': `import { defineConfig } from 'eslint/config';
import safelyClose from 'eslint-plugin-safely-close';
const configs = Object.keys(safelyClose.configs).flatMap((name) => defineConfig({ name: 'mine', plugins: { 'safely-close': safelyClose }, extends: ['safely-close/' + name] }));
console.log(JSON.stringify(configs.map(({ name }) => name).filter((name) => name !== 'mine')));
`,
    });
    const printed = await new Promise<string>((resolve) => execFile(process.execPath, ['names.mjs'], { cwd: project }, (_error, stdout) => resolve(stdout)));
    const named = JSON.parse(printed) as readonly string[];
    expect(named).toEqual(['recommended', 'strict', 'recommended-type-checked', 'strict-type-checked'].map((name) => `mine > safely-close/${name}`));
  });
});
