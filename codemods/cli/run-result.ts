/** What a whole run came to: what the summary, the reports and the exit code are made of. */
import type { ChangedSite, FileProblem, LeftSite, SiteOutcome, SitePlace } from '../migrate/file-outcome.ts';

export interface RunResult {
  /** The absolute path of the folder that the run began in. */
  readonly cwd: string;
  /** Every file that holds a session or a problem, in order of path. */
  readonly files: readonly FileResult[];
  readonly scanned: number;
  /** Files that name a client library, and so were parsed. */
  readonly parsed: number;
  readonly durationMs: number;
  readonly isWritten: boolean;
  readonly wasInterrupted: boolean;
}

export interface FileResult {
  /** Relative to the folder that the run began in, with `/`. */
  readonly path: string;
  readonly isChanged: boolean;
  readonly sites: readonly SiteOutcome[];
  readonly problem?: FileProblem;
  /** The change as a unified diff, without colour. */
  readonly diff?: string;
}

export function countBy<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): [key: string, count: number][] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1] || left[0].localeCompare(right[0]));
}

interface FoundSite<Site> {
  readonly path: string;
  readonly site: Site;
}

/** All sites of one outcome, with their files. */
export function sitesOf(result: RunResult, outcome: 'changed'): FoundSite<SitePlace & ChangedSite>[];
export function sitesOf(result: RunResult, outcome: 'skipped' | 'review'): FoundSite<SitePlace & LeftSite>[];
export function sitesOf(result: RunResult, outcome: SiteOutcome['outcome']): FoundSite<SiteOutcome>[] {
  return result.files.flatMap(({ path, sites }) => sites.filter((site) => site.outcome === outcome).map((site) => ({ path, site })));
}
