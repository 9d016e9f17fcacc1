/** Takes a close away: which statement goes with it, and the text that goes with the statement. */
import type { Node, TSESTree } from '../analysis/syntax.ts';
import { remove } from './changes.ts';
import type { Change, Replacement } from './changes.ts';
import { isEffectFree } from './effects.ts';
import { endsItsLine, lineEndOf, lineStartOf, nextLineStart, skipBlanks, skipBlanksBack, startsItsLine } from './text-lines.ts';

/**
 * The largest statement that is there for the close alone: the call's own, an `if (s)` around it, a `try` around it with an empty
 * `catch`.
 *
 * @param close - The call that closes.
 * @param isAboutSession - Whether a condition asks only whether the session is there.
 * @returns `undefined` where the close is part of something else.
 */
export function statementOfClose(close: Node, isAboutSession: (test: Node) => boolean): TSESTree.Statement | undefined {
  let inner: Node = close;
  for (let outer = inner.parent; outer; inner = outer, outer = inner.parent) {
    if (outer.type === 'AwaitExpression' || outer.type === 'ChainExpression' || (outer.type === 'UnaryExpression' && outer.operator === 'void')) continue;
    if (outer.type === 'LogicalExpression' && outer.operator === '&&' && outer.right === inner && isAboutSession(outer.left)) continue;
    if (outer.type !== 'ExpressionStatement') return undefined;
    return widen(outer, isAboutSession);
  }
  return undefined;
}

function widen(statement: TSESTree.Statement, isAboutSession: (test: Node) => boolean): TSESTree.Statement | undefined {
  let widest = statement;
  for (;;) {
    const { parent } = widest;
    if (parent.type === 'IfStatement') {
      if (parent.consequent !== widest || parent.alternate !== null || !isAboutSession(parent.test)) return undefined;
      widest = parent;
    } else if (parent.type === 'BlockStatement' && parent.body.length === 1 && parent.parent.type === 'IfStatement') {
      const condition = parent.parent;
      if (condition.consequent !== parent || condition.alternate !== null || !isAboutSession(condition.test)) return widest;
      widest = condition;
    } else if (parent.type === 'BlockStatement' && parent.body.length === 1 && parent.parent.type === 'TryStatement') {
      const attempt = parent.parent;
      if (attempt.block !== parent || attempt.finalizer !== null || attempt.handler === null || !attempt.handler.body.body.every(isEffectFree)) return widest;
      widest = attempt;
    } else {
      return parent.type === 'BlockStatement' || parent.type === 'Program' || parent.type === 'SwitchCase' ? widest : undefined;
    }
  }
}

/**
 * Removes a statement with the line it stands on, and with the empty line that set it apart. A comment behind it stays, on its line.
 */
export function removeStatement(statement: TSESTree.Statement, text: string): Change {
  return removeLines(statement.range[0], endWithoutForeignSemicolon(statement, text), text);
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
