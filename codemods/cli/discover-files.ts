/** Finds the source files under the paths that were given, past what git ignores. */
import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ignore from 'ignore';
import type { Ignore } from 'ignore';
import { escapePath, glob, isDynamicPattern } from 'tinyglobby';
import { UsageError } from './usage-error.ts';

const extensions = ['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx'];
/** Component files hold scripts as well; they are not rewritten, but said to be there. */
const componentExtensions = ['vue', 'svelte'];
const alwaysIgnored = ['**/node_modules/**', '**/.git/**'];

const isSource = (path: string): boolean => [...extensions, ...componentExtensions].some((extension) => path.endsWith(`.${extension}`));
const isDeclaration = (path: string): boolean => /\.d\.(?:[cm]?ts|[^.]+\.ts)$/.test(path);

export const isComponentFile = (path: string): boolean => componentExtensions.some((extension) => path.endsWith(`.${extension}`));

/**
 * @param paths - Files, folders and globs, relative to `cwd`.
 * @returns Absolute paths, sorted, each once. A file that is named itself is taken even where git ignores it.
 * @throws {UsageError} Where a path leads nowhere, or globs alone are given and none of them matches a file.
 */
export async function discoverFiles(paths: readonly string[], cwd: string): Promise<string[]> {
  const named: string[] = [];
  const patterns: string[] = [];
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    if (existsSync(absolute)) {
      if (statSync(absolute).isDirectory()) patterns.push(`${escapePath(slashes(relative(cwd, absolute) || '.'))}/**/*.{${[...extensions, ...componentExtensions].join(',')}}`);
      else if (isSource(absolute)) named.push(absolute);
      else throw new UsageError(`"${path}" is no JavaScript or TypeScript file. Give files that end in ${extensions.map((extension) => `.${extension}`).join(', ')}, folders or globs.`);
    } else if (isDynamicPattern(path)) {
      patterns.push(slashes(path));
    } else {
      throw new UsageError(`There is nothing at "${path}". Give files, folders or globs that exist, relative to ${cwd}.`);
    }
  }
  const globbed = patterns.length === 0 ? [] : await glob(patterns, { cwd, absolute: true, ignore: alwaysIgnored, expandDirectories: false, followSymbolicLinks: false });
  if (globbed.length === 0 && named.length === 0 && paths.every((path) => isDynamicPattern(path) && !existsSync(resolve(cwd, path)))) {
    throw new UsageError(`No file matches ${paths.map((path) => `"${path}"`).join(', ')}. Give files, folders or globs that exist, relative to ${cwd}.`);
  }
  const isIgnored = createGitIgnore();
  const found = globbed.map((path) => resolve(path)).filter((path) => isSource(path) && !isDeclaration(path) && !isIgnored(path));
  return withoutSecondNames([...new Set([...named, ...found])].sort());
}

/** A file that is found by its own name and by a symbolic link is rewritten once. */
function withoutSecondNames(paths: readonly string[]): string[] {
  const known = new Set(paths);
  return paths.filter((path) => {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return true;
    const target = targetOf(path);
    if (target === undefined || known.has(target)) return target === undefined;
    known.add(target);
    return true;
  });
}

/** Where a link leads; `undefined` where it leads nowhere, or in a circle. */
function targetOf(link: string): string | undefined {
  try {
    return realpathSync(link);
  } catch {
    return undefined;
  }
}

const slashes = (path: string): string => path.split(sep).join('/');

/** Reads every `.gitignore` from a file's folder up to the repository's root, each once. */
function createGitIgnore(): (path: string) => boolean {
  const rules = new Map<string, { readonly own: Ignore | undefined; readonly isRoot: boolean }>();
  function rulesOf(folder: string): { readonly own: Ignore | undefined; readonly isRoot: boolean } {
    let known = rules.get(folder);
    if (known === undefined) {
      const file = join(folder, '.gitignore');
      known = { own: existsSync(file) ? ignore().add(readFileSync(file, 'utf8')) : undefined, isRoot: existsSync(join(folder, '.git')) };
      rules.set(folder, known);
    }
    return known;
  }
  return (path) => {
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const { own, isRoot } = rulesOf(folder);
      const verdict = own?.test(slashes(relative(folder, path)));
      // The nearest file that says something wins, as it does in git.
      if (verdict?.ignored === true) return true;
      if (verdict?.unignored === true) return false;
      if (isRoot || dirname(folder) === folder) return false;
    }
  };
}
