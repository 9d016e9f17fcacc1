/** What becomes of a promise: whether somebody waits for it before the scope around it ends. */
import type { Node, TSESTree } from '../../analysis/syntax/syntax.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { isContinuation } from '../../analysis/names/known-calls.ts';

export type PromiseFate =
  | { readonly kind: 'awaited' }
  /** Its function's result; `at` is the returned expression. */
  | { readonly kind: 'returned'; readonly at: Node }
  | { readonly kind: 'floating' };

const awaited: PromiseFate = { kind: 'awaited' };
const floating: PromiseFate = { kind: 'floating' };
const combinators = new Set(['all', 'allSettled', 'race', 'any']);

/** Follows the promise that `node` evaluates to. */
export function promiseFate(node: Node, file: Pick<RewriteFile, 'origins'>): PromiseFate {
  let inner = node;
  for (let outer = inner.parent; outer; inner = outer, outer = inner.parent) {
    switch (outer.type) {
      case 'AwaitExpression':
        return awaited;
      case 'ReturnStatement':
        return { kind: 'returned', at: inner };
      case 'ArrowFunctionExpression':
        return outer.body === inner ? { kind: 'returned', at: inner } : floating;
      case 'ForOfStatement':
        return outer.await && outer.right === inner ? awaited : floating;
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'ChainExpression':
      case 'ArrayExpression':
      case 'SpreadElement':
      case 'LogicalExpression':
        continue;
      case 'ConditionalExpression':
        if (inner === outer.test) return floating;
        continue;
      case 'MemberExpression': {
        const call = outer.parent;
        const name = propertyName(outer);
        if (outer.object !== inner || !isContinuation(name) || call.type !== 'CallExpression' || call.callee !== outer) return floating;
        outer = call;
        continue;
      }
      case 'CallExpression':
        if (!isCombinator(outer) || outer.callee === inner) return floating;
        continue;
      case 'VariableDeclarator':
        return outer.init === inner && outer.id.type === 'Identifier' ? fateOfVariable(outer.id, file) : floating;
      default:
        return floating;
    }
  }
  return floating;
}

function isCombinator(call: TSESTree.CallExpression): boolean {
  const { callee } = call;
  const name = callee.type === 'MemberExpression' ? propertyName(callee) : undefined;
  return callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'Promise' && name !== undefined && combinators.has(name);
}

/** A promise kept in a variable is awaited where one of the variable's uses is. */
function fateOfVariable(identifier: TSESTree.Identifier, file: Pick<RewriteFile, 'origins'>): PromiseFate {
  const variable = file.origins.variableOf(identifier);
  if (variable === undefined) return floating;
  const fates = variable.references.filter((reference) => reference.isRead() && reference.identifier !== identifier).map((reference) => promiseFate(reference.identifier, file));
  return fates.find((fate) => fate.kind === 'awaited') ?? fates.find((fate) => fate.kind === 'returned') ?? floating;
}
