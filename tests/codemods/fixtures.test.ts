/**
 * Every idiom as a person would find it and as it must become: `fixtures/<idiom>/<case>/` holds `input.*`, `expected.*` and
 * `reasons.json`, which says what is told of each session. All promises of the migration are checked on each of them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { ESLint } from 'eslint';
import safelyClose from 'eslint-plugin-safely-close';
import { migrateSource } from 'safely-close-codemod';
import type { FileOutcome, MigrationOptions } from 'safely-close-codemod';
import { describe, expect, test } from 'vitest';

const root = new URL('./fixtures/', import.meta.url).pathname;

interface Fixture {
  readonly name: string;
  readonly file: string;
  readonly input: string;
  readonly expected: string;
  readonly reasons: readonly { line: number; name: string; outcome: string; idiom?: string; reason?: string }[];
  readonly options: MigrationOptions;
}

function readFixture(idiom: string, name: string): Fixture {
  const folder = join(root, idiom, name);
  const inputName = readdirSync(folder).find((file) => file.startsWith('input.')) ?? '';
  const extension = extname(inputName);
  const given = existsSync(join(folder, 'options.json')) ? (JSON.parse(readFileSync(join(folder, 'options.json'), 'utf8')) as Partial<MigrationOptions>) : {};
  return {
    name: `${idiom}/${name}`,
    file: `file${extension}`,
    input: readFileSync(join(folder, inputName), 'utf8'),
    expected: readFileSync(join(folder, `expected${extension}`), 'utf8'),
    reasons: JSON.parse(readFileSync(join(folder, 'reasons.json'), 'utf8')) as Fixture['reasons'],
    options: { closeStyle: 'await-using', moduleSystem: extension === '.cjs' ? 'commonjs' : 'esm', ...given },
  };
}

const fixtures = readdirSync(root).filter((idiom) => !idiom.startsWith('.')).flatMap((idiom) => readdirSync(join(root, idiom)).map((name) => readFixture(idiom, name)));

function migrate({ file, options }: Fixture, text: string): Extract<FileOutcome, { status: 'migrated' }> {
  const outcome = migrateSource(file, text, options);
  if (outcome.status === 'failed') throw new Error(outcome.problem.message);
  return outcome;
}

interface Lexed {
  readonly comments: string[];
  readonly templates: string[];
  readonly words: string[];
}

function lex(file: string, text: string): Lexed {
  const { ast } = parser.parseForESLint(text.replace(/^\uFEFF/, ''), { filePath: file, sourceType: 'module', ecmaFeatures: { jsx: /x$/.test(file) }, comment: true, tokens: true, range: true, loc: true });
  const tokens = ast.tokens ?? [];
  return {
    comments: (ast.comments ?? []).map((comment) => comment.value.trim()).sort(),
    templates: tokens.filter((token) => token.type === 'Template' || token.type === 'String').map((token) => token.value),
    words: tokens.filter((token) => token.type !== 'Punctuator').map((token) => (token.type === 'JSXText' && !/^['"]/.test(token.value) ? token.value.trim() : token.value)),
  };
}

/** What `left` has more of than `right`. */
function surplus(left: readonly string[], right: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of right) counts.set(word, (counts.get(word) ?? 0) + 1);
  return left.filter((word) => {
    const count = counts.get(word) ?? 0;
    counts.set(word, count - 1);
    return count <= 0;
  });
}

/** The words that a migration may write, whatever the file. */
const mayCome = /^(?:await|async|using|void|return|try|finally|const|import|from|as|require|closing\w*|closeAll|safe|safelyClose\w+|['"]safely-close['"])$/;
/** The words that it may take away: those of a close. */
const mayGo = /^(?:const|let|var|try|catch|finally|if|await|void|return|this|close|destroy|bind|on)$/;

async function lint({ file, options }: Fixture, text: string): Promise<string[]> {
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
        plugins: { 'safely-close': safelyClose },
        languageOptions: { parser, sourceType: options.moduleSystem === 'commonjs' ? 'commonjs' : 'module', parserOptions: { ecmaFeatures: { jsx: /x$/.test(file) } } },
        settings: { 'safely-close': { runtime: { module: 'safely-close', style: options.closeStyle } } },
        rules: Object.fromEntries(Object.keys(safelyClose.rules ?? {}).map((name) => [`safely-close/${name}`, 'error'])),
      } as never,
    ],
  });
  const [result] = await eslint.lintText(text, { filePath: file });
  return (result?.messages ?? []).map((message) => `${String(message.line)}: ${message.ruleId ?? 'parser'}: ${message.message}`);
}

describe.each(fixtures)('$name', (fixture) => {
  const result = migrate(fixture, fixture.input);

  test('becomes what is expected', () => {
    expect(result.text).toBe(fixture.expected);
  });

  test('says of each session what became of it', () => {
    const told = result.sites.map((site) => ({ line: site.line, name: site.name, outcome: site.outcome, ...(site.outcome === 'changed' ? { idiom: site.idiom } : { reason: site.reason }) }));
    expect(told).toEqual(fixture.reasons);
  });

  test('running it twice is running it once', () => {
    expect(migrate(fixture, result.text).text).toBe(result.text);
  });

  test('comments, strings, templates and all other words stay', () => {
    const before = lex(fixture.file, fixture.input);
    const after = lex(fixture.file, result.text);
    expect(after.comments).toEqual(before.comments);
    expect(surplus(before.templates, after.templates).filter((text) => !/^['"](?:end|error)['"]$/.test(text))).toEqual([]);
    const names = new Set(result.sites.flatMap((site) => [site.name, ...[...fixture.input.matchAll(/const (\w+) = \w+\.close\.bind/g)].map((match) => match[1] ?? '')]));
    expect(surplus(after.words, before.words).filter((word) => !mayCome.test(word) && !names.has(word))).toEqual([]);
    expect(surplus(before.words, after.words).filter((word) => !mayGo.test(word) && !names.has(word) && !/^['"](?:end|error)['"]$/.test(word))).toEqual([]);
  });

  test('line ends and byte order mark stay', () => {
    const ends = (text: string): Set<string> => new Set(text.match(/\r\n|\n|\r/g));
    expect(ends(result.text)).toEqual(ends(fixture.input));
    expect(result.text.startsWith('\uFEFF')).toBe(fixture.input.startsWith('\uFEFF'));
    expect(/\n$/.test(result.text)).toBe(/\n$/.test(fixture.input));
  });

  test('the linter is silent on what was rewritten', async () => {
    const messages = await lint(fixture, result.text);
    const mayBeReported = fixture.reasons.filter((site) => site.outcome === 'review' || site.reason === 'disabled-by-comment');
    expect(mayBeReported.length > 0 ? [] : messages).toEqual([]);
  });
});
