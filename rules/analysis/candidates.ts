/**
 * Which files can hold a session at all: told from the text alone, before anything is looked at.
 */
import type { LibraryFacts } from 'safely-close/clients';
import type { AnalysisSettings } from './settings.ts';

interface Words {
  /** The specifiers of all catalogued modules, in quotes, and the catalogued globals where they are made. */
  readonly mention: RegExp;
  readonly runtime: RegExp;
  /** What makes or closes sessions whatever is imported: names from the settings, the tag `@returnsOwned`. */
  readonly anyway: RegExp;
  /** For each library the names of its clients and of what makes them; `undefined` where a file may give them any name. */
  readonly makers: ReadonlyMap<LibraryFacts, RegExp | undefined>;
  readonly globals: LibraryFacts | undefined;
  readonly bySpecifier: Map<string, readonly LibraryFacts[]>;
}

const known = new WeakMap<AnalysisSettings, Words>();

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
const anyOf = (names: Iterable<string>): string => [...names].map(escaped).join('|');
const quoted = (modules: Iterable<string>): string => `['"\`](?:node:)?(${anyOf(modules)})(/[^'"\`\\n]*)?['"\`]`;

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
  const modules = new Set(settings.libraries.flatMap((library) => library.modules).filter((module) => module !== 'globalThis'));
  const named = [...settings.factories, ...settings.closers].map((entry) => entry.name);
  return {
    mention: new RegExp([quoted(modules), ...(made.length === 0 ? [] : [`\\bnew\\s+(?:globalThis\\.)?(?:${anyOf(made)})\\b`])].join('|'), 'gu'),
    runtime: new RegExp(`['"\`](?:${anyOf(new Set(['safely-close', settings.runtime.module]))})['"\`/]`, 'u'),
    anyway: new RegExp(['@returnsOwned\\b', ...(named.length === 0 ? [] : [`\\b(?:${anyOf(named)})\\b`])].join('|'), 'u'),
    makers: new Map(settings.libraries.map((library) => [library, makersOf(library)])),
    globals,
    bySpecifier: new Map(),
  };
}

function makersOf({ clients }: LibraryFacts): RegExp | undefined {
  const makers = clients.flatMap((client) => [
    client.name,
    ...(client.typeNames ?? []),
    ...client.acquiredBy.map((acquisition) => (acquisition.by === 'method' ? acquisition.method : acquisition.export)),
  ]);
  if (makers.some((maker) => maker.split('.')[0] === 'default')) return undefined;
  return new RegExp(`(?<![\\w$])(?:${anyOf(new Set(makers.map((maker) => maker.split('.').at(-1) ?? maker)))})(?![\\w$])`, 'u');
}

/**
 * The libraries that a text imports, whatever for.
 *
 * @example
 * librariesIn("import { readFile } from 'node:fs'", settings); // [the facts of fs]
 */
export function librariesIn(text: string, settings: AnalysisSettings): ReadonlySet<LibraryFacts> {
  const { mention, globals, bySpecifier } = wordsOf(settings);
  const found = new Set<LibraryFacts>();
  for (const [, module, path = ''] of text.matchAll(mention)) {
    if (module === undefined) {
      if (globals) found.add(globals);
      continue;
    }
    const specifier = module + path;
    let libraries = bySpecifier.get(specifier);
    if (libraries === undefined) {
      libraries = settings.libraries.filter((library) => library.modules.some((name) => specifier === name || specifier.startsWith(`${name}/`)));
      bySpecifier.set(specifier, libraries);
    }
    for (const library of libraries) found.add(library);
  }
  return found;
}

/** Whether a text names the module from which the closing functions come. */
export function namesRuntime(text: string, settings: AnalysisSettings): boolean {
  return wordsOf(settings).runtime.test(text);
}

/**
 * Whether a text can have to do with a session of one of the libraries: it names one of their clients, or what makes one.
 * `import { readFile } from 'node:fs'` alone makes no session.
 *
 * @param libraries - What the file imports, itself or through the files that it imports.
 */
export function asksForSession(text: string, libraries: ReadonlySet<LibraryFacts>, settings: AnalysisSettings): boolean {
  const { anyway, makers, globals } = wordsOf(settings);
  for (const library of libraries) {
    const words = makers.get(library);
    if (words === undefined || library === globals || words.test(text)) return true;
  }
  return anyway.test(text) || namesRuntime(text, settings);
}

/** Whether a file's own text names a client, or what makes or closes one. */
export function namesAClient(text: string, settings: AnalysisSettings): boolean {
  return asksForSession(text, librariesIn(text, settings), settings);
}
