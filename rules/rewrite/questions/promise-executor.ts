/** The function given to `new Promise(…)`. */
import type { FunctionNode, Node, TSESTree } from '../../analysis/syntax/syntax.ts';
import { isFunction } from '../../analysis/syntax/walk.ts';

export interface PromiseExecutor {
  readonly executor: FunctionNode & { readonly body: TSESTree.BlockStatement };
  readonly promise: TSESTree.NewExpression;
}

/** The promise that `node` is the executor of, if it is one with a body in braces. */
export function promiseExecutorOf(node: Node | undefined): PromiseExecutor | undefined {
  if (!isFunction(node) || node.body?.type !== 'BlockStatement' || node.generator) return undefined;
  const promise = promiseMadeWith(node);
  return promise && { executor: node as PromiseExecutor['executor'], promise };
}

/** `new Promise(fn)`. */
export function promiseMadeWith(fn: FunctionNode): TSESTree.NewExpression | undefined {
  const promise = fn.parent;
  return promise.type === 'NewExpression' && promise.arguments[0] === fn && promise.callee.type === 'Identifier' && promise.callee.name === 'Promise' ? promise : undefined;
}
