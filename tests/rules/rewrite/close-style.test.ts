/** Which style of closing a project can run. */
import { packageModuleSystem, projectFactsOf, resolveCloseStyle } from 'eslint-plugin-safely-close/rewrite';
import { describe, expect, test } from 'vitest';

const project = (files: Readonly<Record<string, string>>) => (path: string): string | undefined => files[path];

describe('resolveCloseStyle', () => {
  test.each([
    ['>=24', 'await-using'],
    ['^24.1.0 || >=26', 'await-using'],
    ['24.x', 'await-using'],
    ['>=20', 'try-finally'],
    ['^22.14.0 || >=24', 'try-finally'],
    ['<26', 'try-finally'],
    ['*', 'try-finally'],
    ['>=18 <25', 'try-finally'],
  ])('engines.node "%s" gives %s', (enginesNode, style) => {
    expect(resolveCloseStyle({ enginesNode, runningNode: 24 }, false).style).toBe(style);
  });

  test('where nothing is said, the running Node decides', () => {
    expect(resolveCloseStyle({ runningNode: 24 }, false).style).toBe('await-using');
    expect(resolveCloseStyle({ runningNode: 22 }, false).style).toBe('try-finally');
    expect(resolveCloseStyle({}, false).style).toBe('try-finally');
  });

  test('a compiler that takes it down decides before the Node that runs the result', () => {
    expect(resolveCloseStyle({ enginesNode: '>=18', typescript: { target: 'es2022', noEmit: false, version: '^5.4.0' } }, true).style).toBe('await-using');
    expect(resolveCloseStyle({ enginesNode: '>=18', typescript: { target: 'es2022', noEmit: false, version: '^5.4.0' } }, false).style).toBe('try-finally');
    expect(resolveCloseStyle({ enginesNode: '>=18', typescript: { target: 'esnext', noEmit: false, version: '^5.4.0' } }, true).style).toBe('try-finally');
    expect(resolveCloseStyle({ enginesNode: '>=24', typescript: { target: 'es2022', noEmit: false, version: '5.1.6' } }, true).style).toBe('try-finally');
    expect(resolveCloseStyle({ enginesNode: '>=18', babel: { handlesUsing: true } }, false).style).toBe('await-using');
    expect(resolveCloseStyle({ enginesNode: '>=18', babel: { handlesUsing: false } }, false).style).toBe('try-finally');
  });

  test('the answer says why', () => {
    expect(resolveCloseStyle({ enginesNode: '>=20' }, false).because).toBe('engines.node ">=20" admits Node 20, and "await using" needs 24');
  });
});

describe('projectFactsOf', () => {
  test('reads the nearest manifest, the tsconfig with what it extends, and the installed TypeScript', () => {
    const read = project({
      '/p/package.json': '{ "engines": { "node": ">=18" } }',
      '/p/app/package.json': '{ "engines": { "node": ">=24" }, "devDependencies": { "typescript": "^5.0.0" } }',
      '/p/app/tsconfig.json': '{ // comment\n "extends": "../base.json", "compilerOptions": { "noEmit": true, } }',
      '/p/base.json': '{ "compilerOptions": { "target": "ES2022", "noEmit": false } }',
      '/p/node_modules/typescript/package.json': '{ "version": "6.0.3" }',
    });
    expect(projectFactsOf('/p/app/src/a.ts', read, 24)).toEqual({ enginesNode: '>=24', typescript: { target: 'es2022', noEmit: true, version: '6.0.3' }, runningNode: 24 });
  });

  test('.nvmrc speaks where the manifest does not', () => {
    expect(projectFactsOf('/p/a.js', project({ '/p/package.json': '{}', '/p/.nvmrc': 'v20.11.0\n' })).enginesNode).toBe('v20.11.0');
    expect(projectFactsOf('/p/a.js', project({ '/p/package.json': '{}', '/p/.nvmrc': 'lts/*\n' })).enginesNode).toBeUndefined();
  });

  test('a configuration that does not parse says nothing', () => {
    expect(projectFactsOf('/p/a.ts', project({ '/p/package.json': '{ nonsense', '/p/tsconfig.json': '[' }))).toEqual({});
  });
});

describe('packageModuleSystem', () => {
  test.each([
    ['/p/a.mjs', {}, 'esm'],
    ['/p/a.cts', {}, 'commonjs'],
    ['/p/a.js', { '/p/package.json': '{ "type": "module" }' }, 'esm'],
    ['/p/a.js', { '/p/package.json': '{}' }, 'commonjs'],
    ['/p/a.js', {}, undefined],
    ['/p/a.ts', { '/p/package.json': '{}', '/p/tsconfig.json': '{ "compilerOptions": { "module": "ESNext" } }' }, 'esm'],
    ['/p/a.ts', { '/p/package.json': '{ "type": "module" }', '/p/tsconfig.json': '{ "compilerOptions": { "module": "commonjs" } }' }, 'commonjs'],
    ['/p/a.ts', { '/p/package.json': '{ "type": "module" }', '/p/tsconfig.json': '{ "compilerOptions": { "module": "nodenext" } }' }, 'esm'],
  ])('%s with %j is %s', (path, files, expected) => {
    expect(packageModuleSystem(path, project(files as Record<string, string>))).toBe(expected);
  });
});
