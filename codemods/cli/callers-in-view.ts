/** Whether all files that can import a file are among those of the run: only then it is known who calls what the file exports. */
import { dirname, join, relative } from 'node:path';
import { isSource } from 'eslint-plugin-safely-close/project';
import type { CallersInView } from '../project/neighbours.ts';
import { readText } from '../project/read-text.ts';
import type { ScannedFiles } from './scan-files.ts';

export interface RunScope {
  /** Folders that were given to the run, absolute. */
  readonly folders: readonly string[];
  readonly isOfRun: (path: string) => boolean;
  readonly scanned: ScannedFiles;
}

/** @returns For an absolute path its importers, or why there may be others. */
export function createCallersInView({ folders, isOfRun, scanned }: RunScope): (path: string) => CallersInView {
  const packages = new Map<string, string | undefined>();

  return (path) => {
    const folder = packageFolderOf(dirname(path));
    if (folder === undefined) return hidden('No package.json says that nothing else imports it.');
    const why = whyImportedFromOutside(folder);
    if (why !== undefined) return hidden(why);
    if (!folders.some((given) => isInside(folder, given))) return hidden('Not all files of its package are looked at; run the codemod on the whole of it.');
    if (scanned.importsByVariable !== undefined) return hidden(`${relative(folder, scanned.importsByVariable)} imports modules of which the name is not known before it runs.`);
    const alias = scanned.aliasOf(path);
    if (alias !== undefined) return hidden(`${relative(folder, alias)} imports something of its name in a way that is not followed.`);
    const importers = scanned.importersOf(path);
    const unread = importers.find((importer) => !isOfRun(importer) || !isSource(importer));
    return unread === undefined ? { all: true, importers } : hidden(`${relative(folder, unread)} imports it and is not looked into.`);
  };

  function packageFolderOf(folder: string): string | undefined {
    if (readText(join(folder, 'package.json')) !== undefined) return folder;
    return dirname(folder) === folder ? undefined : packageFolderOf(dirname(folder));
  }

  /** An application, which says that it is private and offers nothing, is imported by nobody. */
  function whyImportedFromOutside(folder: string): string | undefined {
    if (!packages.has(folder)) packages.set(folder, findWhy(readText(join(folder, 'package.json')) ?? ''));
    return packages.get(folder);
  }
}

function findWhy(text: string): string | undefined {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return 'Its package.json cannot be read.';
  }
  const fields = typeof manifest === 'object' && manifest !== null ? (manifest as Record<string, unknown>) : {};
  if (fields['private'] !== true) return 'Its package is not private, so other packages may import it.';
  const offered = ['exports', 'main', 'module', 'browser', 'types'].find((field) => fields[field] !== undefined);
  return offered === undefined ? undefined : `Its package offers "${offered}", so other packages may import it.`;
}

const hidden = (because: string): CallersInView => ({ all: false, because });

const isInside = (path: string, folder: string): boolean => {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !way.startsWith('/'));
};
