/**
 * Plans every file that can hold a session, with its neighbours in view: as they are on disk first, and then again, where a plan has
 * changed a neighbour, as they will be. Nothing is written in between, so neither the order of files nor that of workers matters, and
 * a second run finds what the last round saw. Files that imports connect are planned to their end before others begin: what they look
 * into is still open in the second round, and let go after the last.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isSource } from 'eslint-plugin-safely-close/project';
import type { FileOutcome } from '../migrate/file-outcome.ts';
import type { CallersInView } from '../project/neighbours.ts';
import { connectedFiles } from './connected-files.ts';
import type { Migrated, Migrator } from './migrator.ts';
import { messageOf, readSource } from './read-source.ts';
import type { ScannedFiles } from './scan-files.ts';

export interface PlannedFile {
  readonly outcome: FileOutcome;
  /** The text that was read. */
  readonly before: string;
  /** The text as it shall be. */
  readonly output: string;
}

export interface PlanFilesOptions {
  readonly scanned: ScannedFiles;
  /** Whether a file is among those that the run may change; others are only looked into. */
  readonly isOfRun: (path: string) => boolean;
  /** The files whose plans are wanted. */
  readonly wanted: readonly string[];
  readonly migrator: Migrator;
  readonly callersOf: (path: string) => CallersInView;
  /** How many files are planned at a time, each in a lane of the migrator. */
  readonly atOnce: number;
  /** Called for each file when it is planned for the first time. */
  readonly onPlanned?: (path: string, sites: number) => void;
  readonly signal?: AbortSignal;
}

/** Callers further away than this do not change what a file comes to. */
const mostRounds = 5;

/** Enough for several threads to share. */
const filesAtATime = 32;

/** @returns The plans by path; without those that an aborted run did not come to. */
export async function planFiles({ scanned, isOfRun, wanted, migrator, callersOf, atOnce, onPlanned, signal }: PlanFilesOptions): Promise<Map<string, PlannedFile>> {
  const plans = new Map<string, PlannedFile>();
  const needed = neededBy(wanted, scanned);
  const holders = [...scanned.holders].filter((path) => needed.has(path));
  for (const files of connectedFiles(holders, scanned, filesAtATime)) await planConnected(files);
  return plans;

  async function planConnected(files: readonly string[]): Promise<void> {
    let texts = new Map<string, string>();
    let next: ReadonlySet<string> = new Set(files);
    for (let round = 0; round < mostRounds && next.size > 0 && signal?.aborted !== true; round += 1) {
      const changed = await planRound(next);
      if (changed.size === 0) break;
      texts = new Map(texts);
      for (const path of changed) {
        const plan = plans.get(path);
        if (plan !== undefined) texts.set(path, plan.output);
      }
      migrator.see(texts);
      next = affectedBy(changed);
    }
    migrator.see(new Map());
  }

  /** Plans files, and those that get sessions from them; gives the ones of which the text comes out in another way than before. */
  async function planRound(files: ReadonlySet<string>): Promise<Set<string>> {
    const known = new Set(files);
    const changed = new Set<string>();
    const lanes = dividedAmong(atOnce, [...files]);

    async function planLane(lane: number): Promise<void> {
      for (let path = nextOf(lane, lanes); path !== undefined && signal?.aborted !== true; path = nextOf(lane, lanes)) {
        // Signals and the progress have their turn, whoever plans.
        await nextTurn();
        const plan = await planOne(path, lane);
        if (isOfRun(path) && plan.output !== (plans.get(path)?.output ?? plan.before)) changed.add(path);
        if (!plans.has(path)) onPlanned?.(path, plan.outcome.status === 'migrated' ? plan.outcome.sites.length : 0);
        plans.set(path, plan);
        if (plan.outcome.status !== 'migrated' || !plan.outcome.handsOutSessions) continue;
        for (const importer of scanned.importersOf(path)) {
          if (known.has(importer) || plans.has(importer) || !needed.has(importer) || !isSource(importer)) continue;
          known.add(importer);
          lanes[lane]?.push(importer);
        }
      }
    }
    // A lane that has ended is needed again where another one found more than it can do alone.
    while (lanes.some((lane) => lane.length > 0) && signal?.aborted !== true) await Promise.all(lanes.map((_files, lane) => planLane(lane)));
    return changed;
  }

  async function planOne(path: string, lane: number): Promise<PlannedFile> {
    const before = readSource(path);
    if (typeof before !== 'string') return { outcome: { status: 'failed', path, problem: before }, before: '', output: '' };
    return { before, ...(await migrate(path, before, callersOf(path), migrator, lane)) };
  }

  /** The planned files that look into one of `changed`, however far away. */
  function affectedBy(changed: ReadonlySet<string>): Set<string> {
    const affected = new Set<string>();
    const seen = new Set(changed);
    for (const path of seen) {
      for (const importer of scanned.importersOf(path)) {
        seen.add(importer);
        if (plans.has(importer)) affected.add(importer);
      }
      // Who exports something looks at how those that import it call it.
      if (changed.has(path)) for (const imported of scanned.importsOf(path)) if (plans.has(imported)) affected.add(imported);
    }
    return affected;
  }
}

/** Files beside each other look into the same ones, so each lane gets a stretch of them. */
const dividedAmong = (count: number, files: readonly string[]): string[][] =>
  Array.from({ length: count }, (_unused, lane) => files.slice(Math.floor((lane * files.length) / count), Math.floor(((lane + 1) * files.length) / count)));

/** The next file of a lane; for one that has none any more, the last of the lane that has the most. */
function nextOf(lane: number, lanes: readonly string[][]): string | undefined {
  const own = lanes[lane]?.shift();
  if (own !== undefined) return own;
  return lanes.reduce((longest, other) => (other.length > longest.length ? other : longest)).pop();
}

/** The wanted files, those that import them, and all that these import: what a plan can depend on. */
function neededBy(wanted: readonly string[], scanned: ScannedFiles): Set<string> {
  const needed = new Set([...wanted, ...wanted.flatMap((path) => scanned.importersOf(path))]);
  for (const path of needed) for (const imported of scanned.importsOf(path)) needed.add(imported);
  return needed;
}

async function migrate(path: string, text: string, callers: CallersInView, migrator: Migrator, lane: number): Promise<Migrated> {
  try {
    return await migrator.migrate(path, text, callers, lane);
  } catch (error) {
    const problem = { kind: 'internal-error', message: `The migration failed on this file: ${messageOf(error)}`, wayOut: 'The file was left alone; please report it with the file.' } as const;
    return { outcome: { status: 'failed', path, problem }, output: text };
  }
}
