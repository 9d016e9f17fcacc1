/** Takes every file through scanning, planning and writing; the result is the same however many do it at once. */
import { relative, sep } from 'node:path';
import { projectFactsOf, resolveCloseStyle } from 'eslint-plugin-safely-close/rewrite';
import type { FileProblem } from '../migrate/file-outcome.ts';
import { settingsOf } from '../migrate/known-settings.ts';
import { readText } from '../project/read-text.ts';
import { excerptOf } from '../reports/excerpt.ts';
import type { FileResult, RunResult, SiteResult } from '../reports/run-result.ts';
import { createCallersInView } from './callers-in-view.ts';
import type { Verdict } from './interactive.ts';
import { createLocalMigrator, createWorkerMigrator } from './migrator.ts';
import type { MigrationOrder } from './migrator.ts';
import { planFiles } from './plan-files.ts';
import type { PlannedFile } from './plan-files.ts';
import { createProgress } from './progress.ts';
import { messageOf, readSource } from './read-source.ts';
import { scanFiles } from './scan-files.ts';
import type { Terminal } from './terminal.ts';
import { unifiedDiff } from './unified-diff.ts';
import { writeAtomically } from './write-atomically.ts';

export interface ProcessOptions {
  readonly cwd: string;
  readonly terminal: Terminal;
  readonly order: MigrationOrder;
  readonly workers: number;
  readonly writes: boolean;
  /** Whether this run writes and reports the file; others of `files` are planned only where these depend on them. All by default. */
  readonly isOwn?: (file: string) => boolean;
  /** The folders among the paths that were given, absolute: what lies in them is looked at as a whole. */
  readonly folders?: readonly string[];
  /** Asked before a file is written, with the text that it has. All by default. */
  readonly review?: (result: FileResult, before: string) => Promise<Verdict>;
  /** Called when the person who is asked has enough: what is not written yet stays. */
  readonly onQuit?: () => void;
  /** Called before each file is written. */
  readonly onWriting?: (result: FileResult, text: string) => void;
  readonly signal?: AbortSignal;
}

/** @param files - Absolute paths, sorted. */
export async function processFiles(files: readonly string[], options: ProcessOptions): Promise<RunResult> {
  const { cwd, terminal, order, workers, writes, isOwn = () => true, folders = [], signal } = options;
  const started = performance.now();
  const own = files.filter(isOwn);
  const progress = createProgress(files.length, terminal);
  const sayStyle = createStyleTeller(order, terminal, progress.clear);
  const migrator = workers > 1 ? createWorkerMigrator(workers, order) : createLocalMigrator(order);
  const ofRun = new Set(files);
  const pathOf = (file: string): string => relative(cwd, file).split(sep).join('/');

  try {
    const scanned = await scanFiles(files, settingsOf(order.settings), (holds) => holds || progress.advance(0), signal);
    const planned = await planFiles({
      scanned,
      isOfRun: (file) => ofRun.has(file),
      callersOf: createCallersInView({ folders, isOfRun: (file) => ofRun.has(file), scanned }),
      wanted: own,
      migrator,
      atOnce: workers,
      onPlanned(file, sites) {
        if (ofRun.has(file)) sayStyle(file);
        if (scanned.holders.has(file)) progress.advance(sites);
      },
      ...(signal === undefined ? {} : { signal }),
    });
    const results: FileResult[] = [];
    for (const file of own) {
      const problem = scanned.problems.get(file);
      const plan = planned.get(file);
      const result = problem !== undefined ? failed(pathOf(file), problem) : plan === undefined ? undefined : await finish(pathOf(file), file, plan, options);
      if (result !== undefined && (result.sites.length > 0 || result.problem !== undefined || result.isChanged)) results.push(result);
    }
    return {
      cwd,
      files: results,
      scanned: own.length,
      parsed: own.filter((file) => planned.has(file)).length,
      durationMs: performance.now() - started,
      isWritten: writes,
      wasInterrupted: signal?.aborted === true,
    };
  } finally {
    progress.clear();
    await migrator.close();
  }
}

const failed = (path: string, problem: FileProblem): FileResult => ({ path, isChanged: false, sites: [], problem });

async function finish(path: string, file: string, { outcome, before, output }: PlannedFile, { writes, review, onQuit, onWriting, signal }: ProcessOptions): Promise<FileResult | undefined> {
  if (outcome.status === 'failed') return failed(path, outcome.problem);
  const sites = outcome.sites.map((site): SiteResult => (site.outcome === 'review' ? { ...site, excerpt: excerptOf(before, site.line) } : site));
  if (output === before) return { path, isChanged: false, sites };
  const result: FileResult = { path, isChanged: true, sites, diff: unifiedDiff(path, before, output) };
  if (writes) {
    // What an interrupted run has not written it does not report, so that the same command goes on with it.
    if (signal?.aborted === true) return undefined;
    const verdict = (await review?.(result, before)) ?? 'write';
    if (verdict === 'quit') onQuit?.();
    if (verdict === 'quit') return undefined;
    if (verdict === 'decline') return { path, isChanged: false, sites: sites.map(declined) };
    if (readSource(file) !== before) {
      return failed(path, { kind: 'unwritable', message: 'The file was changed by somebody else while the run went on.', wayOut: 'Run the codemod on it again.' });
    }
    onWriting?.(result, output);
    try {
      await writeAtomically(file, output);
    } catch (error) {
      return failed(path, { kind: 'unwritable', message: `The file cannot be written: ${messageOf(error)}.`, wayOut: 'Check its permissions and those of its folder.' });
    }
  }
  return result;
}

const declined = (site: SiteResult): SiteResult => {
  if (site.outcome !== 'changed') return site;
  const { line, column, library, client, name } = site;
  return { line, column, library, client, name, outcome: 'skipped', reason: 'declined' };
};

/** Says once for each answer which style `auto` chose, and why. */
function createStyleTeller({ style }: MigrationOrder, terminal: Terminal, clear: () => void): (file: string) => void {
  const said = new Set<string>();
  return (file) => {
    if (style !== 'auto') return;
    const resolved = resolveCloseStyle(projectFactsOf(file.split(sep).join('/'), readText, Number(process.versions.node.split('.')[0])), /\.[cm]?tsx?$/.test(file));
    const line = `Style: ${resolved.style === 'await-using' ? '"await using"' : '"try … finally"'}, because ${resolved.because}.`;
    if (said.has(line)) return;
    said.add(line);
    clear();
    terminal.err(`${terminal.paint('dim', line)}\n`);
  };
}
