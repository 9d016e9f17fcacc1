/** Comments are found without the parser's help: held against what the parser gives, on samples that look like comments, and on real files. */
import { globSync, readFileSync } from 'node:fs';
import * as parser from '@typescript-eslint/parser';
import { describe, expect, test } from 'vitest';
// Not public: how a file is parsed is the codemod's own affair.
import { parseSource } from '../../codemods/dist/migrate/parse-source.js';

interface Comment {
  readonly type: string;
  readonly value: string;
  readonly range: readonly number[];
  readonly loc: { readonly start: { readonly line: number; readonly column: number }; readonly end: { readonly line: number; readonly column: number } };
}

const plain = (comments: readonly Comment[] | undefined): unknown[] =>
  (comments ?? []).map(({ type, value, range, loc }) => [type, value, [...range], loc.start.line, loc.start.column, loc.end.line, loc.end.column]);

function ofParser(path: string, text: string): unknown[] | undefined {
  try {
    return plain(parser.parseForESLint(text, { filePath: path, sourceType: 'module', ecmaFeatures: { jsx: !/\.[cm]?ts$/.test(path) }, jsDocParsingMode: 'none' }).ast.comments as never);
  } catch {
    return undefined;
  }
}

const ours = (path: string, text: string): unknown[] => plain(parseSource(path, text).program.comments as never);

describe('what looks like a comment', () => {
  test.each([
    ['a.js', "const url = 'http://x'; // one\nconst other = \"/* no */\"; /* two */"],
    ['a.js', 'const path = `a // no ${b /* yes */ + `//${c}`} // no`; // yes'],
    ['a.js', 'const pattern = /[/]\\/\\*/g; const share = a / b; // yes\nconst more = a / /\\/\\/x/.source.length; /**/'],
    ['a.js', '#!/usr/bin/env node // no\n// yes\r\nf(); // windows\r\n/* over\r\ntwo */ g();'],
    ['a.jsx', "const page = <p title='// no'>// no {/* yes */} http://x <b>{'//no'}</b></p>; // yes"],
    ['a.ts', "type Path = `//${string}`; type Word = '/*'; enum E { '//' = 1 } // yes\ndeclare module '//x' {} /* yes */"],
    ['a.ts', '// first\u2028/* second */ let a; // last'],
    ['a.ts', ''],
  ])('%s: %s', (path, text) => {
    const expected = ofParser(path, text);
    expect(expected).toBeDefined();
    expect(ours(path, text)).toEqual(expected);
  });
});

test('real files have the same comments either way', () => {
  const root = new URL('../..', import.meta.url).pathname;
  const files = globSync(['rules/**/*.ts', 'codemods/**/*.ts', 'node_modules/{undici,fastify,vue,semver}/**/*.{js,mjs,cjs,ts}'], { cwd: root, exclude: ['**/dist/**'] }).filter((_path, index) => index % 5 === 0);
  let compared = 0;
  for (const file of files) {
    const text = readFileSync(root + file, 'utf8').replace(/^\uFEFF/, '');
    const expected = ofParser(file, text);
    if (expected === undefined) continue;
    expect(ours(file, text), file).toEqual(expected);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(100);
});
