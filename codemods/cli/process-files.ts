/** Takes every file through reading, scanning, migrating and writing; the result is the same however many do it at once. */
import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { projectFactsOf, resolveCloseStyle } from 'eslint-plugin-safely-close/rewrite';
import type { FileProblem } from '../migrate/file-outcome.ts';
import { settingsOf } from '../migrate/known-settings.ts';
import { mayHoldSession } from '../migrate/may-hold-session.ts';
import { decodeSource } from '../migrate/source-text.ts';
import { readText } from '../project/read-text.ts';
import { isComponentFile } from './discover-files.ts';
import { createLocalMigrator, createWorkerMigrator } from './migrator.ts';
import type { Migrated, MigrationOrder, Migrator } from './migrator.ts';
import { createProgress } from './progress.ts';
import type { FileResult, RunResult } from './run-result.ts';
import type { Terminal } from './terminal.ts';
import { unifiedDiff } from './unified-diff.ts';
import { writeAtomically } from './write-atomically.ts';

export interface ProcessOptions {
  readonly cwd: string;
  readonly terminal: Terminal;
  readonly order: MigrationOrder;
  readonly workers: number;
  readonly writes: boolean;
  readonly signal?: AbortSignal;
}

/** Files that are read ahead while the workers are busy. */
const readAheadPerWorker = 2;

export async function processFiles(files: readonly string[], options: ProcessOptions): Promise<RunResult> {
  const { cwd, terminal, order, workers, signal } = options;
  const started = performance.now();
  const settings = settingsOf(order.settings);
  const progress = createProgress(files.length, terminal);
  const sayStyle = createStyleTeller(order, terminal, progress.clear);
  const migrator = workers > 1 ? createWorkerMigrator(workers, order) : createLocalMigrator(order);
  const results: (FileResult | undefined)[] = [];
  let position = 0;
  let scanned = 0;
  let parsed = 0;

  async function processNext(): Promise<void> {
    for (let index = position; index < files.length && signal?.aborted !== true; index = position) {
      position += 1;
      const file = files[index];
      if (file === undefined) return;
      scanned += 1;
      const result = await processOne(file);
      results[index] = result;
      progress.advance(result?.sites.length ?? 0);
    }
  }

  async function processOne(file: string): Promise<FileResult | undefined> {
    const path = relative(cwd, file).split(sep).join('/');
    const text = await readSource(file);
    if (typeof text !== 'string') return failed(path, text);
    if (!mayHoldSession(text, settings)) return undefined;
    if (isComponentFile(file)) return failed(path, componentProblem);
    parsed += 1;
    sayStyle(file);
    return finish(path, file, text, await migrateOne(migrator, file, text), options.writes);
  }

  try {
    await Promise.all(Array.from({ length: workers > 1 ? workers * readAheadPerWorker : 1 }, processNext));
  } finally {
    progress.clear();
    await migrator.close();
  }
  return {
    cwd,
    files: results.filter((result) => result !== undefined && (result.sites.length > 0 || result.problem !== undefined || result.isChanged)).flatMap((result) => result ?? []),
    scanned,
    parsed,
    durationMs: performance.now() - started,
    isWritten: options.writes,
    wasInterrupted: signal?.aborted === true,
  };
}

const failed = (path: string, problem: FileProblem): FileResult => ({ path, isChanged: false, sites: [], problem });

const componentProblem: FileProblem = {
  kind: 'component',
  message: 'The file is a component whose script names a client library; component files are not rewritten.',
  wayOut: 'Move the session into a module of its own, or migrate the script by hand.',
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function readSource(file: string): Promise<string | FileProblem> {
  try {
    const text = decodeSource(await readFile(file));
    return text ?? { kind: 'not-utf-8', message: 'The file is not valid UTF-8.', wayOut: 'Convert it to UTF-8, or leave it out.' };
  } catch (error) {
    return { kind: 'unreadable', message: `The file cannot be read: ${messageOf(error)}.`, wayOut: 'Check its permissions.' };
  }
}

async function migrateOne(migrator: Migrator, file: string, text: string): Promise<Migrated> {
  try {
    return await migrator.migrate(file, text);
  } catch (error) {
    const problem: FileProblem = { kind: 'internal-error', message: `The migration failed on this file: ${messageOf(error)}`, wayOut: 'The file was left alone; please report it with the file.' };
    return { outcome: { status: 'failed', path: file, problem }, output: text };
  }
}

async function finish(path: string, file: string, before: string, { outcome, output }: Migrated, writes: boolean): Promise<FileResult> {
  if (outcome.status === 'failed') return failed(path, outcome.problem);
  if (output === before) return { path, isChanged: false, sites: outcome.sites };
  if (writes) {
    try {
      await writeAtomically(file, output);
    } catch (error) {
      return failed(path, { kind: 'unwritable', message: `The file cannot be written: ${messageOf(error)}.`, wayOut: 'Check its permissions and those of its folder.' });
    }
  }
  return { path, isChanged: true, sites: outcome.sites, diff: unifiedDiff(path, before, output) };
}

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
