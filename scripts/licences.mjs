#!/usr/bin/env node
// Lists the licences of everything that the three packages bring along when they are installed: "npm run licences".
// `--check` fails on a licence that is not known to ask for no more than its own text.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;

const permissive = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'BlueOak-1.0.0', 'CC-BY-4.0', 'Python-2.0', 'Unlicense']);

/** Our packages' folders. */
export const workspaces = ['runtime', 'rules', 'codemods'];

/** What the lock file has of a place. */
export const locked = (place) => lock[place];

/** The folder in which npm put a package that another one asks for, as Node looks it up. */
export function placeOf(name, from) {
  for (let folder = from; ; folder = folder.includes('/node_modules/') ? folder.slice(0, folder.lastIndexOf('/node_modules/')) : '') {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (lock[place] !== undefined) return lock[place].link ? lock[place].resolved : place;
    if (folder === '') return undefined;
  }
}

/** Everything that is installed with a package of ours, without what only its development needs. */
export function installedWith(workspace) {
  const found = new Map();
  const open = [workspace];
  for (const place of open) {
    const { dependencies = {}, optionalDependencies = {} } = lock[place];
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const next = placeOf(name, place);
      if (next === undefined || found.has(next)) continue;
      found.set(next, { name, place: next, version: lock[next].version, licence: lock[next].license ?? 'unknown' });
      open.push(next);
    }
  }
  return [...found.values()];
}

const isPermissive = (licence) => licence.replace(/[()]/g, '').split(' OR ').some((choice) => choice.split(' AND ').every((part) => permissive.has(part)));

/**
 * @returns {ReadonlyMap<string, readonly { name: string, version: string, licence: string, isPermissive: boolean }[]>} by the name of our package
 */
export function licences() {
  return new Map(workspaces.map((workspace) => [lock[workspace].name, installedWith(workspace).map((entry) => ({ ...entry, isPermissive: isPermissive(entry.licence) }))]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [ours, entries] of licences()) {
    console.log(`${ours} brings ${entries.length === 0 ? 'nothing' : String(entries.length)} along`);
    for (const licence of [...new Set(entries.map((entry) => entry.licence))].sort()) {
      const names = entries.filter((entry) => entry.licence === licence).map(({ name, version }) => `${name} ${version}`);
      console.log(`  ${licence}: ${[...new Set(names)].sort().join(', ')}`);
    }
    if (process.argv.includes('--check') && entries.some((entry) => !entry.isPermissive)) process.exitCode = 1;
  }
}
