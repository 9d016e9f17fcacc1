// Real sources, copied to a folder of their own: whole packages that the workspace has installed, so that imports lead somewhere.
import { cpSync, globSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { namesAClient, readSettings } from 'eslint-plugin-safely-close/analysis';
import { migrateSource } from 'safely-close-codemod';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const packages = join(root, 'node_modules');
const settings = readSettings(undefined);

/** Bundles are no code that anyone migrates: a file is left out where it is longer, or where its lines are, in characters. */
export const longestFile = 128 * 1024;
const longestLine = 200;
/** No package may be most of the corpus. */
export const mostOfOnePackage = 400;

export const wantedFiles = 5_000;
/** What a code base with client libraries has about: two files in a hundred. */
export const wantedShare = 0.02;

const sourceGlob = '**/*.{js,mjs,cjs,ts,mts,cts}';
const isDeclaration = (path) => /\.d\.[cm]?ts$/u.test(path);
const isHandwritten = (text) => text.length <= longestFile && text.length / text.split('\n').length <= longestLine;

function packageOf(path) {
  const [scope, name] = path.split(sep);
  return scope.startsWith('@') ? join(scope, name) : scope;
}

/** Whether the migration finds a session in a file, whatever becomes of it. */
function holdsSession(path, text) {
  if (!namesAClient(text, settings)) return false;
  try {
    const outcome = migrateSource(path, text, { closeStyle: 'await-using' });
    return outcome.status === 'migrated' && outcome.sites.length > 0;
  } catch {
    return false;
  }
}

/** The sources of every installed package by its name, each with whether it holds a session. */
function sourcesByPackage() {
  const found = new Map();
  for (const path of globSync(sourceGlob, { cwd: packages, exclude: (name) => name === '.cache' }).sort()) {
    const absolute = join(packages, path);
    // Packages within packages are other versions of the same code.
    if (isDeclaration(path) || path.includes(`${sep}node_modules${sep}`) || !statSync(absolute).isFile()) continue;
    const text = readFileSync(absolute, 'utf8');
    if (!isHandwritten(text)) continue;
    const name = packageOf(path);
    const list = found.get(name) ?? [];
    list.push({ path, holds: holdsSession(absolute, text) });
    found.set(name, list);
  }
  return found;
}

/**
 * Writes the corpus.
 *
 * @param folder - An empty folder.
 * @returns What it holds: `files`, all paths in it, and `sessionFiles`, those in which the migration finds a session; `packages`, how
 * many they come from.
 */
export function writeCorpus(folder) {
  const sources = [...sourcesByPackage()].filter(([, files]) => files.length <= mostOfOnePackage);
  const wantedSessions = Math.round(wantedFiles * wantedShare);
  const chosen = [];
  const holding = () => chosen.flatMap(([, files]) => files).filter(({ holds }) => holds).length;
  const size = () => chosen.reduce((sum, [, files]) => sum + files.length, 0);
  const [withSessions, without] = [sources.filter(([, files]) => files.some(({ holds }) => holds)), sources.filter(([, files]) => files.every(({ holds }) => !holds))];
  for (const entry of withSessions) {
    if (holding() + entry[1].filter(({ holds }) => holds).length <= wantedSessions) chosen.push(entry);
  }
  for (const entry of without) if (size() < wantedFiles) chosen.push(entry);

  const files = chosen.flatMap(([, list]) => list.map(({ path }) => join('packages', path)));
  const sessionFiles = chosen.flatMap(([, list]) => list.filter(({ holds }) => holds).map(({ path }) => join('packages', path)));
  for (const path of files) copy(join(packages, path.slice('packages/'.length)), join(folder, path));
  return { files: files.sort(), sessionFiles: sessionFiles.sort(), packages: chosen.length };
}

function copy(source, target) {
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target, { dereference: true });
}

/** Every n-th file: as much of each package, and the same share of files with sessions. */
export function part(corpus, wanted) {
  const evenly = (list, count) => Array.from({ length: count }, (_unused, index) => list[Math.floor((index * list.length) / count)]);
  const sessions = Math.round((wanted / corpus.files.length) * corpus.sessionFiles.length);
  const holding = new Set(corpus.sessionFiles);
  return [...evenly(corpus.sessionFiles, sessions), ...evenly(corpus.files.filter((path) => !holding.has(path)), wanted - sessions)];
}
