/**
 * The files around the linted one, read from disk and parsed with the parser that the linter uses itself. Where there is no parser
 * (oxlint gives none), what comes from other files stays unknown.
 */
import type { Rule } from 'eslint';
import type { ModuleResolver } from '../analysis/names/origins.ts';
import type { AnalysisSettings } from '../analysis/settings.ts';
import type { Program, ScopeManager } from '../analysis/syntax/syntax.ts';
import type { VisitorKeys } from '../analysis/syntax/walk.ts';
import { leadsToSession } from '../project/imports.ts';
import { createOpenedFiles } from '../project/opened-files.ts';
import type { OpenedFiles } from '../project/opened-files.ts';
import { createProjectModules } from '../project/project-modules.ts';
import type { ParsedModule } from '../project/project-modules.ts';
import type { PathMapping } from '../project/path-mapping.ts';
import { scopesOf } from '../project/scopes-of.ts';
import { createSourceFiles } from '../project/source-files.ts';

interface Parser {
  parse?(text: string, options: object): unknown;
  parseForESLint?(text: string, options: object): { ast: unknown; scopeManager?: unknown; visitorKeys?: VisitorKeys };
}

const files = createSourceFiles();
const openedOf = new WeakMap<AnalysisSettings, OpenedFiles>();

/** Whether a linted file can have to do with a session: told from texts alone, its neighbours' as they are now. */
export function isCandidate(text: string, path: string, settings: AnalysisSettings, mapping: PathMapping | undefined): boolean {
  files.refresh();
  return leadsToSession(text, path, settings, files, mapping);
}

/** A resolver for one linted file. */
export function neighboursOf(context: Rule.RuleContext, settings: AnalysisSettings, mapping: PathMapping | undefined): ModuleResolver | undefined {
  const parser = (context.languageOptions as { parser?: Parser }).parser;
  if (typeof parser?.parse !== 'function' && typeof parser?.parseForESLint !== 'function') return undefined;
  const { visitorKeys } = context.sourceCode;
  const options = (context.languageOptions as { parserOptions?: object }).parserOptions ?? {};
  return createProjectModules(context.physicalFilename, { files, settings, opened: openedFiles(settings), mapping, parse: (path, text) => parseWith(parser, path, text, options, visitorKeys) });
}

function openedFiles(settings: AnalysisSettings): OpenedFiles {
  let opened = openedOf.get(settings);
  if (opened === undefined) {
    opened = createOpenedFiles();
    openedOf.set(settings, opened);
  }
  return opened;
}

function parseWith(parser: Parser, path: string, text: string, options: object, visitorKeys: VisitorKeys): ParsedModule | undefined {
  const sourceType = /\.c[jt]s$/u.test(path) ? 'commonjs' : 'module';
  const parserOptions = {
    ...options,
    // Types belong to the linted file's program; the neighbour's syntax is enough.
    project: undefined,
    projectService: undefined,
    programs: undefined,
    filePath: path,
    ecmaVersion: 'latest',
    sourceType,
    range: true,
    loc: false,
    comment: true,
    tokens: false,
    eslintVisitorKeys: true,
    eslintScopeManager: true,
  };
  const parsed = parser.parseForESLint?.(text, parserOptions);
  const program = (parsed?.ast ?? parser.parse?.(text, parserOptions)) as Program | undefined;
  if (!program) return undefined;
  const keys = parsed?.visitorKeys ?? visitorKeys;
  return { program, scopeManager: (parsed?.scopeManager as ScopeManager | undefined) ?? scopesOf(program, sourceType, keys, parsed?.visitorKeys), visitorKeys: keys };
}
