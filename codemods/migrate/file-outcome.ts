/** What the migration came to for one file: the shape that the summary and every report read. */
import type { IdiomId, ReasonId } from 'eslint-plugin-safely-close/rewrite';

/** One session of a file. Lines and columns count from 1, in the file as it was before. */
export type SiteOutcome = SitePlace & (ChangedSite | LeftSite);

export interface SitePlace {
  readonly line: number;
  readonly column: number;
  readonly library: string;
  readonly client: string;
  /** The variable or field that holds it, or the text that makes it. */
  readonly name: string;
}

export interface ChangedSite {
  readonly outcome: 'changed';
  readonly idiom: IdiomId;
}

export interface LeftSite {
  readonly outcome: 'skipped' | 'review';
  readonly reason: ReasonId;
  readonly detail?: string;
}

export type FileOutcome =
  | {
      readonly status: 'migrated';
      readonly path: string;
      readonly text: string;
      readonly sites: readonly SiteOutcome[];
      /** Whether sessions can come out of the file into those that import it. */
      readonly handsOutSessions: boolean;
    }
  /** The file could not be processed, and was left as it is. */
  | { readonly status: 'failed'; readonly path: string; readonly problem: FileProblem };

export interface FileProblem {
  readonly kind: 'does-not-parse' | 'not-utf-8' | 'generated' | 'too-long' | 'component' | 'unreadable' | 'unwritable' | 'internal-error';
  /** A whole sentence. */
  readonly message: string;
  /** What to do: a whole sentence. */
  readonly wayOut: string;
  readonly line?: number;
  readonly column?: number;
}

/** Whether the run failed on the file, rather than left it on purpose. */
export const isFailure = ({ kind }: FileProblem): boolean => kind !== 'generated' && kind !== 'too-long' && kind !== 'component';
