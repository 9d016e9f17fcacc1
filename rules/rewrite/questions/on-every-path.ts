/** Whether something happens however statements are run, as far as their syntax tells. */
import type { Node, TSESTree } from '../../analysis/syntax/syntax.ts';
import { isFunction, walk } from '../../analysis/syntax/walk.ts';
import type { VisitorKeys } from '../../analysis/syntax/walk.ts';

/** How a statement may be over without that it has happened: by running to its end, or by leaving it. */
interface Without {
  readonly mayFall: boolean;
  readonly mayLeave: boolean;
}

const happened: Without = { mayFall: false, mayLeave: false };
const notYet: Without = { mayFall: true, mayLeave: false };

/**
 * Whether it happens on every path through statements that stand one after the other, where no exception ends them.
 *
 * @param happensIn - Whether it happens for certain where an expression is evaluated.
 */
export function isOnEveryPath(statements: readonly TSESTree.ProgramStatement[], happensIn: (expression: Node) => boolean): boolean {
  const { mayFall, mayLeave } = runAll(statements, happensIn);
  return !mayFall && !mayLeave;
}

function runAll(statements: readonly TSESTree.ProgramStatement[], happensIn: (expression: Node) => boolean): Without {
  let mayLeave = false;
  for (const statement of statements) {
    const outcome = run(statement, happensIn);
    mayLeave ||= outcome.mayLeave;
    if (!outcome.mayFall) return { mayFall: false, mayLeave };
  }
  return { mayFall: true, mayLeave };
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
      return statement.argument !== null && happensIn(statement.argument) ? happened : { mayFall: false, mayLeave: true };
    case 'ThrowStatement':
      // Out of a handler it ends the process; into a `catch` the clause below covers it.
      return happened;
    case 'IfStatement': {
      if (happensIn(statement.test)) return happened;
      const left = run(statement.consequent, happensIn);
      const right = statement.alternate === null ? notYet : run(statement.alternate, happensIn);
      return { mayFall: left.mayFall || right.mayFall, mayLeave: left.mayLeave || right.mayLeave };
    }
    case 'TryStatement': {
      const final = statement.finalizer === null ? notYet : run(statement.finalizer, happensIn);
      if (!final.mayFall && !final.mayLeave) return happened;
      const body = run(statement.block, happensIn);
      const handled = statement.handler === null ? happened : run(statement.handler.body, happensIn);
      return { mayFall: body.mayFall || handled.mayFall, mayLeave: body.mayLeave || handled.mayLeave || final.mayLeave };
    }
    case 'ForInStatement':
    case 'ForOfStatement':
      return happensIn(statement.right) ? happened : { mayFall: true, mayLeave: run(statement.body, happensIn).mayLeave };
    case 'ForStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'LabeledStatement':
      return { mayFall: true, mayLeave: run(statement.body, happensIn).mayLeave };
    case 'SwitchStatement':
      if (happensIn(statement.discriminant)) return happened;
      return { mayFall: true, mayLeave: statement.cases.some((clause) => runAll(clause.consequent, happensIn).mayLeave) };
    case 'BreakStatement':
    case 'ContinueStatement':
      return { mayFall: true, mayLeave: true };
    default:
      return notYet;
  }
}

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
