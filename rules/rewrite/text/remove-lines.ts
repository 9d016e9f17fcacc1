/** Takes whole lines away, and the empty line that set them apart. */
import type { Program, TSESTree } from '../../analysis/syntax/syntax.ts';
import { commentsIn } from './attached-comments.ts';
import { remove, replace, shared } from './changes.ts';
import type { Change, Replacement } from './changes.ts';
import { endsItsLine, indentAt, lineEndOf, lineStartOf, nextLineStart, skipBlanks, skipBlanksBack, startsItsLine } from './text-lines.ts';

/**
 * Removes a statement with the line it stands on, and with the empty line that set it apart. A comment behind it stays, on its line.
 */
export function removeStatement(statement: TSESTree.Statement, text: string): Change {
  return removeLines(statement.range[0], endWithoutForeignSemicolon(statement, text), text);
}

/** The same for a statement that may hold comments: they stay where it stood. */
export function removeExceptComments(statement: TSESTree.Statement, { text, ast }: { readonly text: string; readonly ast: Program }, endOfLine: string): Change {
  const [start] = statement.range;
  const end = endWithoutForeignSemicolon(statement, text);
  const comments = commentsIn([start, end], ast);
  if (comments.length === 0) return removeStatement(statement, text);
  const newLine = endOfLine + indentAt(text, start);
  const isCutShort = text.startsWith('//', comments.at(-1)?.range[0]) && !endsItsLine(text, end);
  return shared(replace(start, end, comments.map(({ range }) => text.slice(...range)).join(newLine) + (isCutShort ? newLine : '')));
}

/** Removes the lines from `start` to `endOfText`, and the empty line that set them apart. */
export function removeLines(start: number, endOfText: number, text: string): Change {
  let end = endOfText;
  if (!startsItsLine(text, start)) return remove(skipBlanksBack(text, start), end);
  if (!endsItsLine(text, end)) return remove(start, skipBlanks(text, end));
  end = lineEndOf(text, end);
  const line = lineStartOf(text, start);
  if (line === 0) return remove(start, nextLineStart(text, end));
  return removeWholeLines(lineEndBefore(text, line), end, text);
}

/**
 * Removes whole lines, and the empty line that set them apart.
 *
 * @param from - The end of the line before them.
 * @param to - The end of the last one.
 */
export function removeWholeLines(from: number, to: number, text: string): Replacement {
  const isBlankBefore = from > 0 && lineStartOf(text, from) === skipBlanksBack(text, from);
  const next = nextLineStart(text, to);
  const closesBlock = text.charAt(skipBlanks(text, next)) === '}';
  const isBlankAfter = next < text.length && endsItsLine(text, next);
  if (isBlankBefore && (closesBlock || isBlankAfter)) return remove(lineEndBefore(text, lineStartOf(text, from)), to);
  if (isBlankAfter && text.charAt(skipBlanksBack(text, from) - 1) === '{') return remove(from, lineEndOf(text, next));
  return remove(from, to);
}

/** Where files leave semicolons out, a `;` that begins the next line is parsed as the end of this statement: it stays. */
function endWithoutForeignSemicolon(statement: TSESTree.Statement, text: string): number {
  const end = statement.range[1];
  if (text.charAt(end - 1) !== ';' || !startsItsLine(text, end - 1) || lineStartOf(text, end) === lineStartOf(text, statement.range[0])) return end;
  return text.slice(0, end - 1).trimEnd().length;
}

function lineEndBefore(text: string, lineStart: number): number {
  return text.startsWith('\r\n', lineStart - 2) ? lineStart - 2 : lineStart - 1;
}
