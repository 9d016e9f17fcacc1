/** Whether a function settles a promise on every path: calls `resolve` or `reject`, itself or through a local function. */
import type { FunctionNode, Node, Variable } from '../../analysis/syntax/syntax.ts';
import { isFunction } from '../../analysis/syntax/walk.ts';
import { isEvaluated, isOnEveryPath } from './on-every-path.ts';
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
  return isOnEveryPath(body.body, settlesIn);

  /** Whether evaluating `expression` calls a settler for certain. */
  function settlesIn(expression: Node): boolean {
    return isEvaluated(expression, scope.visitorKeys, (node) => node.type === 'CallExpression' && !node.optional && settlesAlways(node.callee, settlers, scope, depth + 1));
  }
}
