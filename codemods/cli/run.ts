/** One run of the command: find files, migrate each, write, report, and say how it went. */
import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { namesAClient } from 'eslint-plugin-safely-close/analysis';
import { projectFactsOf, resolveCloseStyle } from 'eslint-plugin-safely-close/rewrite';
import type { FileOutcome, FileProblem } from '../migrate/file-outcome.ts';
import { settingsOf } from '../migrate/known-settings.ts';
import { decodeSource } from '../migrate/source-text.ts';
import { readText } from '../project/read-text.ts';
import { parseArguments } from './arguments.ts';
import type { CliOptions } from './arguments.ts';
import { readConfigFile } from './config-file.ts';
import type { ConfigFile } from './config-file.ts';
import { discoverFiles, isComponentFile } from './discover-files.ts';
import { exitCodes } from './exit-codes.ts';
import { formatFiles } from './format-files.ts';
import { gitStateOf } from './git-state.ts';
import { createProgress } from './progress.ts';
import { checkReports, writeReports } from './reports.ts';
import type { FileResult, RunResult } from './run-result.ts';
import { summarise } from './summary.ts';
import type { Terminal } from './terminal.ts';
import { loadTransform } from './transform-driver.ts';
import { paintDiff, unifiedDiff } from './unified-diff.ts';
import { UsageError } from './usage-error.ts';
import { writeAtomically } from './write-atomically.ts';

export interface RunContext {
  readonly cwd: string;
  readonly terminal: Terminal;
  /** Asks a person; without one the answer is yes. */
  readonly confirm?: (question: string) => Promise<boolean>;
  /** Aborted when the run shall stop after the file at hand. */
  readonly signal?: AbortSignal;
}

/**
 * Runs the command.
 *
 * @param argv - Without the program and the script.
 * @returns The exit code.
 */
export async function run(argv: readonly string[], context: RunContext): Promise<number> {
  try {
    const command = parseArguments(argv);
    if (command.kind === 'run') return await migrate(command.options, context);
    context.terminal.out(`${command.text}\n`);
    return exitCodes.done;
  } catch (error) {
    if (!(error instanceof UsageError) && (error as { code?: unknown }).code !== 'ERR_SAFELY_CLOSE_SETTINGS') throw error;
    context.terminal.err(`${context.terminal.paint('red', 'error')}: ${(error as Error).message}\n`);
    return exitCodes.usage;
  }
}

async function migrate(options: CliOptions, context: RunContext): Promise<number> {
  const { cwd, terminal } = context;
  const writes = !options.isDryRun && !options.isCheck;
  checkReports(options.reports);
  const config = await readConfigFile(options.config, cwd);
  if (writes && !options.allowsDirty) await refuseDirtyTree(cwd);
  const files = shardOf(await discoverFiles(options.paths, cwd), options.shard);
  if (writes && !options.isConfirmed && context.confirm !== undefined && !(await context.confirm(`Rewrite sessions in ${options.paths.join(', ')} (${String(files.length)} files)? [Y/n] `))) {
    terminal.out('Nothing was written.\n');
    return exitCodes.done;
  }
  const result = await processFiles(files, options, config, context);
  const format = options.format ?? config.format;
  const changed = result.files.filter((file) => file.isChanged).map((file) => file.path);
  let formatError: unknown;
  if (writes && format !== undefined && changed.length > 0) await formatFiles(format, changed, cwd).catch((error: unknown) => (formatError = error));
  if (options.isDryRun) for (const { diff } of result.files) if (diff !== undefined) terminal.out(`${paintDiff(diff, terminal.paint)}\n\n`);
  await writeReports(options.reports, result, cwd);
  terminal.out(`${summarise(result, { paint: terminal.paint, isVerbose: options.isVerbose, isCheck: options.isCheck })}\n`);
  if (formatError !== undefined) terminal.err(`${formatError instanceof Error ? formatError.message : 'The format command failed.'}\n`);
  return exitCodeOf(result, options, formatError !== undefined);
}

/** Every n-th file: all shards together are all files, and each has its part of every folder. */
const shardOf = (files: readonly string[], { index, total }: CliOptions['shard']): string[] => files.filter((_file, position) => position % total === index - 1);

function exitCodeOf(result: RunResult, { isCheck }: CliOptions, formatFailed: boolean): number {
  if (result.wasInterrupted) return exitCodes.interrupted;
  if (formatFailed || result.files.some(({ problem }) => problem !== undefined && problem.kind !== 'generated')) return exitCodes.someFilesFailed;
  return isCheck && result.files.some((file) => file.isChanged) ? exitCodes.checkFoundWork : exitCodes.done;
}

async function refuseDirtyTree(cwd: string): Promise<void> {
  const state = await gitStateOf(cwd);
  if (state.kind !== 'dirty') return;
  const shown = state.files.slice(0, 5).join(', ') + (state.files.length > 5 ? ` and ${String(state.files.length - 5)} more` : '');
  throw new UsageError(`The git tree has uncommitted changes (${shown}), so the migration could not be told from them. Commit or stash them, or run with --allow-dirty; --dry-run needs neither.`);
}

async function processFiles(files: readonly string[], options: CliOptions, config: ConfigFile, context: RunContext): Promise<RunResult> {
  const { cwd, terminal, signal } = context;
  const started = performance.now();
  const writes = !options.isDryRun && !options.isCheck;
  const settings = settingsOf(config.settings);
  const progress = createProgress(files.length, terminal);
  const results: FileResult[] = [];
  const saidStyles = new Set<string>();
  let parsed = 0;
  let scanned = 0;
  for (const file of files) {
    if (signal?.aborted === true) break;
    scanned += 1;
    const path = relative(cwd, file).split(sep).join('/');
    const text = await readSource(file);
    if (typeof text !== 'string') {
      results.push({ path, isChanged: false, sites: [], problem: text });
      continue;
    }
    if (!namesAClient(text, settings)) {
      progress.advance(0);
      continue;
    }
    if (isComponentFile(file)) {
      results.push({ path, isChanged: false, sites: [], problem: componentProblem });
      continue;
    }
    parsed += 1;
    sayStyle(file, options, config, saidStyles, progress.clear, context);
    const { outcome, output } = await migrateOne(file, text, options, config);
    results.push(await finish(path, file, text, outcome, output, writes));
    progress.advance(outcome.status === 'migrated' ? outcome.sites.length : 0);
  }
  progress.clear();
  return {
    cwd,
    files: results.filter((result) => result.sites.length > 0 || result.problem !== undefined || result.isChanged),
    scanned,
    parsed,
    durationMs: performance.now() - started,
    isWritten: writes,
    wasInterrupted: signal?.aborted === true,
  };
}

const componentProblem: FileProblem = {
  kind: 'generated',
  message: 'The file is a component whose script names a client library; component files are not rewritten.',
  wayOut: 'Move the session into a module of its own, or migrate the script by hand.',
};

async function readSource(file: string): Promise<string | FileProblem> {
  try {
    const text = decodeSource(await readFile(file));
    return text ?? { kind: 'not-utf-8', message: 'The file is not valid UTF-8.', wayOut: 'Convert it to UTF-8, or leave it out.' };
  } catch (error) {
    return { kind: 'unreadable', message: `The file cannot be read: ${messageOf(error)}.`, wayOut: 'Check its permissions.' };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function migrateOne(file: string, text: string, options: CliOptions, config: ConfigFile): Promise<{ outcome: FileOutcome; output: string }> {
  const transform = await loadTransform();
  try {
    return transform(file, text, {
      style: options.style === 'auto' ? (config.style ?? 'auto') : options.style,
      insertTodos: options.insertsTodos,
      ...((options.only ?? config.only) === undefined ? {} : { only: [...(options.only ?? config.only ?? [])] }),
      ...(config.settings === undefined ? {} : { settings: config.settings }),
    });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_SAFELY_CLOSE_SETTINGS') throw error;
    const problem: FileProblem = { kind: 'internal-error', message: `The migration failed on this file: ${messageOf(error)}`, wayOut: 'The file was left alone; please report it with the file.' };
    return { outcome: { status: 'failed', path: file, problem }, output: text };
  }
}

async function finish(path: string, file: string, before: string, outcome: FileOutcome, after: string, writes: boolean): Promise<FileResult> {
  if (outcome.status === 'failed') return { path, isChanged: false, sites: [], problem: outcome.problem };
  if (after === before) return { path, isChanged: false, sites: outcome.sites };
  if (writes) {
    try {
      await writeAtomically(file, after);
    } catch (error) {
      const problem: FileProblem = { kind: 'unwritable', message: `The file cannot be written: ${messageOf(error)}.`, wayOut: 'Check its permissions and those of its folder.' };
      return { path, isChanged: false, sites: [], problem };
    }
  }
  return { path, isChanged: true, sites: outcome.sites, diff: unifiedDiff(path, before, after) };
}

/** Says once for each answer which style was chosen, and why. */
function sayStyle(file: string, options: CliOptions, config: ConfigFile, said: Set<string>, clear: () => void, { terminal }: RunContext): void {
  if (options.style !== 'auto' || (config.style ?? 'auto') !== 'auto') return;
  const { style, because } = resolveCloseStyle(projectFactsOf(file.split(sep).join('/'), readText, Number(process.versions.node.split('.')[0])), /\.[cm]?tsx?$/.test(file));
  const line = `Style: ${style === 'await-using' ? '"await using"' : '"try … finally"'}, because ${because}.`;
  if (said.has(line)) return;
  said.add(line);
  clear();
  terminal.err(`${terminal.paint('dim', line)}\n`);
}
