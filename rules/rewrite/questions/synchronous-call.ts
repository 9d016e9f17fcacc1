/** Calls that are over with their callback when they return. */
import type { FunctionNode, Node, TSESTree } from '../../analysis/syntax/syntax.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import { functionAround } from './surroundings.ts';

const synchronousMethods = new Set(['forEach', 'map', 'filter', 'some', 'every', 'find', 'findIndex', 'reduce', 'reduceRight', 'flatMap', 'sort', 'from']);

/** Whether a call has called its callback before it returns, as far as its method's name tells. */
export function isSynchronousCall({ callee }: TSESTree.CallExpression): boolean {
  const name = callee.type === 'MemberExpression' ? propertyName(callee) : undefined;
  return name !== undefined && synchronousMethods.has(name);
}

/** What stands for `node` in the code of `fn`: itself, or the call of `forEach` or the like in whose callback it runs; `undefined` where it may run later. */
export function standInFor(node: Node, fn: FunctionNode | undefined): Node | undefined {
  let own = node;
  for (let callback = functionAround(own); callback !== fn; callback = functionAround(own)) {
    const call = callback?.parent;
    if (callback === undefined || callback.async || call?.type !== 'CallExpression' || call.callee === callback || !isSynchronousCall(call)) return undefined;
    own = call;
  }
  return own;
}
