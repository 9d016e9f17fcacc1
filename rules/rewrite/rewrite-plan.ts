/**
 * A rewrite plan: what to change in the text for one session, or why it must be left to a person. The linter's suggestions
 * and the codemod are two readers of the same plans.
 */
import type { SessionRecord } from '../analysis/sessions/session-record.ts';
import type { Node } from '../analysis/syntax/syntax.ts';
import type { IdiomId } from './idioms.ts';
import type { ReasonId } from './reasons.ts';

export type { IdiomId } from './idioms.ts';
export type { ReasonId } from './reasons.ts';

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

/** One session of a file, or one close of a session that was made elsewhere, and what its plan came to. */
export interface PlannedSite {
  /** The acquisition, or the close. */
  readonly node: Node;
  readonly library: string;
  readonly client: string;
  /** The session as the code calls it. */
  readonly name: string;
  /** The session's record; `undefined` where it was made elsewhere. */
  readonly session: SessionRecord | undefined;
  readonly plan: RewritePlan;
}

/** The plans of all sessions of a file, composed. */
export interface FilePlan {
  /** In source order. */
  readonly sites: readonly PlannedSite[];
  /** All edits of the file, the import's included: sorted and disjoint. */
  readonly edits: readonly TextEdit[];
}

/** How a scope closes its session in the code that is written. */
export type CloseStyle = 'await-using' | 'try-finally';

/**
 * Applies edits to a text.
 *
 * @param text - The source that the edits' offsets count in.
 * @param edits - Sorted by `start` and disjoint, as plans give them.
 * @returns The text with every edit applied.
 * @throws {RangeError} Where two edits overlap or stand out of order.
 * @example
 * applyEdits('const s = open();', [{ start: 0, end: 5, text: 'await using' }]); // 'await using s = open();'
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let position = 0;
  for (const edit of edits) {
    if (edit.start < position || edit.end < edit.start) throw new RangeError(`The edit at offset ${String(edit.start)} overlaps the one before it.`);
    result += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return result + text.slice(position);
}
