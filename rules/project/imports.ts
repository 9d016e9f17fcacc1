/** What a text relatively imports, and whether sessions can come from there: told from texts alone, before any parse. */
import type { LibraryFacts } from 'safely-close/clients';
import { asksAnyway, librariesIn, makesSession, mayMakeSession, namesRuntime, specifiersIn } from '../analysis/sessions/candidates.ts';
import type { AnalysisSettings } from '../analysis/settings.ts';
import { mappedSpecifiers } from './path-mapping.ts';
import type { PathMapping } from './path-mapping.ts';
import { isSource } from './source-files.ts';
import type { Located, SourceFiles } from './source-files.ts';

const isRelative = (specifier: string): boolean => /^\.{1,2}(?:\/|$)/u.test(specifier);

/** The relative specifiers in a text. */
export const relativeImportsOf = (text: string): string[] => specifiersIn(text).filter(isRelative);

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

/** What a text says by itself. */
interface Scanned {
  readonly libraries: ReadonlySet<LibraryFacts>;
  readonly asks: boolean;
  readonly namesRuntime: boolean;
  /** The specifiers that may lead to other files of the project. */
  readonly specifiers: readonly string[];
}

interface Known {
  readonly scanned: Map<string, { readonly version: Located['version']; readonly scanned: Scanned }>;
  readonly closures: Map<string, Closure>;
  /** The state of the files that `closures` tells of. */
  epoch: number;
}

const knownOfFiles = new WeakMap<AnalysisSettings, WeakMap<SourceFiles, Known>>();

/**
 * Whether a file can have to do with a session: by its own text, or by that of a file that it relatively imports, itself or through
 * others.
 *
 * @param text - The file's text, as the linter has it.
 * @param path - Where the file lies.
 * @param mapping - The paths of its tsconfig, where they are known; its neighbours are followed by relative imports alone.
 */
export function leadsToSession(text: string, path: string, settings: AnalysisSettings, files: SourceFiles, mapping?: PathMapping): boolean {
  const imported = specifiersIn(text);
  const own = scan(text, imported, settings);
  if (own.asks) return true;
  // What a text imports by the paths of its tsconfig, as relative specifiers.
  const mapped = mapping === undefined ? [] : imported.flatMap((specifier) => (specifier.startsWith('.') ? [] : mappedSpecifiers(specifier, path, mapping)));
  const scanned = { ...own, specifiers: [...own.specifiers, ...mapped] };
  return lookThrough({ path, version: 0 }, () => text, scanned, { settings, files, known: knownOf(settings, files), seen: new Set([path]) }).asks;
}

/** What a neighbour says together with all that it imports. */
export function closureOf(file: Located, settings: AnalysisSettings, files: SourceFiles): Closure {
  return closureWithin(file, { settings, files, known: knownOf(settings, files), seen: new Set() }) ?? nothing;
}

const nothing: Closure = { libraries: new Set(), asks: false, namesRuntime: false, isWhole: false };

function knownOf(settings: AnalysisSettings, files: SourceFiles): Known {
  let ofSettings = knownOfFiles.get(settings);
  if (ofSettings === undefined) {
    ofSettings = new WeakMap();
    knownOfFiles.set(settings, ofSettings);
  }
  let known = ofSettings.get(files);
  if (known === undefined) {
    known = { scanned: new Map(), closures: new Map(), epoch: files.epoch };
    ofSettings.set(files, known);
  }
  if (known.epoch !== files.epoch) {
    known.closures.clear();
    known.epoch = files.epoch;
  }
  return known;
}

interface Search {
  readonly settings: AnalysisSettings;
  readonly files: SourceFiles;
  readonly known: Known;
  readonly seen: Set<string>;
}

/** @returns `undefined` for a file that is being looked through already. */
function closureWithin(file: Located, search: Search): Closure | undefined {
  const { files, known, seen } = search;
  const before = known.closures.get(file.path);
  if (before) return before;
  if (seen.has(file.path)) return undefined;
  const isFirst = seen.size <= 1;
  seen.add(file.path);
  const closure = lookThrough(file, () => files.textOf(file), scannedOf(file, search), search);
  // Inside a circle of imports a "no" only means "not by this way"; it is remembered where nothing was left out.
  if (closure.isWhole || isFirst) known.closures.set(file.path, closure);
  return closure;
}

function scannedOf(file: Located, { settings, files, known }: Search): Scanned {
  const before = known.scanned.get(file.path);
  if (before?.version === file.version) return before.scanned;
  const text = files.textOf(file);
  const own = scan(text, specifiersIn(text), settings);
  const scanned = { ...own, specifiers: own.specifiers.map(copied) };
  known.scanned.set(file.path, { version: file.version, scanned });
  return scanned;
}

/** A part of a text keeps the whole of it in memory for as long as it is remembered; a copy does not. */
const copied = (part: string): string => Buffer.from(part).toString();

function scan(text: string, imported: readonly string[], settings: AnalysisSettings): Scanned {
  const libraries = librariesIn(text, imported, settings);
  return {
    libraries,
    asks: makesSession(text, libraries, settings) || asksAnyway(text, imported, settings),
    namesRuntime: namesRuntime(imported, settings),
    specifiers: imported.filter(isRelative),
  };
}

function lookThrough(file: Located, textOf: () => string, own: Scanned, search: Search): Closure {
  const { files, settings } = search;
  const passedOn = new Set<LibraryFacts>();
  let { asks, namesRuntime: isRuntimeNamed } = own;
  let isWhole = true;
  for (const specifier of own.specifiers) {
    const neighbour = files.find(specifier, file.path);
    if (!neighbour || !isSource(neighbour.path)) continue;
    const imported = closureWithin(neighbour, search);
    asks ||= imported?.asks === true;
    isRuntimeNamed ||= imported?.namesRuntime === true;
    if (imported?.isWhole !== true) isWhole = false;
    for (const library of imported?.libraries ?? []) passedOn.add(library);
  }
  asks ||= passedOn.size > 0 && mayMakeSession(textOf(), passedOn, settings);
  return { libraries: new Set([...own.libraries, ...passedOn]), asks, namesRuntime: isRuntimeNamed, isWhole };
}
