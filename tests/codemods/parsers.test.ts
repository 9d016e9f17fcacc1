/** Plain JavaScript has a quicker parser than TypeScript; which one reads a file makes no difference to what becomes of it. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { migrateSource } from 'safely-close-codemod';
// Not public: how a file is parsed is the codemod's own affair.
import { parseLeanJavaScript } from '../../codemods/dist/migrate/lean-javascript-parser.js';
import { hasMisplacedSyntax } from '../../codemods/dist/migrate/misplaced-syntax.js';
import { parseSource } from '../../codemods/dist/migrate/parse-source.js';

const fixtures = new URL('fixtures/', import.meta.url).pathname;
const inputs = globSync('*/*/input.{mjs,cjs,js}', { cwd: fixtures }).sort();
const read = (path: string): string => readFileSync(fixtures + path, 'utf8').replace(/^\uFEFF/, '');

describe('a file of plain JavaScript', () => {
  it.each(inputs.filter((path) => parseLeanJavaScript(read(path)) !== undefined))('%s is migrated as TypeScript’s parser would have it', (path) => {
    const text = read(path);
    // A TypeScript file gets a type where a method is added.
    const outcomeOf = (name: string): string => JSON.stringify({ ...migrateSource(name, text, { closeStyle: 'await-using' }), path: '' }, undefined, 2).replaceAll('(): Promise<void>', '()');
    expect(outcomeOf(path)).toEqual(outcomeOf(path.replace(/js$/, 'ts')));
  });

  it('is most of what the fixtures hold', () => {
    expect(inputs.filter((path) => parseLeanJavaScript(read(path)) !== undefined).length).toBeGreaterThan(inputs.length * 0.9);
  });
});

describe('what only TypeScript’s parser takes', () => {
  it.each([
    ['a return at the top', "const { connect } = require('node:net');\nif (process.argv[2] === undefined) return;\n"],
    ['a decorator', '@service\nexport class Probe {}\n'],
    ['an accessor', 'export class Probe { accessor name = 1; }\n'],
  ])('%s is migrated all the same', (_what, head) => {
    const body = `${head}export async function ask(port) {\n  const socket = (await import('node:net')).connect(port);\n  try {\n    await once(socket, 'data');\n  } finally {\n    socket.end();\n  }\n}\n`;
    expect(parseLeanJavaScript(body)).toBeUndefined();
    expect(migrateSource('a.js', body, { closeStyle: 'await-using' })).toMatchObject({ status: 'migrated' });
  });
});

describe('what TypeScript’s parser takes and an engine does not', () => {
  const isMisplaced = (text: string): boolean => hasMisplacedSyntax(parseSource('a.ts', text).program);

  it.each([
    ['an export in a block', 'try { export const x = 1; } finally { f(); }'],
    ['an import in a block', "if (true) { import fs from 'fs'; }"],
    ['an await in a function', 'function f() { await g(); }'],
    ['an await in an arrow', 'async function f() { return () => await g(); }'],
    ['an await in a method', 'class A { m() { await g(); } }'],
    ['a loop that waits', 'function f() { for await (const x of g()) h(x); }'],
    ['a declaration that waits', 'function f() { await using s = g(); }'],
    ['an await in a field', 'async function f() { class A { x = await g(); } }'],
    ['an await in a static block', 'async function f() { class A { static { await g(); } } }'],
  ])('%s is seen', (_where, text) => {
    expect(isMisplaced(text)).toBe(true);
  });

  it.each([
    ['an await in an asynchronous function', 'async function f() { await using s = g(); for await (const x of s) await h(x); }'],
    ['an await in a function within one that is not', 'function f() { return async () => await g(); }'],
    ['an await at the top of a module', "await g(); import 'x'; export const y = 1; export { y as z };"],
    ['an await in an asynchronous method', 'class A { async m() { await g(); } }'],
  ])('%s is right', (_where, text) => {
    expect(isMisplaced(text)).toBe(false);
  });
});
