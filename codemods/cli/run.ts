/** One run of the command: check what was asked, find the files, migrate them, report, and say how it went. */
import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { isFailure } from '../migrate/file-outcome.ts';
import { settingsOf } from '../migrate/known-settings.ts';
import { parseArguments } from './arguments.ts';
import type { CliOptions } from './arguments.ts';
import { readConfigFile } from './config-file.ts';
import type { ConfigFile } from './config-file.ts';
import { discoverFiles } from './discover-files.ts';
import { exitCodes } from './exit-codes.ts';
import { formatFiles } from './format-files.ts';
import { gitStateOf } from './git-state.ts';
import type { MigrationOrder } from './migrator.ts';
import { createReviewer, stepThroughReview } from './interactive.ts';
import type { Ask, Reviewed, Verdict } from './interactive.ts';
import { processFiles } from './process-files.ts';
import { openRunJournal } from './run-journal.ts';
import type { Answers, RunJournal } from './run-journal.ts';
import { defaultEditorTemplate } from '../reports/editor-link.ts';
import type { FileResult, RunResult } from '../reports/run-result.ts';
import { toolVersion } from '../reports/tool.ts';
import { whyNoReport, writeReports } from '../reports/write-reports.ts';
import { summarise } from './summary.ts';
import type { Terminal } from './terminal.ts';
import { paintDiff } from './unified-diff.ts';
import { UsageError } from './usage-error.ts';

export interface RunContext {
  readonly cwd: string;
  readonly terminal: Terminal;
  /** Asks a person; without one nothing is asked. */
  readonly ask?: Ask;
  /** Aborted when the run shall stop after the files at hand. */
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
  const { cwd, terminal, ask } = context;
  if (options.isStepwise && ask === undefined) throw new UsageError('"--interactive" asks at a terminal, and there is none at both ends. Run it at one, or take "--dry-run --report review.html".');
  const writes = !options.isDryRun && !options.isCheck;
  await checkReports(options.reports, cwd);
  const config = await readConfigFile(options.config, cwd);
  settingsOf(config.settings);
  const order = orderOf(options, config);
  const journal = writes ? openRunJournal(cwd, { version: toolVersion(), paths: options.paths, shard: options.shard, order }, (why) => terminal.err(`What is done is not kept, so that the command could not go on after an interruption: ${why}.\n`)) : undefined;
  if (writes && !options.allowsDirty) await refuseDirtyTree(cwd, new Set([...(journal?.done.keys() ?? []), ...options.reports.map((report) => resolve(cwd, report))]));
  const files = await discoverFiles(options.paths, cwd);
  const own = shardOf(files, options.shard);
  if (writes && !(await isConfirmed(own.size, options, context))) {
    terminal.out('Nothing was written.\n');
    return exitCodes.done;
  }

  const quit = new AbortController();
  const signal = AbortSignal.any([quit.signal, ...(context.signal === undefined ? [] : [context.signal])]);
  const stepwise = options.isStepwise && ask !== undefined ? { review: remembering(createReviewer(ask, terminal), journal?.answers), onQuit: () => quit.abort() } : {};
  if (journal !== undefined && journal.done.size > 0) terminal.err(`Going on with a run that was interrupted; files that are done: ${String(journal.done.size)}.\n`);
  const found = await processFiles(files, { cwd, terminal, order, workers: options.workers, writes, isOwn: (file) => own.has(file), folders: foldersOf(options.paths, cwd), ...(journal === undefined ? {} : { onWriting: (written, text) => journal.record(written, text) }), signal, ...stepwise });
  const result = journal === undefined ? found : withDone(found, journal.done);
  const reviews = options.isStepwise && ask !== undefined && !result.wasInterrupted;
  if (!result.wasInterrupted && !reviews) journal?.forget();
  const formatError = writes ? await format(options.format ?? config.format, result) : undefined;

  if (options.isDryRun) for (const { diff } of result.files) if (diff !== undefined) terminal.out(`${paintDiff(diff, terminal.paint)}\n\n`);
  await writeReports(options.reports, result, { editorTemplate: options.editorTemplate ?? config.editorTemplate ?? defaultEditorTemplate });
  terminal.out(`${summarise(result, { paint: terminal.paint, isVerbose: options.isVerbose, isCheck: options.isCheck })}\n`);
  if (reviews) {
    const reviewed = await review(result, order, ask, journal, options.editorTemplate ?? config.editorTemplate ?? defaultEditorTemplate, terminal);
    if (reviewed.wasQuit) return exitCodes.interrupted;
    journal?.forget();
  }
  if (formatError !== undefined) terminal.err(`${formatError.message}\n`);
  return exitCodeOf(result, options, formatError !== undefined);
}

/** A file's change that was declined in a run which this one goes on with is not offered again. */
function remembering(reviewer: (file: FileResult) => Promise<Verdict>, answers: Answers | undefined): (file: FileResult, before: string) => Promise<Verdict> {
  return async (file, before) => {
    if (answers?.isDeclined(file.path, before) === true) return 'decline';
    const verdict = await reviewer(file);
    if (verdict === 'decline') answers?.declineFile(file.path, before);
    return verdict;
  };
}

/** Leads a person through the sessions that are left, and says what came of it. */
async function review(result: RunResult, order: MigrationOrder, ask: Ask, journal: RunJournal | undefined, editorTemplate: string, terminal: Terminal): Promise<Reviewed> {
  const fileAt = (path: string): FileResult => result.files.find((file) => file.path === path) ?? { path, isChanged: true, sites: [] };
  const reviewed = await stepThroughReview({
    result,
    order,
    ask,
    terminal,
    editorTemplate,
    wasSkipped: (site) => journal?.answers.isSkipped(site) === true,
    onSkipped: (site) => journal?.answers.skipSite(site),
    onWriting: (path, text) => journal?.record({ ...fileAt(path), isChanged: true }, text),
  });
  const { accepted, marked, skipped, wasQuit } = reviewed;
  if (accepted + marked + skipped > 0) terminal.out(`\nReviewed: ${String(accepted)} rewritten, ${String(marked)} marked, ${String(skipped)} skipped.${accepted > 0 ? ' Await the functions that became asynchronous wherever they are called, and run your tests.' : ''}\n`);
  if (wasQuit) terminal.out('Run the same command again to go on; what was decided is not asked again.\n');
  return reviewed;
}

/** The result as if it had never been interrupted: what was written before counts as it did then. */
function withDone(result: RunResult, done: ReadonlyMap<string, FileResult>): RunResult {
  const files = new Map(result.files.map((file) => [file.path, file]));
  for (const file of done.values()) if (files.get(file.path)?.isChanged !== true) files.set(file.path, file);
  return { ...result, files: [...files.values()].sort((left, right) => (left.path < right.path ? -1 : 1)) };
}

async function checkReports(reports: readonly string[], cwd: string): Promise<void> {
  for (const report of reports) {
    const why = await whyNoReport(report, cwd);
    if (why !== undefined) throw new UsageError(why);
  }
}

/** The given paths that are folders: of each, all that git does not ignore is looked at. */
const foldersOf = (paths: readonly string[], cwd: string): string[] => paths.map((path) => resolve(cwd, path)).filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true);

function orderOf(options: CliOptions, config: ConfigFile): MigrationOrder {
  const only = options.only ?? config.only;
  return {
    style: options.style === 'auto' ? (config.style ?? 'auto') : options.style,
    insertTodos: options.insertsTodos,
    ...(only === undefined ? {} : { only: [...only] }),
    ...(config.settings === undefined ? {} : { settings: config.settings }),
  };
}

/** Every n-th file: all shards together are all files, and each has its part of every folder. */
const shardOf = (files: readonly string[], { index, total }: CliOptions['shard']): Set<string> => new Set(files.filter((_file, position) => position % total === index - 1));

async function isConfirmed(count: number, options: CliOptions, { ask }: RunContext): Promise<boolean> {
  if (options.isConfirmed || options.isStepwise || ask === undefined) return true;
  const answer = await ask(`Rewrite sessions in ${options.paths.join(', ')} (${String(count)} files)? [Y/n] `);
  return !/^\s*[nq]/i.test(answer);
}

/** @param ours - What the run itself writes, or has written. */
async function refuseDirtyTree(cwd: string, ours: ReadonlySet<string>): Promise<void> {
  const state = await gitStateOf(cwd);
  if (state.kind === 'unknown') throw new UsageError(`Git does not say whether the tree has uncommitted changes: ${state.why}. Mend that, or run with --allow-dirty; --dry-run needs neither.`);
  const files = state.kind === 'dirty' ? state.files.filter((file) => !ours.has(file)).map((file) => relative(cwd, file)) : [];
  if (files.length === 0) return;
  const shown = files.slice(0, 5).join(', ') + (files.length > 5 ? ` and ${String(files.length - 5)} more` : '');
  throw new UsageError(`The git tree has uncommitted changes (${shown}), so the migration could not be told from them. Commit or stash them, or run with --allow-dirty; --dry-run needs neither.`);
}

async function format(command: string | undefined, { files, cwd }: RunResult): Promise<Error | undefined> {
  const changed = files.filter((file) => file.isChanged).map((file) => file.path);
  if (command === undefined || changed.length === 0) return undefined;
  try {
    await formatFiles(command, changed, cwd);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function exitCodeOf(result: RunResult, { isCheck }: CliOptions, formatFailed: boolean): number {
  if (result.wasInterrupted) return exitCodes.interrupted;
  if (formatFailed || result.files.some(({ problem }) => problem !== undefined && isFailure(problem))) return exitCodes.someFilesFailed;
  return isCheck && result.files.some((file) => file.isChanged) ? exitCodes.checkFoundWork : exitCodes.done;
}
