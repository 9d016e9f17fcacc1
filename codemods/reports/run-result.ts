/** What a whole run came to: what the summary, the reports and the exit code are made of. */
import type { ChangedSite, FileProblem, LeftSite, SiteOutcome, SitePlace } from '../migrate/file-outcome.ts';
import type { Excerpt } from './excerpt.ts';

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
  readonly sites: readonly SiteResult[];
  readonly problem?: FileProblem;
  /** The change as a unified diff, without colour. */
  readonly diff?: string;
}

/** A session's outcome; where a person must decide, with the code around it. */
export type SiteResult = SiteOutcome & { readonly excerpt?: Excerpt };

/** How an outcome is called before a reader: what is not written has not changed yet. */
export const outcomeName = (outcome: SiteOutcome['outcome'], { isWritten }: Pick<RunResult, 'isWritten'>): string =>
  outcome === 'review' ? 'for review' : outcome === 'changed' && !isWritten ? 'would change' : outcome;

export function countBy<Item, Key extends string>(items: Iterable<Item>, keyOf: (item: Item) => Key): [key: Key, count: number][] {
  const counts = new Map<Key, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1] || left[0].localeCompare(right[0]));
}

export interface FoundSite<Site = SiteResult> {
  readonly path: string;
  readonly site: Site;
}

/** All sites of one outcome, with their files. */
export function sitesOf(result: RunResult, outcome: 'changed'): FoundSite<SitePlace & ChangedSite>[];
export function sitesOf(result: RunResult, outcome: 'skipped' | 'review'): FoundSite<SitePlace & LeftSite & { readonly excerpt?: Excerpt }>[];
export function sitesOf(result: RunResult, outcome: SiteOutcome['outcome']): FoundSite[] {
  return result.files.flatMap(({ path, sites }) => sites.filter((site) => site.outcome === outcome).map((site) => ({ path, site })));
}
