// The documentation holds what it says: every rule has its page, and every piece of code in it behaves as it is marked.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import safelyClose from 'eslint-plugin-safely-close';
import { describe, expect, test } from 'vitest';
import { lint, ruleNames } from './support/lint.ts';
import type { Finding, RuleName } from './support/lint.ts';
import { fencesOf, markedLines } from './docs-samples.ts';
import type { Fence } from './docs-samples.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const isRule = (name: string): name is RuleName => (ruleNames as readonly string[]).includes(name);

const headings = ['Why', 'Examples', 'Options', 'Limits', 'When not to use it', 'Related'];

function lintFence(fence: Fence, pageRule: RuleName | undefined): readonly Finding[] {
  return lint(fence.code, {
    filename: `sample.${fence.language}`,
    mode: fence.words.includes('strict') ? 'strict' : 'recommended',
    settings: fence.settings,
    ...(fence.words.includes('only') && pageRule ? { rules: [pageRule] } : {}),
  });
}

const linesOf = (findings: readonly Finding[]): readonly string[] => findings.map(({ line, ruleId }) => `${String(line)} ${ruleId}`).sort();
const told = (findings: readonly Finding[]): string => findings.map(({ line, ruleId, message }) => `${String(line)} ${ruleId}: ${message}`).join('\n');

const withoutMarks = (code: string | undefined): string | undefined => code?.replaceAll(/ \/\/ ✗.*$/gm, '');

/** Registers a test for each piece of code of a page. */
function checkCode(path: string, pageRule: RuleName | undefined): void {
  let incorrect: Fence | undefined;
  for (const fence of fencesOf(join(root, path))) {
    const before = incorrect;
    const at = `line ${String(fence.line)}`;
    switch (fence.kind) {
      case 'incorrect':
        incorrect = fence;
        test(`${at}: is reported where it is marked`, () => {
          const findings = lintFence(fence, pageRule);
          const expected = markedLines(fence.code, pageRule, isRule);
          expect(expected.length).toBeGreaterThan(0);
          expect(linesOf(findings), told(findings)).toEqual([...expected].sort());
        });
        break;
      case 'correct':
        test(`${at}: is not reported`, () => {
          const findings = lintFence(fence, pageRule);
          expect(linesOf(findings), told(findings)).toEqual([]);
        });
        break;
      case 'message':
        test(`${at}: is what is said`, () => {
          expect(before, 'there is no incorrect code before it').toBeDefined();
          if (before) expect(lintFence(before, pageRule).map(({ message }) => `${message}\n`).join('')).toBe(fence.code);
        });
        break;
      case 'suggestion':
        test(`${at}: is what is suggested`, () => {
          expect(before, 'there is no incorrect code before it').toBeDefined();
          if (before) expect(withoutMarks(lintFence(before, pageRule)[0]?.suggestions[0]?.output)).toBe(fence.code);
        });
        break;
      case 'fix':
        test(`${at}: is what --fix writes`, () => {
          expect(before, 'there is no incorrect code before it').toBeDefined();
          if (before) expect(withoutMarks(lintFence(before, pageRule)[0]?.fixed)).toBe(fence.code);
        });
        break;
    }
  }
}

describe.each(ruleNames)('docs/rules/%s.md', (rule) => {
  const path = `docs/rules/${rule}.md`;
  const text = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '';

  test('is the page that the rule links to', () => {
    expect(safelyClose.rules[rule]?.meta?.docs?.url).toMatch(new RegExp(`^https://.+/${path}$`));
    expect(text).not.toBe('');
  });

  test('says why, shows it, names options, limits, exceptions and relatives', () => {
    expect(text.split('\n')[0]).toBe(`# ${rule}`);
    expect([...text.matchAll(/^## (.*)$/gm)].map((match) => match[1])).toEqual(headings);
  });

  test('has code of both kinds, and shows the suggestion and the fix that the rule has', () => {
    const shown = new Set(fencesOf(join(root, path)).map(({ kind }) => kind));
    expect(shown).toContain('incorrect');
    expect(shown).toContain('correct');
    expect(shown).toContain('message');
    expect(shown.has('suggestion')).toBe(safelyClose.rules[rule]?.meta?.hasSuggestions === true);
    expect(shown.has('fix')).toBe(safelyClose.rules[rule]?.meta?.fixable === 'code');
  });

  if (text !== '') checkCode(path, rule);
});

/** The Markdown pages of a folder. */
const pagesIn = (folder: string): readonly string[] => readdirSync(join(root, folder)).filter((path) => path.endsWith('.md')).map((path) => `${folder}/${path}`);

describe.each(['docs/rules.md', 'docs/settings.md', 'README.md', ...pagesIn('docs/guides'), ...pagesIn('docs/clients')])('%s', (path) => {
  test('marks its code with words that are known', () => {
    const known = ['incorrect', 'correct', 'suggestion', 'fix', 'message', 'settings', 'strict', 'only', 'default', 'output'];
    const unknown = fencesOf(join(root, path)).flatMap(({ words }) => words).filter((word) => !known.includes(word) && !/^(?:file=|run(?:=|$))/.test(word));
    expect(unknown).toEqual([]);
  });

  checkCode(path, undefined);
});

test.each([
  ['tables and heads are', 'rule-docs.mjs'],
  ['the picture of the linter is', 'picture.mjs'],
])('%s up to date (renewed by "npm run docs")', (_what, script) => {
  expect(() => execFileSync(process.execPath, [join(root, 'scripts', script), '--check'], { stdio: 'pipe' })).not.toThrow();
});

/** `[text](path#fragment)` in Markdown, and `src="path"` in HTML. */
function linksIn(text: string): readonly string[] {
  const withoutCode = text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
  return [...withoutCode.matchAll(/\]\(([^)\s]+)\)|(?:src|href|srcset)="([^"]+)"/g)].map((match) => match[1] ?? match[2] ?? '');
}

/** The fragments by which GitHub knows the headings of a page. */
const anchorsIn = (text: string): readonly string[] => [...text.matchAll(/^#{1,6} (.*)$/gm)].map((match) => (match[1] ?? '').toLowerCase().replaceAll(/[^\w\- ]/g, '').replaceAll(' ', '-'));

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'runtime/README.md', 'rules/README.md', 'codemods/README.md'],
  // What is generated for the site is checked when the site is built.
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md') && !path.startsWith('reference/')).map((path) => `docs/${path}`),
];

test.each(pages)('%s: its links within the repository lead somewhere', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const broken = linksIn(text).filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', fragment] = link.split('#');
    const target = path === '' ? join(root, page) : join(root, page, '..', path);
    // The reference is made from docstrings when the site is built, and so are its links looked at there.
    if (relative(join(root, 'docs', 'reference'), target).split(sep)[0] !== '..') return false;
    if (!existsSync(target)) return true;
    return fragment !== undefined && !anchorsIn(readFileSync(target, 'utf8')).includes(fragment);
  });
  expect(broken.map((link) => `${relative(root, page)}: ${link}`)).toEqual([]);
});
