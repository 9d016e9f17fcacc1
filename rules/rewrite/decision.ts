/** What a plan decides for one session, before the decisions of a file are composed into edits. */
import type { ClassNode, TSESTree } from '../analysis/syntax/syntax.ts';
import type { Change } from './text/changes.ts';
import type { IdiomId } from './idioms.ts';
import type { ReasonId } from './reasons.ts';
import type { LeftAlone, RuntimeName } from './rewrite-plan.ts';
import { reasons } from './reasons.ts';

export interface Decision {
  readonly outcome: 'rewrite';
  readonly idiom: IdiomId;
  readonly changes: readonly Change[];
  /** Statements that go because they only close: a `finally` that holds nothing else goes with them. */
  readonly dropped: readonly TSESTree.Statement[];
  readonly runtimeNames: readonly RuntimeName[];
  /** Where comments of removed code are kept: before this statement. */
  readonly declaration?: TSESTree.Statement;
  /** Braces around these statements, because the scope must end before what follows. */
  readonly block?: { readonly from: TSESTree.Statement; readonly to: TSESTree.Statement };
  /** A `try` whose braces stay, as a bare block, because the declaration moves into them. */
  readonly movesInto?: { readonly attempt: TSESTree.TryStatement; readonly text: string };
  /** Variables of a declaration of several: those that become `await using`, and those that go. */
  readonly declarators?: { readonly using: readonly TSESTree.VariableDeclarator[]; readonly gone: readonly TSESTree.VariableDeclarator[] };
  /** A field that the class's own dispose shall close. */
  readonly disposes?: { readonly classNode: ClassNode; readonly field: string };
  /** The block whose end this plan rewrites; two plans that do so cannot be composed. */
  readonly claims?: TSESTree.Node;
}

export type Outcome = Decision | LeftAlone;

export function leave(reason: ReasonId, detail?: string): LeftAlone {
  const { outcome } = reasons[reason];
  return detail === undefined ? { outcome, reason } : { outcome, reason, detail };
}
