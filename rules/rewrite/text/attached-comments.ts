/** The comments that belong to a statement: on the lines right above it, and behind it on its last line. */
import type { Node, Program, TSESTree } from '../../analysis/syntax/syntax.ts';
import { startsItsLine } from './text-lines.ts';

export interface AttachedComments {
  readonly above: readonly TSESTree.Comment[];
  readonly behind: TSESTree.Comment | undefined;
}

export function attachedComments(statement: Node, { ast, text }: { readonly ast: Program; readonly text: string }): AttachedComments {
  const comments = ast.comments ?? [];
  const above: TSESTree.Comment[] = [];
  let line = statement.loc.start.line;
  for (const comment of comments.filter((candidate) => candidate.range[1] <= statement.range[0]).toReversed()) {
    if (comment.loc.end.line !== line - 1 || !startsItsLine(text, comment.range[0]) || !/^[ \t]*(?:\r\n|\n|\r)/.test(text.slice(comment.range[1]))) break;
    above.unshift(comment);
    line = comment.loc.start.line;
  }
  const behind = comments.find((comment) => comment.range[0] >= statement.range[1] && comment.loc.start.line === statement.loc.end.line && /^[ \t]*$/.test(text.slice(statement.range[1], comment.range[0])));
  return { above, behind };
}

/** The comments that stand in a part of the text. */
export const commentsIn = ([start, end]: readonly [number, number], { comments }: Pick<Program, 'comments'>): readonly TSESTree.Comment[] =>
  (comments ?? []).filter(({ range }) => range[0] >= start && range[1] <= end);
