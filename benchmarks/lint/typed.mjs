// The plugin beside a typed rule that everybody knows. Each contender runs in a process of its own: the first rule that asks
// for types pays for the checker, and neither shall pay for the other.
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { namesAClient, readSettings } from 'eslint-plugin-safely-close/analysis';
import { root } from './corpus.mjs';
import { lintTimes } from './measure.mjs';

/** Inside the workspace, so that imports of packages find their types; ignored by git. */
const folder = join(root, '.cache', 'bench-lint');
const contenders = ['recommended', 'recommended-type-checked', 'no-floating-promises'];
const sources = ['examples/crawler/**/*.{ts,cjs,mjs,json}', 'tests/codemods/fixtures/**/input.ts', 'tests/runtime/**/*.ts'];

/** Copies the TypeScript files with sessions that the workspace has, and gives their project a config; installed packages ship hardly any. */
export function typedCorpus() {
  rmSync(folder, { recursive: true, force: true });
  for (const path of globSync(sources, { cwd: root, exclude: ['**/node_modules', '**/_*'] })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  }
  const compilerOptions = {
    target: 'esnext', lib: ['esnext', 'dom'], module: 'nodenext', moduleResolution: 'nodenext', moduleDetection: 'force',
    strict: true, noEmit: true, allowImportingTsExtensions: true, skipLibCheck: true, types: ['node'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['tests'] }));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const settings = readSettings(undefined);
  return globSync('**/*.ts', { cwd: folder })
    .map((path) => join(folder, path))
    .filter((path) => namesAClient(readFileSync(path, 'utf8'), settings))
    .sort();
}

/** Runs every contender over the files, in turns. */
export async function typedTimes(files, rounds, tell) {
  const runs = Object.fromEntries(contenders.map((name) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const name of contenders) {
      tell(`typed, ${name}: ${String(files.length)} files, round ${String(round)} of ${String(rounds)}`);
      const printed = execFileSync(process.execPath, [fileURLToPath(import.meta.url), name], { input: JSON.stringify(files), encoding: 'utf8', maxBuffer: 2 ** 28 });
      runs[name].push(JSON.parse(printed));
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return runs;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = JSON.parse(readFileSync(0, 'utf8'));
  process.stdout.write(JSON.stringify(await lintTimes(files, process.argv[2], folder)));
}
