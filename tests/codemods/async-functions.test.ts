/**
 * A function becomes `async` only where its callers cannot tell: it gives a promise however it ends, or each of its callers can be made to
 * wait for it. What counts as that, expression by expression.
 */
import { migrateSource } from 'safely-close-codemod';
import { describe, expect, test } from 'vitest';

function migrated(text: string, file = 'page.js'): string {
  const outcome = migrateSource(file, text, { closeStyle: 'await-using', moduleSystem: file.endsWith('.cjs') ? 'commonjs' : 'esm' });
  if (outcome.status === 'failed') throw new Error(outcome.problem.message);
  return outcome.text;
}

const isAsync = (text: string): boolean => /async function load/.test(text);

describe('a function gives a promise', () => {
  const load = (code: string): string => `import { Client } from 'undici';
import { read } from './read.js';

const later = async () => 'later';
const atOnce = () => 'at once';
async function* several() {}

export function load(flag) {
  const client = new Client('http://127.0.0.1');
  ${code}
}
`;
  const request = "later().then(() => client.request({ method: 'HEAD', path: '/' })).then(({ statusCode }) => statusCode)";

  test.each([
    `return ${request};`,
    `const answer = ${request}; return answer;`,
    `return ${request}.finally(atOnce);`,
    `return Promise.all([${request}]);`,
    `return flag ? ${request} : Promise.resolve(1);`,
    `return flag ? later() : ${request};`,
    `if (flag) return later(); else return ${request};`,
    `if (flag) { return later(); } return ${request};`,
    `{ return ${request}; }`,
    `try { return ${request}; } finally { console.log(flag); }`,
    `return import('./other.js').then(() => ${request});`,
  ])('%s', (code) => {
    expect(isAsync(migrated(load(code)))).toBe(true);
  });

  test.each([
    `if (flag) return ${request};`,
    `if (flag) return; return ${request};`,
    `return flag ? 'at once' : ${request};`,
    `return flag ? ${request} : 'at once';`,
    `return flag && ${request};`,
    `if (flag) return ${request}; else console.log(flag);`,
    `if (flag) console.log(flag); else return ${request};`,
    `let answer = ${request}; if (flag) answer = 'at once'; return answer;`,
    `if (flag) return several(); return ${request};`,
    `if (flag) return atOnce(); return ${request};`,
    `if (flag) return read(); return ${request};`,
    `if (flag) return atOnce().then(String); return ${request};`,
    `if (flag) throw new Error('at once'); return ${request};`,
    `read(); return ${request};`,
    `read\`\`; return ${request};`,
    `new Other(); return ${request};`,
  ])('but not: %s', (code) => {
    expect(isAsync(migrated(load(code)))).toBe(false);
  });

  test('a parameter is taken apart, or has a default, before there is a promise', () => {
    const taking = (parameter: string): string => load(`return ${request};`).replace('load(flag)', `load(${parameter})`);
    expect(isAsync(migrated(taking('flag = 1')))).toBe(true);
    expect(isAsync(migrated(taking('flag = read()')))).toBe(false);
    expect(isAsync(migrated(taking('{ flag }')))).toBe(false);
    expect(isAsync(migrated(taking('[flag] = [1]')))).toBe(false);
    expect(isAsync(migrated(taking('...flags')))).toBe(false);
  });
});

/** A function that gives a value, and what calls it. */
const called = (callers: string): string => `import { Easy } from 'node-libcurl';

function load(url) {
  const easy = new Easy();
  easy.setOpt('URL', url);
  easy.perform();
  return String(easy.getInfo('EFFECTIVE_URL').data);
}
${callers}
`;

describe('a caller waits for what became a promise', () => {
  test.each([
    ['const one = load(1);', 'const one = await load(1);'],
    ['console.log(load(1).length);', 'console.log((await load(1)).length);'],
    ['console.log(load(1)`x`);', 'console.log((await load(1))`x`);'],
    ['console.log(new (load(1))());', 'console.log(new ((await load(1)))());'],
    ['console.log(load(1)(2));', 'console.log((await load(1))(2));'],
    ['console.log(load(1) ** 2);', 'console.log((await load(1)) ** 2);'],
    ['console.log(2 ** load(1));', 'console.log(2 ** await load(1));'],
    ['console.log(2 + load(1));', 'console.log(2 + await load(1));'],
    ['let one; one = load(1);', 'let one; one = await load(1);'],
    ['const own = () => load(1); console.log(own());', 'const own = async () => await load(1); console.log(await own());'],
    ['const own = async () => load(1); own();', 'const own = async () => load(1); own();'],
    ['async function own() { return load(1); }', 'async function own() { return load(1); }'],
    ['async function own() { try { return load(1); } catch { return 0; } }', 'async function own() { try { return await load(1); } catch { return 0; } }'],
    ['async function* own() { yield await load(1); }', 'async function* own() { yield await load(1); }'],
    ['console.log(await Promise.all([load(1)]));', 'console.log(await Promise.all([load(1)]));'],
    ['console.log(await Promise.all([[load(1)]]));', 'console.log(await Promise.all([[await load(1)]]));'],
    ['console.log(await other.all([load(1)]));', 'console.log(await other.all([await load(1)]));'],
    ['console.log(Promise.all([load(1)]));', 'console.log(Promise.all([await load(1)]));'],
    ['console.log(await (load(1) && 1));', 'console.log(await (await load(1) && 1));'],
    ['console.log(await (load(1) ? 1 : 2));', 'console.log(await (await load(1) ? 1 : 2));'],
    ['console.log(await (1 && load(1)));', 'console.log(await (1 && load(1)));'],
  ])('%s', (before, after) => {
    expect(migrated(called(before))).toContain(after);
    expect(isAsync(migrated(called(before)))).toBe(true);
  });

  test.each([
    ['console.log(load(1) as string);', 'console.log(await load(1) as string);'],
    ['console.log(load(1)!);', 'console.log((await load(1))!);'],
    ['console.log(await (load(1) as Promise<string>));', 'console.log(await (load(1) as Promise<string>));'],
    ['console.log(await (load(1)!));', 'console.log(await (load(1)!));'],
    ['console.log(await (load(1) satisfies unknown));', 'console.log(await (load(1) satisfies unknown));'],
  ])('in TypeScript: %s', (before, after) => {
    expect(migrated(called(before), 'page.ts')).toContain(after);
  });
});

describe('a caller that cannot wait leaves the function as it is', () => {
  test.each([
    'list.forEach(load);',
    'new Store(load);',
    'const other = load; load(1);',
    'let sum = 0; sum += load(1);',
    'load(1).then(console.log);',
    'class Page { text = load(1); }',
    'class Page { static { load(1); } }',
    'class Page { constructor() { load(1); } }',
    'class Page { get text() { return load(1); } }',
    'const page = { get text() { return load(1); } };',
    'function* own() { yield load(1); } own();',
    'async function* own() { yield load(1); } own();',
    'list.map((one) => load(one));',
    'function own(text = load(1)) { return text; } own();',
    'async function own(text = load(1)) { return text; } own();',
    'function own() { return class { text = load(1); }; } own();',
    'function own() { return Promise.resolve(load(1)); } own();',
    'function one() { return load(1); } function two() { return one(); } function three() { return two(); } function four() { return three(); } four();',
    'load = 1;',
    '',
  ])('%s', (callers) => {
    expect(migrated(called(callers))).toBe(called(callers));
  });

  test('but three callers deep it is made to', () => {
    expect(migrated(called('function one() { return load(1); } function two() { return one(); } function three() { return two(); } three();'))).toContain('async function three() { return await two(); } await three();');
  });

  test('one that calls itself needs no more than its other callers', () => {
    const recursive = called('load(1);').replace("easy.setOpt('URL', url);", "if (url === '') return load('about:blank');\n  easy.setOpt('URL', url);");
    expect(migrated(recursive)).toContain("return await load('about:blank');");
  });

  test('where no semicolon ends the line before, none begins with a parenthesis', () => {
    const bare = (callers: string): string => called(callers).replaceAll(';', '');
    expect(migrated(bare('load(1).length'))).toBe(bare('load(1).length'));
    expect(migrated(bare('const one = load(1).length'))).toContain('const one = (await load(1)).length');
    expect(migrated(bare('load(1)'))).toContain('\nawait load(1)');
  });

  test.each([
    ['module.exports = { load };', false],
    ['exports.load = load;', false],
    ['const page = { load }; page.load(1);', false],
    ['const page = {}; page.load = load;', false],
  ])('a function that is handed out: %s', (callers, becomesAsync) => {
    const text = called(callers).replace("import { Easy } from 'node-libcurl';", "const { Easy } = require('node-libcurl');");
    expect(isAsync(migrated(text, 'page.cjs'))).toBe(becomesAsync);
  });
});

describe('a function that gives a promise and may throw before that is made to only give one', () => {
  const asked = (callers: string): string => `import { Client } from 'undici';
import { check } from './check.js';

function load(path) {
  check(path);
  const client = new Client('http://127.0.0.1');
  return import('./other.js').then(() => client.request({ method: 'HEAD', path })).then(({ statusCode }) => statusCode);
}
${callers}
`;

  test.each([
    'await load(1);',
    'await load(1).catch(console.log);',
    'const one = load(1); console.log(await one);',
    'async function own() { return load(1); }',
    'async function own() { const one = load(1); return one; }',
  ])('where every caller waits for it: %s', (callers) => {
    expect(isAsync(migrated(asked(callers)))).toBe(true);
    expect(migrated(asked(callers))).toContain(callers);
  });

  test.each([
    'load(1);',
    'load(1).catch(console.log);',
    'const one = load(1); console.log(one);',
    'function own() { return load(1); } own();',
    'const own = () => load(1); own();',
    'async function own() { load(1); } own();',
  ])('but not: %s', (callers) => {
    expect(migrated(asked(callers))).toBe(asked(callers));
  });
});
