// Real files: what the workspace's installed packages ship, told apart by whether their text names a client at all.
import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { namesAClient, readSettings } from 'eslint-plugin-safely-close/analysis';
// Not public: how the rules look for clients behind a file's imports.
import { isCandidate } from '../../rules/rule/neighbours.ts';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Bundles are no code that anyone lints: a file is left out where it is longer, or where its lines are, in characters. */
const longestFile = 256 * 1024;
const longestLine = 200;

/** No package may be most of the corpus: of a larger one, evenly spaced files are taken. */
export const mostOfOnePackage = 25;

const settings = readSettings(undefined);
const packages = join(root, 'node_modules');

function packageOf(path) {
  const parts = path.slice(path.lastIndexOf(`node_modules${sep}`) + 'node_modules/'.length).split(sep);
  return parts[0].startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
}

const isHandwritten = (text) => text.length <= longestFile && text.length / text.split('\n').length <= longestLine;

function evenly(list, most) {
  return list.length <= most ? list : Array.from({ length: most }, (_, index) => list[Math.floor((index * list.length) / most)]);
}

/**
 * The JavaScript of the installed packages.
 *
 * @returns Paths. `without`: files whose text names no client, nor that of what they import, and `throughImports`, files of which
 * only what they import names one, both together up to `mostOfOnePackage`; `withSessions`: all files that name one themselves; and
 * `leftOut`, how many files are bundles.
 */
export function corpus() {
  const unnamed = new Map();
  const withSessions = [];
  let leftOut = 0;
  const paths = globSync('**/*.{js,mjs,cjs}', { cwd: packages })
    .map((path) => join(packages, path))
    .filter((path) => statSync(path).isFile())
    .sort();
  for (const path of paths) {
    const text = readFileSync(path, 'utf8');
    if (!isHandwritten(text)) leftOut += 1;
    else if (namesAClient(text, settings)) withSessions.push(path);
    else unnamed.set(packageOf(path), [...(unnamed.get(packageOf(path)) ?? []), path]);
  }
  const chosen = [...unnamed.values()].flatMap((files) => evenly(files, mostOfOnePackage));
  const { true: throughImports = [], false: without = [] } = Object.groupBy(chosen, (path) => String(isCandidate(readFileSync(path, 'utf8'), path, settings)));
  return { without, throughImports, withSessions, leftOut };
}

/** The files with sessions that the project holds itself: the example, the codemod's inputs and the tests of the runtime. */
export function workspaceFiles() {
  return globSync(['examples/**/*.{ts,cjs,mjs,js}', 'tests/codemods/fixtures/**/input.*', 'tests/runtime/**/*.{ts,cjs,mjs,js}'], { cwd: root, exclude: ['**/node_modules', '**/_*'] })
    .filter((path) => /\.[cm]?[jt]s$/u.test(path))
    .map((path) => join(root, path))
    .filter((path) => namesAClient(readFileSync(path, 'utf8'), settings))
    .sort();
}
