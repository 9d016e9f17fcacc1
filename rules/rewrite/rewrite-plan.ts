/**
 * A rewrite plan: what to change in the text for one session, or why it must be left to a person. The linter's suggestions
 * and the codemod are two readers of the same plans.
 */

/** Replaces the text in `[start, end)` (UTF-16 offsets into the source) by `text`. An insertion has `start === end`. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The runtime's exports that rewritten code may call. */
export type RuntimeName = 'closing' | 'safelyCloseClient' | 'closeAll';

export interface Rewrite {
  readonly outcome: 'rewrite';
  /** Which row of the table of idioms it follows. */
  readonly idiom: IdiomId;
  /** Sorted and disjoint; without the import, which is shared by all plans of a file. */
  readonly edits: readonly TextEdit[];
  readonly runtimeNames: readonly RuntimeName[];
}

export interface LeftAlone {
  /** `skipped`: nothing to do here, or not wanted. `review`: a person must decide. */
  readonly outcome: 'skipped' | 'review';
  /** An id of the reason catalogue (`rules/rewrite/reasons.ts`). */
  readonly reason: ReasonId;
  readonly detail?: string;
}

export type RewritePlan = Rewrite | LeftAlone;

export type IdiomId =
  | 'never-closed'
  | 'try-finally'
  | 'bare-close'
  | 'bound-closer'
  | 'promise-executor'
  | 'callback-style'
  | 'return-await'
  | 'invalid-await-using';

export type ReasonId = string;
