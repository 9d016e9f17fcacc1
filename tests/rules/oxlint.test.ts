// The untyped rules under real oxlint, as a plugin from its configuration file: it must report what ESLint reports, word for word.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as typescriptParser from '@typescript-eslint/parser';
import { ESLint } from 'eslint';
import safelyClose from 'eslint-plugin-safely-close';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ruleNames } from './support/lint.ts';
import type { Mode } from './support/lint.ts';
import { writeSamples } from './oxlint-samples.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const oxlint = join(dirname(createRequire(import.meta.url).resolve('oxlint/package.json')), 'bin', 'oxlint');
const run = promisify(execFile);

/** What one linter said of each file: the reports in the order of the text, or the error that kept it from looking. */
type Reports = ReadonlyMap<string, readonly string[] | { readonly error: string }>;

let project: string;

beforeAll(async () => {
  project = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-oxlint-')));
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
  writeSamples(join(project, 'samples'));
});

afterAll(() => rm(project, { recursive: true, force: true }));

async function configure(mode: Mode): Promise<void> {
  const config = {
    jsPlugins: ['eslint-plugin-safely-close'],
    categories: { correctness: 'off' },
    settings: { 'safely-close': { mode } },
    rules: safelyClose.configs[mode].rules,
  };
  await writeFile(join(project, '.oxlintrc.json'), JSON.stringify(config));
}

interface OxlintDiagnostic {
  readonly message: string;
  readonly code?: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly offset: number; readonly length: number } }[];
}

/** Runs oxlint; it ends with code 1 where it reports something. */
async function runOxlint(...flags: readonly string[]): Promise<string> {
  const options = { cwd: project, maxBuffer: 256 * 1024 * 1024 };
  const { stdout } = await run(process.execPath, [oxlint, ...flags], options).catch((error: unknown) => error as { stdout: string });
  return stdout;
}

async function byOxlint(): Promise<Reports> {
  const { diagnostics } = JSON.parse(await runOxlint('--format', 'json', 'samples')) as { diagnostics: readonly OxlintDiagnostic[] };
  const reports = new Map<string, string[] | { error: string }>();
  for (const { message, code, filename, labels } of diagnostics) {
    const name = basename(filename);
    const rule = /^safely-close\((.+)\)$/.exec(code ?? '')?.[1];
    const known = reports.get(name);
    if (rule === undefined) reports.set(name, { error: message });
    else if (known === undefined || Array.isArray(known)) {
      const text = await readFile(join(project, 'samples', name));
      const { offset, length } = labels[0]?.span ?? { offset: 0, length: 0 };
      reports.set(name, [...(known ?? []), reportText(rule, text.subarray(0, offset).toString(), text.subarray(offset, offset + length).toString(), message)]);
    }
  }
  return reports;
}

async function byEslint(mode: Mode): Promise<Reports> {
  const eslint = new ESLint({
    cwd: project,
    overrideConfigFile: true,
    overrideConfig: [safelyClose.configs[mode], { files: ['**/*.ts'], languageOptions: { parser: typescriptParser } }],
  });
  const reports = new Map<string, string[] | { error: string }>();
  for (const { filePath, messages } of await eslint.lintFiles(['samples'])) {
    const text = await readFile(filePath, 'utf8');
    const lineStarts = [0, ...[...text.matchAll(/\r\n|\n/g)].map((match) => match.index + match[0].length)];
    const offset = (line: number, column: number): number => (lineStarts[line - 1] ?? 0) + column - 1;
    const fatal = messages.find((message) => message.fatal === true);
    reports.set(
      basename(filePath),
      fatal
        ? { error: fatal.message }
        : messages.map(({ ruleId, line, column, endLine = line, endColumn = column, message }) => {
            const start = offset(line, column);
            return reportText((ruleId ?? '').replace('safely-close/', ''), text.slice(0, start), text.slice(start, offset(endLine, endColumn)), message);
          }),
    );
  }
  return reports;
}

const reportText = (rule: string, before: string, under: string, message: string): string => `line ${String(before.split('\n').length)}, ${rule}, under "${under}": ${message}`;

describe.each(['recommended', 'strict'] as const)('every sample of the rules, %s', (mode) => {
  let eslint: Reports;
  let oxlint: Reports;
  beforeAll(async () => {
    await configure(mode);
    [eslint, oxlint] = await Promise.all([byEslint(mode), byOxlint()]);
  }, 300_000);

  test('is read by oxlint wherever ESLint can read it', () => {
    const unread = [...oxlint].flatMap(([name, reports]) => ('error' in reports && Array.isArray(eslint.get(name)) ? [`${name}: ${reports.error.split('\n').slice(0, 4).join(' ')}`] : []));
    expect(unread).toEqual([]);
  });

  test('gets the same reports', () => {
    const differing = [...eslint].flatMap(([name, expected]) => {
      const actual = oxlint.get(name) ?? [];
      if (!Array.isArray(expected) || !Array.isArray(actual)) return [];
      return JSON.stringify([...expected].sort()) === JSON.stringify([...actual].sort()) ? [] : [{ name, eslint: expected, oxlint: actual }];
    });
    expect(differing).toEqual([]);
  });

  test.each(ruleNames)('among them reports of %s', (rule) => {
    const reported = [...oxlint.values()].filter((reports) => Array.isArray(reports)).flat();
    expect(reported.filter((report) => report.includes(`, ${rule}, `)).length).toBeGreaterThan(0);
  });
});

test('oxlint takes the suggestions, too', async () => {
  await configure('recommended');
  const file = join(project, 'mended', 'touch.ts');
  await mkdir(dirname(file));
  await writeFile(file, "import { Client } from 'undici';\n\nexport async function touch(origin: string) {\n  const client = new Client(origin);\n  client.close();\n}\n");
  await runOxlint('--fix-suggestions', 'mended');
  expect(await readFile(file, 'utf8')).toBe(
    "import { Client } from 'undici';\nimport { safelyCloseClient } from 'safely-close';\n\nexport async function touch(origin: string) {\n  const client = new Client(origin);\n  await safelyCloseClient(client);\n}\n",
  );
});
