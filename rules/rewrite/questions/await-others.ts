/**
 * A function that waits for its session to close no longer hands a returned promise on at once. What rejects while the session closes
 * would have nobody who listens, and end the process: so what is returned is awaited before.
 */
import type { FunctionNode, Node, TSESTree } from '../../analysis/syntax/syntax.ts';
import { isFunction, walk } from '../../analysis/syntax/walk.ts';
import { awaitReturned } from '../text/await-returned.ts';
import type { Change } from '../text/changes.ts';
import { isPromise } from './async-context.ts';
import { isEffectFree } from './effects.ts';
import type { ReasonId } from '../reasons.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { functionAround } from './surroundings.ts';
import { isInCatchingTry } from './work-in-scope.ts';

/**
 * @param scope - What the session is closed at the end of.
 * @param declaration - Where the session is made; what returns before has nothing to close.
 */
export function awaitOtherReturns(scope: Node, declaration: Node, file: RewriteFile): { readonly changes: readonly Change[] } | { readonly reason: ReasonId } {
  const host = functionAround(declaration);
  if (host === undefined || host.generator) return { changes: [] };
  const changes: Change[] = [];
  for (const value of returnsIn(scope, file)) {
    if (value.range[0] < declaration.range[1]) continue;
    const isKnown = isPromise(value, file);
    if (!isKnown && !mayBePromise(value, file, 0)) continue;
    if (!isInCatchingTry(value, host)) changes.push(...awaitReturned(value));
    else if (isKnown) return { reason: 'await-inside-try' };
  }
  return { changes };
}

function returnsIn(scope: Node, { visitorKeys }: Pick<RewriteFile, 'visitorKeys'>): Node[] {
  const values: Node[] = [];
  walk(scope, visitorKeys, (node) => {
    if (isFunction(node) && node !== scope) return false;
    if (node.type === 'ReturnStatement' && node.argument !== null) values.push(node.argument);
    return true;
  });
  return values;
}

/** Whether an expression may give a promise: a call does, unless the function can be seen and does not. */
function mayBePromise(node: Node, file: RewriteFile, depth: number): boolean {
  if (depth > 4 || isPromise(node, file)) return true;
  switch (node.type) {
    case 'CallExpression': {
      if (isEffectFree({ ...node, arguments: [] })) return false;
      const fn = file.context.functionOf(node.callee) ?? file.context.foreignFunctionOf(node.callee)?.fn;
      return fn === undefined || givesPromise(fn, file, depth);
    }
    case 'ImportExpression':
    case 'TaggedTemplateExpression':
      return true;
    case 'ConditionalExpression':
      return mayBePromise(node.consequent, file, depth + 1) || mayBePromise(node.alternate, file, depth + 1);
    case 'LogicalExpression':
      return (node.operator !== '&&' && mayBePromise(node.left, file, depth + 1)) || mayBePromise(node.right, file, depth + 1);
    case 'SequenceExpression':
      return mayBePromise(node.expressions.at(-1) ?? node, file, depth + 1);
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ChainExpression':
      return mayBePromise(node.expression, file, depth + 1);
    case 'Identifier': {
      const variable = file.origins.variableOf(node);
      const value = variable && file.origins.onlyValueOf(variable);
      return value !== undefined && value !== node && mayBePromise(value, file, depth + 1);
    }
    default:
      return false;
  }
}

function givesPromise(fn: FunctionNode, file: RewriteFile, depth: number): boolean {
  if (fn.async) return !fn.generator;
  if (fn.generator) return false;
  const body: TSESTree.Node | null | undefined = fn.body;
  if (body === null || body === undefined) return true;
  const values = body.type === 'BlockStatement' ? returnsIn(body, file) : [body];
  return values.some((value) => mayBePromise(value, file, depth + 1));
}
