/** The command line: what may stand there, and what it means. */
import { cac } from 'cac';
import { idioms, isIdiomId, isReasonId } from 'eslint-plugin-safely-close/rewrite';
import type { CloseStyle, IdiomId } from 'eslint-plugin-safely-close/rewrite';
import { defaultEditor, editorNames, editorTemplate } from '../reports/editor-link.ts';
import { toolName, toolVersion } from '../reports/tool.ts';
import { UsageError } from './usage-error.ts';

export interface CliOptions {
  /** Files, folders, globs. */
  readonly paths: readonly string[];
  readonly isDryRun: boolean;
  readonly isCheck: boolean;
  /** Where reports go; the ending says in which form. */
  readonly reports: readonly string[];
  /** An address with `{path}`, `{line}` and `{column}`. */
  readonly editorTemplate: string | undefined;
  readonly only: ReadonlySet<IdiomId> | undefined;
  readonly style: CloseStyle | 'auto';
  readonly allowsDirty: boolean;
  readonly insertsTodos: boolean;
  /** A command that is run on the files that changed. */
  readonly format: string | undefined;
  readonly config: string | undefined;
  readonly isConfirmed: boolean;
  /** Whether a person is asked about each file and led through what is left. */
  readonly isStepwise: boolean;
  readonly isVerbose: boolean;
  /** How many threads migrate; 1 is this one. */
  readonly workers: number;
  readonly shard: { readonly index: number; readonly total: number };
}

export type Command = { readonly kind: 'run'; readonly options: CliOptions } | { readonly kind: 'print'; readonly text: string };

const styles: readonly string[] = ['auto', 'await-using', 'try-finally'];

function createParser(): ReturnType<typeof cac> {
  const parser = cac(toolName);
  parser
    .command('[...paths]', 'Closes every session safely, and says what it left and why.')
    .option('--dry-run', 'Write nothing; print what would change as a diff')
    .option('--check', 'Write nothing; exit with 1 if something would change')
    .option('--report <file>', 'Write a report: .json, .md, .html or .sarif (may be given several times)')
    .option('--editor <editor>', `What opens from the links of the HTML report: ${editorNames.join(', ')}, or an address with {path}, {line} and {column} (default: ${defaultEditor})`)
    .option('--only <ids>', `Rewrite these idioms only, separated by commas: ${Object.keys(idioms).join(', ')}`)
    .option('--style <style>', 'auto, await-using or try-finally; auto asks package.json, tsconfig.json and Babel', { default: 'auto' })
    .option('--insert-todos', 'Mark what is left for review with a comment in the code')
    .option('-i, --interactive', 'Ask before each file is written, then step through the sessions for review: accept, skip, open')
    .option('--allow-dirty', 'Go on although git has uncommitted changes')
    .option('--format <command>', 'Run this command on the files that changed, for example "prettier --write"')
    .option('--config <file>', 'Read options from this file instead of safely-close.config.json')
    .option('-y, --yes', 'Do not ask before writing')
    .option('--workers <count>', 'Migrate in this many threads', { default: 1 })
    .option('--shard <part>', 'Do one part of the files only, for example 1/4')
    .option('--verbose', 'List every session, also those that need nothing');
  parser.help();
  parser.version(toolVersion());
  return parser;
}

const helpTail = `
Examples:
  $ ${toolName} src --dry-run            # look first: the diff, and what is left for you
  $ ${toolName} src --report review.md   # migrate, and write down what a person must decide
  $ ${toolName} "src/**/*.ts" --only try-finally,promise-executor
  $ ${toolName} src --interactive        # ask about each file, then about each session that is left
  $ ${toolName} . --check                # in continuous integration

Exit codes:
  0 done   1 --check found work   2 wrong usage, or a dirty git tree   3 some files could not be processed
  130 interrupted: every file is whole, and the same command goes on

Files that .gitignore names, node_modules and declaration files are passed over, and so is every file that
imports no client library, before it is parsed.`;

/** cac prints its help and version while it parses; here they are wanted as text. */
function capturing<Value>(action: () => Value): { readonly value: Value; readonly printed: string } {
  const lines: string[] = [];
  const original = { log: console.log, info: console.info };
  const collect = (...values: unknown[]): void => void lines.push(values.map(String).join(' '));
  Object.assign(console, { log: collect, info: collect });
  try {
    return { value: action(), printed: lines.join('\n') };
  } finally {
    Object.assign(console, original);
  }
}

/** Sections about sub-commands say nothing here, because there is one command only. */
function withoutCommandSections(help: string): string {
  return help.replace(/Commands:\n[\s\S]*?(?=Options:)/, '').replaceAll(/[ \t]+$/gm, '').trimEnd();
}

/**
 * cac knows which options take no value by their camel-case names only: written `--dry-run src`, it would take the path for
 * the option's value.
 */
function withCamelCaseOptions(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((argument, index) =>
    end !== -1 && index >= end ? argument : argument.replace(/^--[a-z][a-z-]*/u, (option) => option.replace(/(?<=[a-z])-([a-z])/gu, (_whole, letter: string) => letter.toUpperCase())),
  );
}

/** The options that a message of cac names, as a user writes them. */
const asTyped = (message: string): string => message.replaceAll(/`--[a-zA-Z]+/gu, (option) => option.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`));

/**
 * @param argv - Without the program and the script.
 * @throws {UsageError} Where an option is unknown or has no sense.
 */
export function parseArguments(argv: readonly string[]): Command {
  const parser = createParser();
  let options: Record<string, unknown>;
  let paths: readonly string[];
  try {
    const { value, printed } = capturing(() => parser.parse(['node', toolName, ...withCamelCaseOptions(argv)], { run: false }));
    ({ options, args: paths } = value);
    if (options['help'] === true) return { kind: 'print', text: `${withoutCommandSections(printed)}\n${helpTail}` };
    if (options['version'] === true) return { kind: 'print', text: `${toolName} ${toolVersion()}` };
    parser.matchedCommand?.checkUnknownOptions();
    parser.matchedCommand?.checkOptionValue();
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? asTyped(error.message) : String(error)}. Run "${toolName} --help" to see what there is.`, { cause: error });
  }
  return {
    kind: 'run',
    options: {
      paths: paths.length === 0 ? ['.'] : paths.map(String),
      isDryRun: options['dryRun'] === true,
      isCheck: options['check'] === true,
      reports: listOf(options['report']),
      editorTemplate: readEditor(options['editor']),
      only: readOnly(options['only']),
      style: readStyle(options['style']),
      allowsDirty: options['allowDirty'] === true,
      insertsTodos: options['insertTodos'] === true,
      format: stringOf(options['format']),
      config: stringOf(options['config']),
      isConfirmed: options['yes'] === true,
      isStepwise: options['interactive'] === true,
      isVerbose: options['verbose'] === true,
      workers: readWorkers(options['workers']),
      shard: options['shard'] === undefined ? { index: 1, total: 1 } : readShard(options['shard']),
    },
  };
}

const stringOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function listOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((entry) => typeof entry === 'string');
}

export function readStyle(value: unknown): CliOptions['style'] {
  if (typeof value === 'string' && styles.includes(value)) return value as CliOptions['style'];
  throw new UsageError(`"--style ${String(value)}" is not known; take one of ${styles.join(', ')}.`);
}

export function readEditor(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const asked = typeof value === 'string' ? value : JSON.stringify(value);
  const template = editorTemplate(asked);
  if (template !== undefined) return template;
  throw new UsageError(`"--editor ${asked}" is not known; take one of ${editorNames.join(', ')}, or an address with {path} in it, such as "vscode://file/{path}:{line}:{column}".`);
}

export function readOnly(value: unknown): ReadonlySet<IdiomId> | undefined {
  if (value === undefined) return undefined;
  const names = listOf(value).flatMap((text) => text.split(',')).map((name) => name.trim());
  for (const name of names) {
    if (isIdiomId(name)) continue;
    const hint = isReasonId(name) ? ' That is a reason of the report, not an idiom.' : '';
    throw new UsageError(`"--only ${name}" names no idiom.${hint} The idioms are ${Object.keys(idioms).join(', ')}.`);
  }
  return new Set(names.filter(isIdiomId));
}

function readShard(value: unknown): CliOptions['shard'] {
  const [, index, total] = /^(\d+)\/(\d+)$/.exec(String(value)) ?? [];
  const shard = { index: Number(index), total: Number(total) };
  if (shard.index >= 1 && shard.index <= shard.total) return shard;
  throw new UsageError(`"--shard ${String(value)}" is no part; write for example 1/4, with the first number from 1 to the second.`);
}

function readWorkers(value: unknown): number {
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= 64) return count;
  throw new UsageError(`"--workers ${String(value)}" is no number of threads; give one from 1 to 64.`);
}
