/**
 * Leads relative imports to their files, read from disk and parsed with the parser that the linter uses itself. Every file
 * is read once for each of its modification times. Where there is no parser (oxlint gives none), the callee stays unknown.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Rule } from 'eslint';
import { analyze } from 'eslint-scope';
import { openFile } from '../analysis/analyse-file.ts';
import type { OpenFile } from '../analysis/analyse-file.ts';
import { namesAClient } from '../analysis/candidates.ts';
import type { ForeignFile, ModuleResolver } from '../analysis/origins.ts';
import type { AnalysisSettings } from '../analysis/settings.ts';
import type { Program, ScopeManager } from '../analysis/syntax.ts';
import type { VisitorKeys } from '../analysis/walk.ts';

interface Stamped<Value> {
  readonly modifiedMs: number;
  readonly value: Value;
}

interface Parser {
  parse?(text: string, options: object): unknown;
  parseForESLint?(text: string, options: object): { ast: unknown; scopeManager?: unknown; visitorKeys?: VisitorKeys };
}

/** How many files away from the linted one functions are still looked into. */
const furthest = 16;
const endings = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];
const relativeImport = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"](\.{1,2}(?:\/[^'"\n]*)?)['"]/gu;

const texts = new Map<string, Stamped<string>>();
const candidates = new WeakMap<AnalysisSettings, Map<string, Stamped<boolean>>>();
const opened = new WeakMap<AnalysisSettings, Map<string, Stamped<OpenFile | undefined>>>();

/**
 * For how long what was seen of the file system holds. A run over many files asks after the same neighbours again and again;
 * an editor's next key press comes later.
 */
const freshMs = 1000;

const modified = new Map<string, { readonly at: number; readonly modifiedMs: number | undefined }>();

function modifiedMsOf(path: string): number | undefined {
  const now = Date.now();
  const known = modified.get(path);
  if (known !== undefined && now - known.at < freshMs) return known.modifiedMs;
  const stats = statSync(path, { throwIfNoEntry: false });
  const modifiedMs = stats?.isFile() === true ? stats.mtimeMs : undefined;
  modified.set(path, { at: now, modifiedMs });
  return modifiedMs;
}

const folders = new Map<string, { readonly at: number; readonly names: ReadonlySet<string> }>();

/** The names in a folder; none where there is no such folder. One listing costs less than asking for every ending. */
function namesIn(folder: string): ReadonlySet<string> {
  const now = Date.now();
  const known = folders.get(folder);
  if (known !== undefined && now - known.at < freshMs) return known.names;
  const names = new Set(existsSync(folder) ? readFolder(folder) : []);
  folders.set(folder, { at: now, names });
  return names;
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No folder, or one that may not be read: nothing of it can be looked into.
    return [];
  }
}

function textOf(path: string, modifiedMs: number): string {
  const known = texts.get(path);
  if (known?.modifiedMs === modifiedMs) return known.value;
  const value = readFileSync(path, 'utf8');
  texts.set(path, { modifiedMs, value });
  return value;
}

interface Located {
  readonly path: string;
  readonly modifiedMs: number;
}

/** The file that a relative specifier names: as written, TypeScript's file for a `.js`, with an ending, or a folder's index. */
function locate(specifier: string, from: string): Located | undefined {
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
}

function locatedAt(path: string): Located | undefined {
  const modifiedMs = modifiedMsOf(path);
  return modifiedMs === undefined ? undefined : { path, modifiedMs };
}

/** Whether a text relatively imports a module that names a client, itself or through others: told from texts alone. */
export function importsCandidate(text: string, path: string, settings: AnalysisSettings, seen = new Set<string>()): boolean {
  if (!text.includes('./')) return false;
  for (const [, specifier = ''] of text.matchAll(relativeImport)) {
    const file = locate(specifier, path);
    if (!file || seen.has(file.path) || !endings.some((ending) => file.path.endsWith(ending))) continue;
    seen.add(file.path);
    if (isCandidate(file, settings, seen)) return true;
  }
  return false;
}

function isCandidate(file: Located, settings: AnalysisSettings, seen: Set<string>): boolean {
  let known = candidates.get(settings);
  if (known === undefined) {
    known = new Map();
    candidates.set(settings, known);
  }
  const before = known.get(file.path);
  if (before?.modifiedMs === file.modifiedMs) return before.value;
  const text = textOf(file.path, file.modifiedMs);
  const isFirst = seen.size <= 1;
  const value = namesAClient(text, settings) || importsCandidate(text, file.path, settings, seen);
  // Inside a circle of imports a "no" only means "not by this way"; it is remembered where nothing was left out.
  if (value || isFirst) known.set(file.path, { modifiedMs: file.modifiedMs, value });
  return value;
}

/** A resolver for one linted file. */
export function createProjectModules(context: Rule.RuleContext, settings: AnalysisSettings): ModuleResolver | undefined {
  const parser = (context.languageOptions as { parser?: Parser }).parser;
  if (typeof parser?.parse !== 'function' && typeof parser?.parseForESLint !== 'function') return undefined;
  const { visitorKeys } = context.sourceCode;
  const options = (context.languageOptions as { parserOptions?: object }).parserOptions ?? {};
  return resolverFrom(context.physicalFilename, 0);

  function resolverFrom(path: string, distance: number): ModuleResolver {
    return {
      resolve(specifier): ForeignFile | undefined {
        const file = distance < furthest ? locate(specifier, path) : undefined;
        return file && endings.some((ending) => file.path.endsWith(ending)) ? open(file, distance + 1) : undefined;
      },
    };
  }

  function open(file: Located, distance: number): OpenFile | undefined {
    let known = opened.get(settings);
    if (known === undefined) {
      known = new Map();
      opened.set(settings, known);
    }
    const before = known.get(file.path);
    if (before?.modifiedMs === file.modifiedMs) return before.value;
    const value = parseFile(file, distance);
    known.set(file.path, { modifiedMs: file.modifiedMs, value });
    return value;
  }

  function parseFile(file: Located, distance: number): OpenFile | undefined {
    const text = textOf(file.path, file.modifiedMs).replace(/^\uFEFF/u, '');
    // A neighbour whose text names no client and imports none is left: its functions cannot matter to a session … unless they
    // close or keep what they are given, so it is parsed all the same; half-typed ones are left.
    try {
      return openText(text, file, distance);
    } catch {
      return undefined;
    }
  }

  function openText(text: string, file: Located, distance: number): OpenFile | undefined {
    if (!parser) return undefined;
    const isCommonJs = /\.c[jt]s$/u.test(file.path);
    const sourceType = isCommonJs ? 'commonjs' : 'module';
    const parserOptions = {
      ...options,
      // Types belong to the linted file's program; the neighbour's syntax is enough.
      project: undefined,
      projectService: undefined,
      programs: undefined,
      filePath: file.path,
      ecmaVersion: 'latest',
      sourceType,
      range: true,
      loc: true,
      comment: true,
      tokens: true,
      eslintVisitorKeys: true,
      eslintScopeManager: true,
    };
    const parsed = parser.parseForESLint?.(text, parserOptions);
    const program = (parsed?.ast ?? parser.parse?.(text, parserOptions)) as Program | undefined;
    if (!program) return undefined;
    const keys = parsed?.visitorKeys ?? visitorKeys;
    const scopeManager = (parsed?.scopeManager ?? analyze(program as never, { ecmaVersion: 2024, sourceType, ignoreEval: true, childVisitorKeys: keys as never })) as ScopeManager;
    return openFile({ program, text, scopeManager, visitorKeys: keys, settings, modules: resolverFrom(file.path, distance) });
  }
}
