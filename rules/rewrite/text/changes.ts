/**
 * Changes: what a plan wants of the text, before it is rendered as edits. Several sessions may ask for the same change
 * (the same function made `async`) or re-indent the same line twice (nested `try`), so edits come last.
 */

/** Replaces `[start, end)` by `text`. */
export interface Replacement {
  readonly kind: 'replace';
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Whether several sessions that ask for it mean one and the same change. */
  readonly isShared: boolean;
}

/** Moves the lines that begin in `(start, end)` one level in or out. */
export interface Reindentation {
  readonly kind: 'reindent';
  readonly start: number;
  readonly end: number;
  readonly direction: 'in' | 'out';
  /** One level, as it is written there. */
  readonly unit: string;
}

export type Change = Replacement | Reindentation;

export const replace = (start: number, end: number, text: string): Replacement => ({ kind: 'replace', start, end, text, isShared: false });

export const insert = (offset: number, text: string): Replacement => replace(offset, offset, text);

export const remove = (start: number, end: number): Replacement => ({ ...replace(start, end, ''), isShared: true });

/** A change that is made once however many sessions ask for it. */
export const shared = (change: Replacement): Replacement => ({ ...change, isShared: true });

export const reindent = (start: number, end: number, direction: 'in' | 'out', unit: string): Reindentation => ({ kind: 'reindent', start, end, direction, unit });
