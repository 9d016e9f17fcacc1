/** What a text relatively imports, and whether sessions can come from there: told from texts alone, before any parse. */
import type { LibraryFacts } from 'safely-close/clients';
import { asksForSession, librariesIn, namesRuntime } from '../analysis/candidates.ts';
import type { AnalysisSettings } from '../analysis/settings.ts';
import { mappedSpecifiers } from './path-mapping.ts';
import type { PathMapping } from './path-mapping.ts';
import { isSource } from './source-files.ts';
import type { Located, SourceFiles } from './source-files.ts';

const relativeImport = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"](\.{1,2}(?:\/[^'"\n]*)?)['"]/gu;

/** The relative specifiers in a text. */
export function relativeImportsOf(text: string): string[] {
  if (!/['"]\.{1,2}['"/]/u.test(text)) return [];
  return [...text.matchAll(relativeImport)].map(([, specifier = '']) => specifier);
}

const anyImport = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"]([^.'"\n][^'"\n]*)['"]/gu;

/** What a text imports by the paths of its tsconfig, as relative specifiers. */
function mappedImportsOf(text: string, path: string, mapping: PathMapping | undefined): readonly string[] {
  if (mapping === undefined) return [];
  return [...text.matchAll(anyImport)].flatMap(([, specifier = '']) => mappedSpecifiers(specifier, path, mapping));
}

/** What the text of a file and the texts of all that it imports say together. */
export interface Closure {
  /** What they import, whatever for. */
  readonly libraries: ReadonlySet<LibraryFacts>;
  /** Whether one of them asks for a session. */
  readonly asks: boolean;
  /** Whether one of them names the module from which the closing functions come. */
  readonly namesRuntime: boolean;
  /** Whether nothing was left out, as inside a circle of imports. */
  readonly isWhole: boolean;
}

interface Versioned {
  readonly version: Located['version'];
  readonly closure: Closure;
}

const closures = new WeakMap<AnalysisSettings, WeakMap<SourceFiles, Map<string, Versioned>>>();

/**
 * Whether a file can have to do with a session: by its own text, or by that of a file that it relatively imports, itself or through
 * others.
 *
 * @param text - The file's text, as the linter has it.
 * @param path - Where the file lies.
 * @param mapping - The paths of its tsconfig, where they are known; its neighbours are followed by relative imports alone.
 */
export function leadsToSession(text: string, path: string, settings: AnalysisSettings, files: SourceFiles, mapping?: PathMapping): boolean {
  return asksForSession(text, librariesIn(text, settings), settings) || lookThrough(text, path, settings, files, new Set([path]), mappedImportsOf(text, path, mapping)).asks;
}

/** What a neighbour says together with all that it imports. */
export function closureOf(file: Located, settings: AnalysisSettings, files: SourceFiles): Closure {
  return find(file, settings, files, new Set()) ?? nothing;
}

const nothing: Closure = { libraries: new Set(), asks: false, namesRuntime: false, isWhole: false };

/** @returns `undefined` for a file that is being looked through already. */
function find(file: Located, settings: AnalysisSettings, files: SourceFiles, seen: Set<string>): Closure | undefined {
  const known = knownOf(settings, files);
  const before = known.get(file.path);
  if (before?.version === file.version) return before.closure;
  if (seen.has(file.path)) return undefined;
  const isFirst = seen.size <= 1;
  seen.add(file.path);
  const closure = lookThrough(files.textOf(file), file.path, settings, files, seen);
  // Inside a circle of imports a "no" only means "not by this way"; it is remembered where nothing was left out.
  if (closure.isWhole || isFirst) known.set(file.path, { version: file.version, closure });
  return closure;
}

function knownOf(settings: AnalysisSettings, files: SourceFiles): Map<string, Versioned> {
  let ofSettings = closures.get(settings);
  if (ofSettings === undefined) {
    ofSettings = new WeakMap();
    closures.set(settings, ofSettings);
  }
  let known = ofSettings.get(files);
  if (known === undefined) {
    known = new Map();
    ofSettings.set(files, known);
  }
  return known;
}

function lookThrough(text: string, path: string, settings: AnalysisSettings, files: SourceFiles, seen: Set<string>, mapped: readonly string[] = []): Closure {
  const own = librariesIn(text, settings);
  const libraries = new Set(own);
  let asks = asksForSession(text, own, settings);
  let isRuntimeNamed = namesRuntime(text, settings);
  let isWhole = true;
  for (const specifier of [...relativeImportsOf(text), ...mapped]) {
    const file = files.find(specifier, path);
    if (!file || !isSource(file.path)) continue;
    const imported = find(file, settings, files, seen);
    asks ||= imported?.asks === true;
    isRuntimeNamed ||= imported?.namesRuntime === true;
    if (imported?.isWhole !== true) isWhole = false;
    for (const library of imported?.libraries ?? []) libraries.add(library);
  }
  return { libraries, asks: asks || (libraries.size > own.size && asksForSession(text, libraries, settings)), namesRuntime: isRuntimeNamed, isWhole };
}
