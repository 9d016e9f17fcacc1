// No rule ever throws, and none hangs: all of them over other people's code, in which common calls are declared to make sessions,
// so that the analysis has something to follow everywhere.
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lint } from './support/lint.ts';

const packages = resolve(dirname(fileURLToPath(import.meta.url)), '../../node_modules');
const folders = ['undici/lib', 'eslint/lib', 'acorn/dist', 'recast/lib', '@babel/traverse/lib', '@typescript-eslint/scope-manager/dist', 'vitest/dist/chunks'];
const settings = { factories: ['require', 'create', 'parse', 'resolve', 'get', 'open', 'next', 'fn', 'callback'] };
/** Files of each folder, the first ones by name, without the very large. */
const filesEach = 60;
const largestBytes = 260_000;

const filesOf = (folder: string): readonly string[] =>
  globSync('**/*.{js,mjs,cjs}', { cwd: join(packages, folder) })
    .sort()
    .map((name) => join(packages, folder, name))
    .filter((path) => statSync(path).size <= largestBytes)
    .slice(0, filesEach);

describe.each(folders.filter((folder) => existsSync(join(packages, folder))))('%s', (folder) => {
  it.each(['recommended', 'strict'] as const)('is linted without a rule that throws, %s', (mode) => {
    let found = 0;
    for (const path of filesOf(folder)) {
      const code = readFileSync(path, 'utf8');
      const filename = /^\s*(?:import|export)\b/m.test(code) ? 'sample.mjs' : 'sample.cjs';
      try {
        found += lint(code, { mode, filename, settings }).length;
      } catch (error) {
        throw new Error(`${path}: ${String(error)}`, { cause: error });
      }
    }
    expect(found, 'the analysis had something to follow').toBeGreaterThan(0);
  });
});
