/**
 * Which files can hold a session at all: told from the text alone, before anything is looked at.
 */
import type { LibraryFacts } from 'safely-close/clients';
import type { AnalysisSettings } from '../settings.ts';

interface Words {
  /** Catalogued globals where they are made. */
  readonly madeGlobals: RegExp | undefined;
  /** What makes or closes sessions whatever is imported: names from the settings. */
  readonly named: RegExp | undefined;
  /** For each library what makes its clients; `undefined` where a file may give it any name. */
  readonly makers: ReadonlyMap<LibraryFacts, Makers | undefined>;
  readonly globals: LibraryFacts | undefined;
  readonly byModule: ReadonlyMap<string, readonly LibraryFacts[]>;
  /** Whether the settings catalogue a file of the project, so that relative specifiers have to be looked up as well. */
  readonly hasRelativeModule: boolean;
  /** Characters of the longest module's name. */
  readonly longestModule: number;
  /** The modules from which the closing functions come. */
  readonly runtime: readonly string[];
}

interface Makers {
  /** The names of clients and of what makes them: each tells by itself. */
  readonly names: RegExp;
  /** Exports that are reached through another one, as `promises.open`: all their names have to be there. */
  readonly paths: readonly (readonly RegExp[])[];
}

const known = new WeakMap<AnalysisSettings, Words>();

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
const anyOf = (names: Iterable<string>): string => [...names].map(escaped).join('|');

function wordsOf(settings: AnalysisSettings): Words {
  let words = known.get(settings);
  if (words === undefined) {
    words = collect(settings);
    known.set(settings, words);
  }
  return words;
}

function collect(settings: AnalysisSettings): Words {
  const globals = settings.libraries.find((library) => library.modules.includes('globalThis'));
  const made = globals?.clients.flatMap((client) => client.acquiredBy.flatMap((acquisition) => (acquisition.by === 'method' ? [] : [acquisition.export]))) ?? [];
  const named = [...settings.factories, ...settings.closers].map((entry) => entry.name);
  return {
    madeGlobals: made.length === 0 ? undefined : new RegExp(`\\bnew\\s+(?:globalThis\\.)?(?:${anyOf(made)})\\b`, 'u'),
    named: named.length === 0 ? undefined : new RegExp(`\\b(?:${anyOf(named)})\\b`, 'u'),
    makers: new Map(settings.libraries.map((library) => [library, makersOf(library)])),
    globals,
    byModule: byModuleOf(settings.libraries),
    longestModule: Math.max(0, ...settings.libraries.flatMap((library) => library.modules.map((module) => module.length))),
    hasRelativeModule: settings.libraries.some((library) => library.modules.some((module) => module.startsWith('.'))),
    runtime: [...new Set(['safely-close', settings.runtime.module])],
  };
}

function byModuleOf(libraries: readonly LibraryFacts[]): ReadonlyMap<string, readonly LibraryFacts[]> {
  const byModule = new Map<string, LibraryFacts[]>();
  for (const library of libraries) {
    for (const module of new Set(library.modules.map((name) => (name.startsWith('node:') ? name.slice('node:'.length) : name)))) byModule.set(module, [...(byModule.get(module) ?? []), library]);
  }
  return byModule;
}

function makersOf({ clients }: LibraryFacts): Makers | undefined {
  const exported = clients.flatMap((client) => client.acquiredBy.flatMap((acquisition) => (acquisition.by === 'method' ? [] : [acquisition.export.split('.')])));
  if (exported.some(([first]) => first === 'default')) return undefined;
  const names = clients.flatMap((client) => [client.name, ...(client.typeNames ?? []), ...client.acquiredBy.flatMap((acquisition) => (acquisition.by === 'method' ? [acquisition.method] : []))]);
  const plain = exported.flatMap((path) => (path.length === 1 ? path : []));
  return {
    names: asName(new Set([...names.map((name) => name.split('.').at(-1) ?? name), ...plain])),
    paths: exported.filter((path) => path.length > 1).map((path) => path.map((name) => asName([name]))),
  };
}

/** What may follow a name on its line; any other word behind it makes it prose. */
const operators = 'as|extends|from|implements|in|instanceof|is|of|satisfies';

/** Some names where code may mean them: not the `connect` of `on('connect', …)`, nor the `Server` of "Server not found". */
function asName(names: Iterable<string>): RegExp {
  const name = `(?:${anyOf(names)})`;
  const bare = `(?<![\\w$'"\`])${name}(?![\\w$]| +(?!(?:${operators})\\b)[a-z])`;
  const computed = `(?<=\\[\\s*['"\`])${name}(?=['"\`])`;
  const key = `(?<=['"])${name}(?=['"]\\s*(?::|as\\b))`;
  return new RegExp(`${bare}|${computed}|${key}`, 'u');
}

/** The specifier of an `import`, `export … from`, `require()` or `import()`. */
const specifier = /(?:\bfrom|\bimport|\brequire)\s*(?:\?\.)?\(?(?:\s|\/\*[^]*?\*\/|\/\/[^\n]*\n)*(['"])([^'"\n]+)\1/gu;

/** The specifiers of all modules that a text imports, in both module systems. */
export function specifiersIn(text: string): string[] {
  const found: string[] = [];
  specifier.lastIndex = 0;
  for (let match = specifier.exec(text); match !== null; match = specifier.exec(text)) found.push(match[2] ?? '');
  return found;
}

/**
 * The libraries that a text imports, whatever for.
 *
 * @param specifiers - Those of the same text.
 * @example
 * const text = "import { readFile } from 'node:fs'";
 * librariesIn(text, specifiersIn(text), settings); // [the facts of fs]
 */
export function librariesIn(text: string, specifiers: readonly string[], settings: AnalysisSettings): ReadonlySet<LibraryFacts> {
  const { madeGlobals, globals } = wordsOf(settings);
  const found = new Set<LibraryFacts>();
  for (const module of specifiers) for (const library of librariesOf(module, settings)) found.add(library);
  if (globals && madeGlobals?.test(text) === true) found.add(globals);
  return found;
}

/** The libraries of which a specifier is a module, or a path inside one: `mongodb/lib/collection` is one of `mongodb`. */
function librariesOf(specifier: string, settings: AnalysisSettings): readonly LibraryFacts[] {
  const { byModule, hasRelativeModule, longestModule } = wordsOf(settings);
  if (specifier.startsWith('.') && !hasRelativeModule) return noLibraries;
  const module = specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier;
  const found: LibraryFacts[] = [];
  // What looks like a specifier may be a text of any length, of which every part would be looked up.
  for (let end = module.length <= longestModule ? module.length : module.lastIndexOf('/', longestModule); end > 0; end = module.lastIndexOf('/', end - 1)) for (const library of byModule.get(module.slice(0, end)) ?? noLibraries) found.push(library);
  return found;
}

const noLibraries: readonly LibraryFacts[] = [];

/** Whether a specifier names a module of which the exports make sessions: of a catalogued library, or of a factory from the settings. */
export const isLibraryModule = (specifier: string, settings: AnalysisSettings): boolean => librariesOf(specifier, settings).length > 0 || settings.factories.some((factory) => factory.module === specifier);

/** Whether one of the specifiers names the module from which the closing functions come. */
export function namesRuntime(specifiers: readonly string[], settings: AnalysisSettings): boolean {
  const { runtime } = wordsOf(settings);
  return specifiers.some((specifier) => runtime.some((module) => specifier.startsWith(module) && (specifier.length === module.length || specifier[module.length] === '/')));
}

/**
 * Whether a text can have to do with a session of one of the libraries: it names one of their clients, or what makes one.
 * `import { readFile } from 'node:fs'` alone makes no session.
 *
 * @param libraries - What the file imports itself.
 */
export function makesSession(text: string, libraries: ReadonlySet<LibraryFacts>, settings: AnalysisSettings): boolean {
  const { makers, globals } = wordsOf(settings);
  for (const library of libraries) {
    const words = makers.get(library);
    if (words === undefined || library === globals || words.names.test(text) || words.paths.some((path) => path.every((name) => name.test(text)))) return true;
  }
  return false;
}

/** The same of libraries that other files import for it: what they pass on may be the part of a library in which the maker is. */
export function mayMakeSession(text: string, libraries: ReadonlySet<LibraryFacts>, settings: AnalysisSettings): boolean {
  const { makers } = wordsOf(settings);
  for (const library of libraries) {
    const words = makers.get(library);
    if (words === undefined || words.names.test(text) || words.paths.some((path) => path.at(-1)?.test(text) === true)) return true;
  }
  return false;
}

/** `export * from 'node-libcurl'`, `module.exports = require('node-libcurl')`, and what a compiler makes of them. */
const wholeExport = /\b(?:export\s*\*[^'"`;]*|__exportStar\s*\(\s*require\s*\(\s*|exports\b[\w.]*\s*=\s*require\s*\(\s*)['"]([^'"\n]+)['"]/gu;
/** An import of a whole module, with the name that it gets. */
const wholeImport = /\b(?:import\s+(?:\*\s*as\s+)?([\w$]+)\s+from|(?:const|let|var)\s+([\w$]+)\s*=\s*require\s*\()\s*['"]([^'"\n]+)['"]/gu;

/** Whether a text hands on a library as it is: it names none of its clients, and who imports the file does not name the library. */
function passesOnLibrary(text: string, specifiers: readonly string[], settings: AnalysisSettings): boolean {
  const isLibrary = (specifier: string): boolean => librariesOf(specifier, settings).length > 0;
  if (!/\bexports?\b|\b__exportStar\b/u.test(text) || !specifiers.some(isLibrary)) return false;
  for (const [, specifier = ''] of text.matchAll(wholeExport)) if (isLibrary(specifier)) return true;
  for (const [, imported, required, specifier = ''] of text.matchAll(wholeImport)) if (isLibrary(specifier) && isExported(imported ?? required ?? '', text)) return true;
  return false;
}

/** Whether a variable is exported: by `export default`, in the braces of an `export` or of `module.exports`, or as one of `exports`. */
function isExported(variable: string, text: string): boolean {
  const name = `(?<![\\w$.])${escaped(variable)}(?![\\w$])`;
  return new RegExp(`\\bexport\\s+default\\s+${name}\\s*(?:;|$)|\\bexport\\s*\\{[^}]*${name}|\\bexports\\b[\\w.]*\\s*=\\s*(?:\\{(?:[^{}]*[\\s,:])?)?${name}\\s*(?:[,;}]|$)`, 'mu').test(text);
}

/** Whether a text makes or closes sessions, or hands them on, whatever it names of what it imports. */
export function asksAnyway(text: string, specifiers: readonly string[], settings: AnalysisSettings): boolean {
  return namesRuntime(specifiers, settings) || text.includes('@returnsOwned') || wordsOf(settings).named?.test(text) === true || passesOnLibrary(text, specifiers, settings);
}

/** Whether a file's own text names a client, or what makes or closes one. */
export function namesAClient(text: string, settings: AnalysisSettings): boolean {
  const specifiers = specifiersIn(text);
  return asksAnyway(text, specifiers, settings) || makesSession(text, librariesIn(text, specifiers, settings), settings);
}
