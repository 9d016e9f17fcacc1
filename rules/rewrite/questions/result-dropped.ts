/** Whether anybody looks at what a function gives: a safe close gives a report where the bare one gave something else. */
import type { FunctionNode, Node, TSESTree } from '../../analysis/syntax/syntax.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import { isFunction } from '../../analysis/syntax/walk.ts';
import { isTestFunction } from './async-context.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { functionAround } from './surroundings.ts';

/**
 * Callbacks of a promise's chain are followed to the chain's end, tests and hooks give their runner nothing but an end to wait for, and
 * of other functions the declared type tells: without one, what they give is taken for their end, too.
 */
export function isResultDropped(holder: FunctionNode, file: RewriteFile): boolean {
  if (isTestFunction(holder, file)) return true;
  const call = holder.parent;
  const method = call.type === 'CallExpression' && call.callee.type === 'MemberExpression' ? propertyName(call.callee) : undefined;
  if (method === 'finally') return true;
  if (method === 'then' || method === 'catch') return isDropped(call, file);
  const declared = holder.returnType?.typeAnnotation;
  return !declared || isOfNothing(declared);
}

/** What becomes of the value of a promise that `node` gives. */
function isDropped(node: Node, file: RewriteFile): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case 'ExpressionStatement':
      return true;
    case 'UnaryExpression':
    case 'AwaitExpression':
      return parent.parent.type === 'ExpressionStatement';
    case 'MemberExpression':
      return isDroppedByContinuation(parent, file);
    case 'ArrayExpression':
      return parent.parent.type === 'CallExpression' && parent.parent.callee.type === 'MemberExpression' && isDropped(parent.parent, file);
    case 'ReturnStatement':
    case 'ArrowFunctionExpression': {
      const holder = functionAround(node);
      return holder !== undefined && isResultDropped(holder, file);
    }
    default:
      return false;
  }
}

/** `.then(() => …)` leaves the value out, `.catch(…)` and `.finally(…)` hand it on. */
function isDroppedByContinuation(member: TSESTree.MemberExpression, file: RewriteFile): boolean {
  const chain = member.parent;
  if (chain.type !== 'CallExpression' || chain.callee !== member) return false;
  const name = propertyName(member);
  if (name === 'catch' || name === 'finally') return isDropped(chain, file);
  const [taker] = chain.arguments;
  return name === 'then' && taker !== undefined && isFunction(taker) && taker.params.length === 0;
}

/** `void`, `Promise<void>`, and types that promise nothing. */
function isOfNothing(type: TSESTree.TypeNode): boolean {
  if (type.type === 'TSVoidKeyword' || type.type === 'TSUnknownKeyword' || type.type === 'TSAnyKeyword' || type.type === 'TSUndefinedKeyword') return true;
  if (type.type === 'TSUnionType') return type.types.some(isOfNothing);
  const [value] = type.type === 'TSTypeReference' ? (type.typeArguments?.params ?? []) : [];
  return value !== undefined && isOfNothing(value);
}
