/** The source files of a project as relative imports name them: from disk, each read once for each of its modification times. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createRecentFiles } from './recent-files.ts';

/** A file, as it is at one time: another version may hold another text. */
export interface Located {
  readonly path: string;
  readonly version: number | string;
}

export interface SourceFiles {
  /** The file that a relative specifier names: as written, TypeScript's file for a `.js`, with an ending, or a folder's index. */
  find(specifier: string, from: string): Located | undefined;
  textOf(file: Located): string;
  /** A number for the state of all files seen so far: another one after any of them has changed. */
  readonly epoch: number;
  /** Looks at all files seen so far once more, where a while has gone by since it was called last. */
  refresh(): void;
}

export interface SourceFilesOptions {
  /** Texts that stand for those on disk, by absolute path. */
  readonly texts?: ReadonlyMap<string, string>;
  /** After how long without a call, in milliseconds, `refresh` looks at the file system again. */
  readonly freshMs?: number;
}

const endings = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];

/** Whether a path is that of JavaScript or TypeScript. */
export const isSource = (path: string): boolean => endings.some((ending) => path.endsWith(ending));

/** Of all texts that are kept: a text is asked for again while its neighbours are looked at, and seldom afterwards. */
const mostCharacters = 8_000_000;

/** A run over many files goes from one to the next at once; in an editor somebody saves and types in between. */
const pauseMs = 1000;

/**
 * Opens the file system for relative imports.
 *
 * @example
 * const files = createSourceFiles();
 * const neighbour = files.find('./factory.js', '/project/src/main.ts'); // factory.ts, where there is one
 */
export function createSourceFiles({ texts: given = new Map(), freshMs = pauseMs }: SourceFilesOptions = {}): SourceFiles {
  const versions = new Map<string, number | undefined>();
  const folders = new Map<string, ReadonlySet<string>>();
  const texts = createRecentFiles<string>(mostCharacters);
  let epoch = 0;
  let refreshedAt = Date.now();

  function locatedAt(path: string): Located | undefined {
    const version = given.get(path) ?? remembered(versions, path, modifiedMsOf);
    return version === undefined ? undefined : { path, version };
  }

  const namesIn = (folder: string): ReadonlySet<string> => remembered(folders, folder, namesOf);

  function hasChanged(): boolean {
    for (const [path, version] of versions) if (modifiedMsOf(path) !== version) return true;
    for (const [folder, names] of folders) {
      const now = namesOf(folder);
      if (now.size !== names.size || [...now].some((name) => !names.has(name))) return true;
    }
    return false;
  }

  return {
    get epoch() {
      return epoch;
    },
    refresh() {
      const now = Date.now();
      const isDue = now - refreshedAt >= freshMs;
      refreshedAt = now;
      if (!isDue || !hasChanged()) return;
      versions.clear();
      folders.clear();
      epoch += 1;
    },
    find(specifier, from) {
      const base = join(dirname(from), specifier);
      // What has its ending is asked for at once, and spares a listing.
      const exact = isSource(base) ? locatedAt(base) : undefined;
      if (exact) return exact;
      const folder = dirname(base);
      const name = basename(base);
      const siblings = namesIn(folder);
      const at = (sibling: string): Located | undefined => (siblings.has(sibling) ? locatedAt(join(folder, sibling)) : undefined);
      const written = at(name) ?? at(name.replace(/\.([cm]?)js(x?)$/u, '.$1ts$2'));
      if (written) return written;
      for (const ending of endings) {
        const located = at(name + ending);
        if (located) return located;
      }
      if (!siblings.has(name) && !/(?:^|\/)\.{1,2}\/?$/u.test(specifier)) return undefined;
      const inside = namesIn(base);
      const index = endings.find((ending) => inside.has(`index${ending}`));
      return index === undefined ? undefined : locatedAt(join(base, `index${index}`));
    },
    textOf({ path, version }) {
      if (typeof version === 'string') return version;
      const known = texts.get(path, version);
      if (known !== undefined) return known;
      const text = readFileSync(path, 'utf8');
      texts.set(path, version, text, text.length);
      return text;
    },
  };
}

function remembered<Value>(known: Map<string, Value>, key: string, find: (key: string) => Value): Value {
  const before = known.get(key);
  if (before !== undefined || known.has(key)) return before as Value;
  const value = find(key);
  known.set(key, value);
  return value;
}

function modifiedMsOf(path: string): number | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true ? stats.mtimeMs : undefined;
}

/** The names in a folder; none where there is no such folder. One listing costs less than asking for every ending. */
function namesOf(folder: string): ReadonlySet<string> {
  return new Set(existsSync(folder) ? readFolder(folder) : []);
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No folder, or one that may not be read: nothing of it can be looked into.
    return [];
  }
}
