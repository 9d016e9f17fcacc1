/** What becomes of a promise: whether somebody waits for it before the scope around it ends. */
import type { Node, TSESTree, Variable } from '../../analysis/syntax/syntax.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { isContinuation } from '../../analysis/names/known-calls.ts';
import { isEvaluated, isOnEveryPathFrom } from './on-every-path.ts';
import { blockOf, functionAround, statementOf } from './surroundings.ts';
import { standInFor } from './synchronous-call.ts';

export type PromiseFate =
  | { readonly kind: 'awaited' }
  /** Against others, of which one is enough (`Promise.race`): it may go on. */
  | { readonly kind: 'raced' }
  /** Its function's result, on some path at least; `at` are the returned expressions. */
  | { readonly kind: 'returned'; readonly at: readonly Node[] }
  | { readonly kind: 'floating' };

type Names = Pick<RewriteFile, 'origins' | 'visitorKeys'>;

const awaited: PromiseFate = { kind: 'awaited' };
const raced: PromiseFate = { kind: 'raced' };
const floating: PromiseFate = { kind: 'floating' };

/** How the promise lies in the expression that is followed: by itself, or as one of a list. */
type Held = 'itself' | 'in a list';

/** Follows the promise that `node` evaluates to. */
export const promiseFate = (node: Node, file: Names): PromiseFate => follow(node, 'itself', file);

function follow(node: Node, heldAtFirst: Held, file: Names): PromiseFate {
  let inner = node;
  let held = heldAtFirst;
  let isRaced = false;
  const waitedFor = (fate: PromiseFate): PromiseFate => (held === 'in a list' ? floating : isRaced ? raced : fate);
  for (let outer = inner.parent; outer; inner = outer, outer = inner.parent) {
    switch (outer.type) {
      case 'AwaitExpression':
        return waitedFor(awaited);
      case 'ReturnStatement':
      case 'ArrowFunctionExpression': {
        if (outer.type === 'ArrowFunctionExpression' && outer.body !== inner) return floating;
        const joined = held === 'in a list' ? joinedInto(inner) : undefined;
        if (joined === undefined) return waitedFor({ kind: 'returned', at: [inner] });
        outer = joined;
        continue;
      }
      case 'ForOfStatement':
        return outer.await && outer.right === inner ? awaited : floating;
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'ChainExpression':
      case 'SpreadElement':
        continue;
      case 'ArrayExpression':
        held = 'in a list';
        continue;
      case 'LogicalExpression':
        // A promise is true: what stands before `&&` gets lost.
        if (outer.operator === '&&' && outer.left === inner) return floating;
        continue;
      case 'ConditionalExpression':
        if (inner === outer.test) return floating;
        continue;
      case 'MemberExpression': {
        const call = outer.parent;
        const name = propertyName(outer);
        if (held === 'in a list' || outer.object !== inner || !isContinuation(name) || call.type !== 'CallExpression' || call.callee !== outer) return floating;
        outer = call;
        continue;
      }
      case 'CallExpression': {
        if (outer.callee === inner) return floating;
        const combinator = combinatorOf(outer);
        if (combinator === undefined) return isRaced ? floating : fateInFilled(outer, file);
        held = 'itself';
        isRaced ||= combinator === 'race' || combinator === 'any';
        continue;
      }
      case 'VariableDeclarator': {
        if (outer.init !== inner || outer.id.type !== 'Identifier') return floating;
        const fate = fateOfVariable(outer.id, held, file);
        return isRaced && fate.kind !== 'floating' ? raced : fate;
      }
      default:
        return floating;
    }
  }
  return floating;
}

const combinators = ['all', 'allSettled', 'race', 'any'] as const;

/** Which of the methods of `Promise` that take a list a call is. */
export function combinatorOf({ callee }: TSESTree.CallExpression): (typeof combinators)[number] | undefined {
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || callee.object.name !== 'Promise') return undefined;
  return combinators.find((name) => name === propertyName(callee));
}

/** The call of `flatMap` that makes one list of those that the function around a `return` gives. */
function joinedInto(returned: Node): Node | undefined {
  const fn = functionAround(returned);
  const call = fn?.async === false ? fn.parent : undefined;
  return call?.type === 'CallExpression' && call.arguments[0] === fn && methodOf(call) === 'flatMap' ? call : undefined;
}

const methodOf = ({ callee }: TSESTree.CallExpression): string | undefined => (callee.type === 'MemberExpression' ? propertyName(callee) : undefined);

/** What is kept in a variable is waited for where each path from its declaration passes one of its uses that waits. */
function fateOfVariable(name: TSESTree.Identifier, held: Held, file: Names): PromiseFate {
  const declaration = statementOf(name);
  return declaration === undefined ? floating : fateAfter(declaration, name, held, file);
}

/** What is put into a list, `list.push(…)`, is waited for where each path from there passes a use of the list that waits. */
function fateInFilled(call: TSESTree.CallExpression, file: Names): PromiseFate {
  const method = methodOf(call);
  if ((method !== 'push' && method !== 'unshift') || call.callee.type !== 'MemberExpression' || call.callee.object.type !== 'Identifier') return floating;
  const list = file.origins.variableOf(call.callee.object);
  const [definition] = list?.defs ?? [];
  const name = definition?.name;
  if (list === undefined || name?.type !== 'Identifier' || definition?.type !== 'Variable' || definition.node.init?.type !== 'ArrayExpression' || !isKeptWhole(list)) return floating;
  const own = standInFor(call, functionAround(name));
  const filling = own && statementOf(own);
  return filling === undefined ? floating : fateAfter(filling, name, 'in a list', file);
}

/** @param start - The statement after which the variable holds it. */
function fateAfter(start: TSESTree.Statement, name: TSESTree.Identifier, held: Held, file: Names): PromiseFate {
  const variable = file.origins.variableOf(name);
  const declaration = statementOf(name);
  const block = declaration && blockOf(declaration);
  if (variable === undefined || block === undefined || (held === 'in a list' && !isKeptWhole(variable))) return floating;
  const uses = variable.references.flatMap(({ identifier }) => {
    if (identifier === name || functionAround(identifier) !== functionAround(name)) return [];
    const fate = follow(identifier, held, file);
    return fate.kind === 'floating' ? [] : [{ identifier, fate }];
  });
  const isUse = (node: Node): boolean => uses.some(({ identifier }) => identifier === node);
  if (!isOnEveryPathFrom(start, block, (expression) => isEvaluated(expression, file.visitorKeys, isUse))) return floating;
  const fates = uses.map(({ fate }) => fate);
  const returned = fates.flatMap((fate) => (fate.kind === 'returned' ? fate.at : []));
  if (returned.length > 0) return { kind: 'returned', at: returned };
  return fates.find((fate) => fate.kind === 'awaited') ?? raced;
}

/** Methods after which a list misses some of what it held. */
const takesOut = new Set(['pop', 'shift', 'splice', 'fill', 'copyWithin']);

/** Whether a list still holds all that it ever held. */
function isKeptWhole(list: Variable): boolean {
  return list.references.every((reference) => {
    const member = reference.identifier.parent;
    if (reference.isWrite()) return reference.init === true;
    if (member?.type !== 'MemberExpression' || member.object !== reference.identifier) return true;
    return !takesOut.has(propertyName(member) ?? '') && !(member.parent.type === 'AssignmentExpression' && member.parent.left === member);
  });
}
