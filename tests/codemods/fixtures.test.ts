/**
 * Every idiom as a person would find it and as it must become: `fixtures/<idiom>/<case>/` holds `input.*`, `expected.*` and
 * `reasons.json`, which says what is told of each session. All promises of the migration are checked on each of them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { namesAClient } from 'eslint-plugin-safely-close/analysis';
import { migrateSource, settingsOf } from 'safely-close-codemod';
import type { FileOutcome, MigrationOptions } from 'safely-close-codemod';
import { describe, expect, test } from 'vitest';
// Not public: how a result is looked at before it is written.
import { parseLeanJavaScript } from '../../codemods/dist/migrate/lean-javascript-parser.js';
import { hasMisplacedSyntax } from '../../codemods/dist/migrate/misplaced-syntax.js';
import { parseSource } from '../../codemods/dist/migrate/parse-source.js';
import { foreignWords, lex, lineEnds, lint, surplus } from './support/kept.ts';

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

/** TypeScript's parser is lenient; what is no TypeScript is read by a strict one, too. */
function isTakenByEngines({ file, input }: Fixture, text: string): boolean {
  const withoutMark = (source: string): string => source.replace(/^\uFEFF/, '');
  const isPlain = /js$|jsx$/.test(file) && parseLeanJavaScript(withoutMark(input)) !== undefined;
  if (isPlain) return parseLeanJavaScript(withoutMark(text)) !== undefined;
  return !hasMisplacedSyntax(parseSource(file, withoutMark(text)).program);
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

  test('the text scan before the parse lets it through where it holds a session', () => {
    if (result.sites.length > 0) expect(namesAClient(fixture.input, settingsOf(undefined))).toBe(true);
  });

  test('running it twice is running it once', () => {
    expect(migrate(fixture, result.text).text).toBe(result.text);
  });

  test('in the other style as well, an engine takes it and a second run changes nothing', () => {
    const other: MigrationOptions = { ...fixture.options, closeStyle: fixture.options.closeStyle === 'await-using' ? 'try-finally' : 'await-using' };
    const { text, sites } = migrate({ ...fixture, options: other }, fixture.input);
    expect(sites.filter((site) => site.outcome === 'review' && site.reason === 'rewrite-does-not-parse')).toEqual([]);
    expect(isTakenByEngines(fixture, text)).toBe(true);
    expect(migrate({ ...fixture, options: other }, text).text).toBe(text);
  });

  test('an engine takes it: nothing is awaited or exported where nothing can be', () => {
    expect(isTakenByEngines(fixture, result.text)).toBe(true);
  });

  test('comments, strings, templates and all other words stay', () => {
    const before = lex(fixture.file, fixture.input);
    const after = lex(fixture.file, result.text);
    expect(after.comments).toEqual(before.comments);
    expect(surplus(before.texts, after.texts).filter((text) => !/^['"](?:end|error)['"]$/.test(text))).toEqual([]);
    const boundNames = [...fixture.input.matchAll(/const (\w+) = \w+\.close\.bind/g)].map((match) => match[1] ?? '');
    const names = result.sites.map((site) => site.name.replace(/^this\.#?/, ''));
    const otherNames = [...fixture.input.matchAll(/(\w+) = (\w+);/g)].flatMap(([, other = '', name = '']) => (names.includes(name) ? [other] : []));
    const own = new Set([...names, ...otherNames, ...boundNames]);
    expect(foreignWords(before, after, own)).toEqual([]);
  });

  test('line ends and byte order mark stay', () => {
    expect(lineEnds(result.text)).toEqual(lineEnds(fixture.input));
    expect(result.text.startsWith('\uFEFF')).toBe(fixture.input.startsWith('\uFEFF'));
    expect(/\n$/.test(result.text)).toBe(/\n$/.test(fixture.input));
  });

  test('the linter is silent on what was rewritten', async () => {
    const messages = await lint(fixture.file, result.text, fixture.options.moduleSystem === 'commonjs' ? 'commonjs' : 'module', fixture.options.closeStyle);
    const mayBeReported = fixture.reasons.filter((site) => site.outcome === 'review' || site.reason === 'disabled-by-comment');
    expect(mayBeReported.length > 0 ? [] : messages).toEqual([]);
  });
});
