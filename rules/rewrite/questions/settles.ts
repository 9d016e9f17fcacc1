/** Whether a function settles a promise on every path: calls `resolve` or `reject`, itself or through a local function. */
import type { FunctionNode, Node, TSESTree, Variable } from '../../analysis/syntax/syntax.ts';
import { isFunction, walk } from '../../analysis/syntax/walk.ts';
import type { RewriteFile } from '../rewrite-file.ts';

type Scope = Pick<RewriteFile, 'origins' | 'visitorKeys'>;

/** The variables of an executor's `resolve` and `reject`. */
export function settlersOf(executor: FunctionNode, { origins }: Scope): Set<Variable> {
  const settlers = new Set<Variable>();
  for (const parameter of executor.params.slice(0, 2)) {
    const variable = parameter.type === 'Identifier' ? origins.variableOf(parameter) : undefined;
    if (variable !== undefined) settlers.add(variable);
  }
  return settlers;
}

/** The function that an expression names or is, where that can be seen. */
export function functionBehind(node: Node, { origins }: Scope): FunctionNode | undefined {
  if (isFunction(node)) return node;
  const origin = node.type === 'Identifier' ? origins.of(node) : undefined;
  if (origin?.kind === 'function') return origin.node;
  return undefined;
}

/** Whether a handler (a function, its name, or `resolve` itself) settles however it runs. */
export function settlesAlways(handler: Node, settlers: ReadonlySet<Variable>, scope: Scope, depth = 0): boolean {
  if (handler.type === 'Identifier') {
    const variable = scope.origins.variableOf(handler);
    if (variable !== undefined && settlers.has(variable)) return true;
  }
  const body = functionBehind(handler, scope)?.body;
  if (body === undefined || body === null || depth > 4) return false;
  if (body.type !== 'BlockStatement') return settlesIn(body);
  const { mayFall, mayLeave } = run(body);
  return !mayFall && !mayLeave;

  /** How a statement that starts unsettled may end unsettled: by running to its end, or by leaving the function. */
  function run(statement: TSESTree.Statement): { mayFall: boolean; mayLeave: boolean } {
    const unsettled = { mayFall: true, mayLeave: false };
    const settled = { mayFall: false, mayLeave: false };
    switch (statement.type) {
      case 'BlockStatement': {
        let mayLeave = false;
        for (const inner of statement.body) {
          const outcome = run(inner);
          mayLeave ||= outcome.mayLeave;
          if (!outcome.mayFall) return { mayFall: false, mayLeave };
        }
        return { mayFall: true, mayLeave };
      }
      case 'ExpressionStatement':
        return settlesIn(statement.expression) ? settled : unsettled;
      case 'VariableDeclaration':
        return statement.declarations.some(({ init }) => init !== null && settlesIn(init)) ? settled : unsettled;
      case 'ReturnStatement':
        return statement.argument !== null && settlesIn(statement.argument) ? settled : { mayFall: false, mayLeave: true };
      case 'ThrowStatement':
        // Out of a handler it ends the process; into a `catch` the clause below covers it.
        return settled;
      case 'IfStatement': {
        if (settlesIn(statement.test)) return settled;
        const left = run(statement.consequent);
        const right = statement.alternate === null ? unsettled : run(statement.alternate);
        return { mayFall: left.mayFall || right.mayFall, mayLeave: left.mayLeave || right.mayLeave };
      }
      case 'TryStatement': {
        const final = statement.finalizer === null ? unsettled : run(statement.finalizer);
        if (!final.mayFall && !final.mayLeave) return settled;
        const body = run(statement.block);
        const handled = statement.handler === null ? settled : run(statement.handler.body);
        return { mayFall: body.mayFall || handled.mayFall, mayLeave: body.mayLeave || handled.mayLeave || final.mayLeave };
      }
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'LabeledStatement':
        return { mayFall: true, mayLeave: run(statement.body).mayLeave };
      case 'SwitchStatement':
        return { mayFall: true, mayLeave: statement.cases.some((clause) => clause.consequent.some((inner) => run(inner).mayLeave)) };
      case 'BreakStatement':
      case 'ContinueStatement':
        return { mayFall: true, mayLeave: true };
      default:
        return unsettled;
    }
  }

  /** Whether evaluating `expression` calls a settler for certain. */
  function settlesIn(expression: Node): boolean {
    let found = false;
    walk(expression, scope.visitorKeys, (node) => {
      if (found || isFunction(node)) return false;
      if (node.type === 'ConditionalExpression') {
        found ||= settlesIn(node.test) || (settlesIn(node.consequent) && settlesIn(node.alternate));
        return false;
      }
      if (node.type === 'LogicalExpression') {
        found ||= settlesIn(node.left);
        return false;
      }
      if (node.type === 'CallExpression' && !node.optional && settlesAlways(node.callee, settlers, scope, depth + 1)) found = true;
      return !found;
    });
    return found;
  }
}
