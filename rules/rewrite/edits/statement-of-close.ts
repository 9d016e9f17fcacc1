/** Which statement goes with a close that goes. */
import type { Node, TSESTree } from '../../analysis/syntax/syntax.ts';
import { isIdle } from '../questions/effects.ts';

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
      if (attempt.block !== parent || attempt.finalizer !== null || attempt.handler === null) return widest;
      // `catch { return false; }`, `catch (error) { log(error); }`: a handler that is there for the close.
      if (!attempt.handler.body.body.every(isIdle)) return undefined;
      widest = attempt;
    } else {
      return parent.type === 'BlockStatement' || parent.type === 'Program' || parent.type === 'SwitchCase' ? widest : undefined;
    }
  }
}
