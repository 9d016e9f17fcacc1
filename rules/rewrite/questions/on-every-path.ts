/** Whether something happens however statements are run, as far as their syntax tells. */
import type { Node, TSESTree } from '../../analysis/syntax/syntax.ts';
import { isFunction, walk } from '../../analysis/syntax/walk.ts';
import type { VisitorKeys } from '../../analysis/syntax/walk.ts';
import { blockOf, statementsAfter } from './surroundings.ts';
import type { Block } from './surroundings.ts';

/** How a statement may be over without that it has happened: by running to its end, by leaving it, or by going on with the loop around it or behind it. */
interface Without {
  readonly mayFall: boolean;
  readonly mayLeave: boolean;
  readonly mayJump: boolean;
}

const happened: Without = { mayFall: false, mayLeave: false, mayJump: false };
const notYet: Without = { ...happened, mayFall: true };

/**
 * Whether it happens on every path through statements that stand one after the other, where no exception ends them.
 *
 * @param happensIn - Whether it happens for certain where an expression is evaluated.
 */
export function isOnEveryPath(statements: readonly TSESTree.ProgramStatement[], happensIn: (expression: Node) => boolean): boolean {
  const { mayFall, mayLeave, mayJump } = runAll(statements, happensIn);
  return !mayFall && !mayLeave && !mayJump;
}

/** The same for each path from the end of a statement to the end of a block around it. */
export function isOnEveryPathFrom(start: TSESTree.Statement, end: Block, happensIn: (expression: Node) => boolean): boolean {
  let mayJump = false;
  for (let inner: Node = start; ; ) {
    const after = following(inner, happensIn);
    if (after.mayLeave) return false;
    mayJump ||= after.mayJump;
    if (!after.mayFall && !mayJump) return true;
    const outer: Node | undefined = inner.parent;
    if (outer === end || outer === undefined || outer.type === 'SwitchCase' || isFunction(outer)) return false;
    if (isLoop(outer)) {
      // Another round may leave before it comes here again.
      if (run(outer, happensIn).mayLeave) return false;
      mayJump = false;
    }
    inner = outer;
  }
}

/** What comes after a statement in the block around it, or after a part of a `try` in its `finally`. */
function following(inner: Node, happensIn: (expression: Node) => boolean): Without {
  const block = blockOf(inner);
  if (block !== undefined) return runAll(statementsAfter(inner, block), happensIn);
  const finalizer = inner.parent?.type === 'TryStatement' ? inner.parent.finalizer : null;
  return finalizer === null || finalizer === inner ? notYet : run(finalizer, happensIn);
}

type Loop = TSESTree.ForInStatement | TSESTree.ForOfStatement | TSESTree.ForStatement | TSESTree.WhileStatement | TSESTree.DoWhileStatement;

const isLoop = (node: Node): node is Loop => /^(?:For|ForIn|ForOf|While|DoWhile)Statement$/.test(node.type);

function runAll(statements: readonly TSESTree.ProgramStatement[], happensIn: (expression: Node) => boolean): Without {
  let mayLeave = false;
  let mayJump = false;
  for (const statement of statements) {
    const outcome = run(statement, happensIn);
    mayLeave ||= outcome.mayLeave;
    mayJump ||= outcome.mayJump;
    if (!outcome.mayFall) return { mayFall: false, mayLeave, mayJump };
  }
  return { mayFall: true, mayLeave, mayJump };
}

function run(statement: TSESTree.ProgramStatement, happensIn: (expression: Node) => boolean): Without {
  switch (statement.type) {
    case 'BlockStatement':
      return runAll(statement.body, happensIn);
    case 'ExpressionStatement':
      return happensIn(statement.expression) ? happened : notYet;
    case 'VariableDeclaration':
      return statement.declarations.some(({ init }) => init !== null && happensIn(init)) ? happened : notYet;
    case 'ReturnStatement':
      return statement.argument !== null && happensIn(statement.argument) ? happened : { ...happened, mayLeave: true };
    case 'ThrowStatement':
      // Out of a handler it ends the process; into a `catch` the clause below covers it.
      return happened;
    case 'IfStatement':
      if (happensIn(statement.test)) return happened;
      return either(run(statement.consequent, happensIn), statement.alternate === null ? notYet : run(statement.alternate, happensIn));
    case 'TryStatement': {
      const final = statement.finalizer === null ? notYet : run(statement.finalizer, happensIn);
      if (!final.mayFall && !final.mayLeave && !final.mayJump) return happened;
      const handled = statement.handler === null ? happened : run(statement.handler.body, happensIn);
      return either(run(statement.block, happensIn), either(handled, { ...final, mayFall: false }));
    }
    case 'ForInStatement':
    case 'ForOfStatement':
      return happensIn(statement.right) ? happened : { ...notYet, mayLeave: run(statement.body, happensIn).mayLeave };
    case 'ForStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return { ...notYet, mayLeave: run(statement.body, happensIn).mayLeave };
    case 'LabeledStatement':
      return either(notYet, run(statement.body, happensIn));
    case 'SwitchStatement':
      if (happensIn(statement.discriminant)) return happened;
      return either(notYet, statement.cases.map((clause) => runAll(clause.consequent, happensIn)).reduce(either, notYet));
    case 'BreakStatement':
    case 'ContinueStatement':
      return statement.label === null ? { ...happened, mayJump: true } : { ...happened, mayLeave: true };
    default:
      return notYet;
  }
}

const either = (one: Without, other: Without): Without => ({ mayFall: one.mayFall || other.mayFall, mayLeave: one.mayLeave || other.mayLeave, mayJump: one.mayJump || other.mayJump });

/** Whether a node of some kind is evaluated wherever `expression` is: not behind `&&`, in one branch of `? :`, or in a function. */
export function isEvaluated(expression: Node, visitorKeys: VisitorKeys, isIt: (node: Node) => boolean): boolean {
  let found = false;
  walk(expression, visitorKeys, (node) => {
    if (found || isFunction(node)) return false;
    if (node.type === 'ConditionalExpression') {
      found ||= isEvaluated(node.test, visitorKeys, isIt) || (isEvaluated(node.consequent, visitorKeys, isIt) && isEvaluated(node.alternate, visitorKeys, isIt));
      return false;
    }
    if (node.type === 'LogicalExpression') {
      found ||= isEvaluated(node.left, visitorKeys, isIt);
      return false;
    }
    if (isIt(node)) found = true;
    return !found;
  });
  return found;
}
