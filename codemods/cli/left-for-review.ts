/** The sessions of a written file that are left for a person, and what becomes of the file where that person accepts one. */
import type { ReasonId } from 'eslint-plugin-safely-close/rewrite';
import type { FileProblem, LeftSite, SitePlace } from '../migrate/file-outcome.ts';
import type { TransformOptions } from '../transforms/safe-close.ts';
import type { Migrated, MigrationOrder } from './migrator.ts';
import { loadTransform } from './transform-driver.ts';

export type ReviewSite = SitePlace & LeftSite;

/** What accepting a session writes. */
export interface Offer {
  /** `rewrite`: the session closes, and the reviewer answers for the callers. `mark`: a comment that says what is to be done. */
  readonly kind: 'rewrite' | 'mark';
  readonly text: string;
}

/** Reasons that only a person can lay aside who knows all callers of a function. */
const answerable: ReadonlySet<ReasonId> = new Set(['callers-not-in-view', 'sync-throw']);

/** The sessions of a text that are left for review, in source order; or why the text has none that could be told. */
export async function leftForReview(path: string, text: string, order: MigrationOrder): Promise<readonly ReviewSite[] | FileProblem> {
  const { outcome } = await look(path, text, order, {});
  return outcome.status === 'failed' ? outcome.problem : outcome.sites.flatMap((site) => (site.outcome === 'review' ? [site] : []));
}

/** What can be written for one of them; nothing where its line is marked already. */
export async function offerFor(site: ReviewSite, path: string, text: string, order: MigrationOrder): Promise<Offer | undefined> {
  const place = { line: site.line, column: site.column };
  if (answerable.has(site.reason)) {
    const { output } = await look(path, text, order, { answersFor: [place] });
    if (output !== text) return { kind: 'rewrite', text: output };
  }
  const { output } = await look(path, text, order, { insertTodos: [place] });
  return output === text ? undefined : { kind: 'mark', text: output };
}

/** The files around are looked at anew, because any of them may have been written since. */
async function look(path: string, text: string, order: MigrationOrder, options: Pick<TransformOptions, 'answersFor' | 'insertTodos'>): Promise<Migrated> {
  const { migrate, createNeighbours } = await loadTransform();
  return migrate(path, text, { ...order, insertTodos: false, ...options, neighbours: createNeighbours(), isCandidate: true });
}
