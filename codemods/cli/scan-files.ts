/** Reads every file once, and says which name a client and which import which: from texts alone, before any parse. */
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createSourceFiles, isSource, relativeImportsOf } from 'eslint-plugin-safely-close/project';
import { namesAClient } from 'eslint-plugin-safely-close/analysis';
import type { AnalysisSettings } from 'eslint-plugin-safely-close/analysis';
import type { FileProblem } from '../migrate/file-outcome.ts';
import { isComponentFile } from './discover-files.ts';
import { readSource } from './read-source.ts';

export interface ScannedFiles {
  /** Files that name a client themselves, in no order. Some may be outside of the run, where files of it import them. */
  readonly holders: ReadonlySet<string>;
  readonly problems: ReadonlyMap<string, FileProblem>;
  /** The files that relatively import a file. */
  importersOf(path: string): readonly string[];
  /** The files that a file relatively imports. */
  importsOf(path: string): readonly string[];
  /** A file that imports by another way than a relative one something that ends in the file's name: by an alias, perhaps. */
  aliasOf(path: string): string | undefined;
  /** A file that imports modules by names that are made while it runs. */
  readonly importsByVariable: string | undefined;
}

/** After so many files signals and the like have their turn. */
const filesAtATime = 64;

/**
 * @param files - Absolute paths. Files that they import, and those that these import in turn, are read as well.
 * @param onScanned - Called for each of `files` when it is read, with whether it names a client.
 */
export async function scanFiles(files: readonly string[], settings: AnalysisSettings, onScanned: (holds: boolean) => void, signal?: AbortSignal): Promise<ScannedFiles> {
  const sources = createSourceFiles({ freshMs: Infinity });
  const holders = new Set<string>();
  const problems = new Map<string, FileProblem>();
  const imports = new Map<string, readonly string[]>();
  const importers = new Map<string, string[]>();
  const bare = new Map<string, string>();
  let importsByVariable: string | undefined;
  const queue = [...files];
  const known = new Set(files);

  function scan(file: string, isOfRun: boolean): boolean {
    const text = readSource(file);
    if (typeof text !== 'string') {
      if (isOfRun && (text.kind !== 'not-utf-8' || mayNameAClient(file, settings))) problems.set(file, text);
      return false;
    }
    const holds = namesAClient(text, settings);
    if (isComponentFile(file)) {
      if (holds) problems.set(file, componentProblem);
    } else if (holds) {
      holders.add(file);
    }
    for (const [, specifier = ''] of text.matchAll(bareImport)) bare.set(stemOf(specifier), firstOf(file, bare.get(stemOf(specifier))));
    if (importByVariable.test(text)) importsByVariable = firstOf(file, importsByVariable);
    const found = [...new Set(relativeImportsOf(text).flatMap((specifier) => sources.find(specifier, file)?.path ?? []))].filter(isSource);
    if (found.length > 0) imports.set(file, found);
    for (const path of found) {
      const list = importers.get(path);
      if (list === undefined) importers.set(path, [file]);
      else list.push(file);
      if (!known.has(path)) {
        known.add(path);
        queue.push(path);
      }
    }
    return holds && !isComponentFile(file);
  }

  // What is found to be imported is put at the end.
  for (const [index, file] of queue.entries()) {
    if (index % filesAtATime === 0) await nextTurn();
    if (signal?.aborted === true) break;
    const holds = scan(file, index < files.length);
    if (index < files.length) onScanned(holds);
  }
  return { holders, problems, importsByVariable, aliasOf: (path) => bare.get(stemOf(path)), importersOf: (path) => importers.get(path) ?? [], importsOf: (path) => imports.get(path) ?? [] };
}

/** Whether a file in another encoding says by its letters that it is of interest; without the zeros of UTF-16 between them. */
const mayNameAClient = (file: string, settings: AnalysisSettings): boolean => namesAClient(readFileSync(file, 'latin1').replaceAll('\0', ''), settings);

/** The one of two paths that is named, whichever was read first. */
const firstOf = (path: string, known: string | undefined): string => (known === undefined || path < known ? path : known);

const bareImport = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"]([^.'"\n][^'"\n]*)['"]/gu;
const importByVariable = /(?<![.\w$])(?:import|require)\s*\(\s*(?!['"\s)])/u;

/** `@/lib/client`, `/src/lib/client.ts` and `/src/lib/client/index.ts` are all of one name: `client`. */
function stemOf(path: string): string {
  const parts = path.split(/[\\/]/u).map((part) => part.replace(/\.[cm]?[jt]sx?$/u, ''));
  return (parts.at(-1) === 'index' ? parts.at(-2) : parts.at(-1)) ?? '';
}

const componentProblem: FileProblem = {
  kind: 'component',
  message: 'The file is a component whose script names a client library; component files are not rewritten.',
  wayOut: 'Move the session into a module of its own, or migrate the script by hand.',
};
