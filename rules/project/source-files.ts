/** The source files of a project as relative imports name them: from disk, each read once for each of its modification times. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A file, as it is at one time: another version may hold another text. */
export interface Located {
  readonly path: string;
  readonly version: number | string;
}

export interface SourceFiles {
  /** The file that a relative specifier names: as written, TypeScript's file for a `.js`, with an ending, or a folder's index. */
  find(specifier: string, from: string): Located | undefined;
  textOf(file: Located): string;
  /** Whether something that was seen has changed since; asked of the file system no more often than `freshMs` says. */
  hasChanged(): boolean;
}

export interface SourceFilesOptions {
  /** Texts that stand for those on disk, by absolute path. */
  readonly texts?: ReadonlyMap<string, string>;
  /** For how long, in milliseconds, what was seen of the file system holds. */
  readonly freshMs?: number;
}

const endings = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];

/** Whether a path is that of JavaScript or TypeScript. */
export const isSource = (path: string): boolean => endings.some((ending) => path.endsWith(ending));

/** An editor's next key press comes later; a run over many files asks after the same neighbours again and again. */
const untilNextKeyPress = 1000;

/**
 * Opens the file system for relative imports.
 *
 * @example
 * const files = createSourceFiles();
 * const neighbour = files.find('./factory.js', '/project/src/main.ts'); // factory.ts, where there is one
 */
export function createSourceFiles({ texts: given = new Map(), freshMs = untilNextKeyPress }: SourceFilesOptions = {}): SourceFiles {
  const versions = new Map<string, { readonly at: number; readonly version: number | undefined }>();
  let isChanged = false;
  let checkedAt = Date.now();
  const folders = new Map<string, { readonly at: number; readonly modifiedMs: number | undefined; readonly names: ReadonlySet<string> }>();
  const texts = new Map<string, { readonly version: number | string; readonly text: string }>();

  function locatedAt(path: string): Located | undefined {
    const version = given.get(path) ?? modifiedMsOf(path);
    return version === undefined ? undefined : { path, version };
  }

  function modifiedMsOf(path: string): number | undefined {
    const now = Date.now();
    const known = versions.get(path);
    if (known !== undefined && now - known.at < freshMs) return known.version;
    const stats = statSync(path, { throwIfNoEntry: false });
    const version = stats?.isFile() === true ? stats.mtimeMs : undefined;
    if (known !== undefined && known.version !== version) isChanged = true;
    versions.set(path, { at: now, version });
    return version;
  }

  /** The names in a folder; none where there is no such folder. One listing costs less than asking for every ending. */
  function namesIn(folder: string): ReadonlySet<string> {
    const now = Date.now();
    const known = folders.get(folder);
    if (known !== undefined && now - known.at < freshMs) return known.names;
    const modifiedMs = statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
    if (known !== undefined && known.modifiedMs !== modifiedMs) isChanged = true;
    const names = new Set(existsSync(folder) ? readFolder(folder) : []);
    folders.set(folder, { at: now, modifiedMs, names });
    return names;
  }

  return {
    hasChanged() {
      if (Date.now() - checkedAt >= freshMs) {
        checkedAt = Date.now();
        for (const path of versions.keys()) modifiedMsOf(path);
        for (const folder of folders.keys()) namesIn(folder);
      }
      return isChanged;
    },
    find(specifier, from) {
      const base = join(dirname(from), specifier);
      const typescript = base.replace(/\.([cm]?)js(x?)$/u, '.$1ts$2');
      const siblings = namesIn(dirname(base));
      for (const path of [base, ...(typescript === base ? [] : [typescript]), ...endings.map((ending) => base + ending)]) {
        const located = siblings.has(basename(path)) ? locatedAt(path) : undefined;
        if (located) return located;
      }
      if (!siblings.has(basename(base)) && !/(?:^|\/)\.{1,2}\/?$/u.test(specifier)) return undefined;
      const inside = namesIn(base);
      const index = endings.find((ending) => inside.has(`index${ending}`));
      return index === undefined ? undefined : locatedAt(join(base, `index${index}`));
    },
    textOf({ path, version }) {
      if (typeof version === 'string') return version;
      const known = texts.get(path);
      if (known?.version === version) return known.text;
      const text = readFileSync(path, 'utf8');
      texts.set(path, { version, text });
      return text;
    },
  };
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No folder, or one that may not be read: nothing of it can be looked into.
    return [];
  }
}
