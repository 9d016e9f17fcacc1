/**
 * How code comes to every element of a list by its index, or of an object or map by its keys: `for (let i = 0; i < list.length;
 * i++)`, the same backwards, functions that call themselves with `i + 1`, and loops over keys.
 */
import { functionOfParameter } from '../names/callee.ts';
import { isNeverReassigned } from '../paths/conditions.ts';
import type { FileContext } from '../file-context.ts';
import type { FlowGraph } from '../paths/flow-graph.ts';
import { writesOf } from '../names/origins.ts';
import type { CallExpression, FunctionNode, Node, TSESTree, Variable } from '../syntax/syntax.ts';
import { isMember, withoutCasts } from '../syntax/unwrap.ts';
import { isFunction, nameOfFunction } from '../syntax/walk.ts';

export interface IndexedVisit {
  readonly list: Node;
  readonly index: Variable;
  /** By how many elements each round goes on, where that is not one: `i += 10`. A round then has the elements from `i` to `i + 10`. */
  readonly batch: Node | undefined;
  /** How the test comes out while the index is within the list. */
  readonly isTrueWithin: boolean;
  /** A loop comes back to the test; a recursive call comes to it anew. */
  readonly by: 'loop' | 'recursion';
}

/** The place of the element of a list that an index variable stands at. */
export const elementAt = (context: FileContext, list: Node, index: Variable): string => `${context.textOf(withoutCasts(list))}[${String(context.idOf(index))}]`;

/** The place of the elements of a round that takes several: `list.slice(index, index + size)`. */
export const batchAt = (context: FileContext, list: Node, index: Variable, size: Node): string => `${elementAt(context, list, index)}+${context.textOf(withoutCasts(size))}`;

/** What a loop over keys goes through: the `all` of `Object.keys(all)`, `all.keys()`, or `for (const key in all)`. */
export function keyedBy(loop: TSESTree.ForOfStatement | TSESTree.ForInStatement): Node | undefined {
  if (loop.type === 'ForInStatement') return loop.right;
  const call = withoutCasts(loop.right);
  if (call.type !== 'CallExpression' || !isMember(call.callee, 'keys')) return undefined;
  const { object } = call.callee;
  return object.type === 'Identifier' && object.name === 'Object' ? call.arguments[0] : object;
}

const flipped: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** Finds what a test visits. */
export type IndexedVisits = (test: Node, graph: FlowGraph) => IndexedVisit | undefined;

/** Remembered by the test. */
export function createIndexedVisits(context: FileContext): IndexedVisits {
  const known = new Map<Node, IndexedVisit | undefined>();
  return (test, graph) => {
    if (test.type !== 'BinaryExpression' && test.type !== 'UpdateExpression') return undefined;
    if (known.has(test)) return known.get(test);
    const visit = find(test, graph);
    known.set(test, visit);
    return visit;
  };

  function find(test: TSESTree.BinaryExpression | TSESTree.UpdateExpression, graph: FlowGraph): IndexedVisit | undefined {
    // `for (let i = list.length; i--; )`.
    if (test.type === 'UpdateExpression') return test.prefix ? undefined : backwards(test.argument, true, 0);
    if (test.left.type === 'PrivateIdentifier') return undefined;
    const left = withoutCasts(test.left);
    const right = withoutCasts(test.right);
    const isIndexLeft = left.type === 'Identifier' && !lengthOf(left);
    const operator = isIndexLeft ? test.operator : (flipped[test.operator] ?? test.operator);
    const [index, bound] = isIndexLeft ? [left, right] : [right, left];
    const length = lengthOf(bound);
    if (length) return forwards(index, length, operator, graph);
    const isFirst = bound.type === 'Literal' && bound.value === 0;
    const isBeforeFirst = bound.type === 'UnaryExpression' && bound.operator === '-' && bound.argument.type === 'Literal' && bound.argument.value === 1;
    if ((isFirst && operator === '>=') || (isBeforeFirst && operator === '>')) return backwards(index, true, -1);
    return undefined;
  }

  /** `i < list.length`, `i >= list.length`, `i <= list.length - 1`. */
  function forwards(index: Node, { list, less }: Length, operator: string, graph: FlowGraph): IndexedVisit | undefined {
    const within = less === 0 ? ['<', '!==', '!='] : less === 1 ? ['<='] : [];
    const beyond = less === 0 ? ['>=', '===', '=='] : less === 1 ? ['>'] : [];
    const isTrueWithin = within.includes(operator);
    if (!isTrueWithin && !beyond.includes(operator)) return undefined;
    const variable = index.type === 'Identifier' ? context.origins.variableOf(index) : undefined;
    if (!variable) return undefined;
    if (startsAt(variable, (init) => init.type === 'Literal' && init.value === 0)) {
      if (isStepped(variable, '++')) return { list, index: variable, batch: undefined, isTrueWithin, by: 'loop' };
      const batch = operator === '<' || operator === '>=' ? sizeOfBatch(variable) : undefined;
      if (batch) return { list, index: variable, batch, isTrueWithin, by: 'loop' };
    }
    return isFunction(graph.root) && goesOnFrom(graph.root, variable, list) ? { list, index: variable, batch: undefined, isTrueWithin, by: 'recursion' } : undefined;
  }

  function backwards(index: Node, isTrueWithin: boolean, start: 0 | -1): IndexedVisit | undefined {
    const variable = index.type === 'Identifier' ? context.origins.variableOf(index) : undefined;
    if (!variable || !isStepped(variable, '--')) return undefined;
    let list: Node | undefined;
    startsAt(variable, (init) => {
      const length = lengthOf(init);
      if (length && length.less === -start) ({ list } = length);
      return true;
    });
    return list && { list, index: variable, batch: undefined, isTrueWithin, by: 'loop' };
  }

  interface Length {
    readonly list: Node;
    /** What is taken off it. */
    readonly less: number;
  }

  function lengthOf(node: Node, depth = 0): Length | undefined {
    const inner = withoutCasts(node);
    if (isMember(inner, 'length')) return { list: inner.object, less: 0 };
    if (inner.type === 'BinaryExpression' && inner.operator === '-' && inner.right.type === 'Literal' && inner.right.value === 1) {
      const whole = lengthOf(inner.left, depth + 1);
      return whole?.less === 0 ? { ...whole, less: 1 } : undefined;
    }
    if (inner.type !== 'Identifier' || depth > 2) return undefined;
    const variable = context.origins.variableOf(inner);
    const value = variable && context.origins.onlyValueOf(variable);
    return value && lengthOf(value, depth + 1);
  }

  function startsAt(variable: Variable, isStart: (init: Node) => boolean): boolean {
    const declarator = variable.defs[0]?.node as Node | undefined;
    return declarator?.type === 'VariableDeclarator' && Boolean(declarator.init) && isStart(withoutCasts(declarator.init as Node));
  }

  /** The one place that moves the index. */
  function stepOf(variable: Variable): Node | undefined {
    const [only, ...others] = writesOf(variable).filter((reference) => reference.init !== true);
    return others.length === 0 ? only?.identifier.parent : undefined;
  }

  /** `i += 10`, `i += size`. */
  function sizeOfBatch(variable: Variable): Node | undefined {
    const step = stepOf(variable);
    if (step?.type !== 'AssignmentExpression' || step.operator !== '+=') return undefined;
    const size = withoutCasts(step.right);
    const named = size.type === 'Identifier' ? context.origins.variableOf(size) : undefined;
    return size.type === 'Literal' || (named && isNeverReassigned(named)) ? size : undefined;
  }

  /** Whether one place, and no other, moves the index on by one. */
  function isStepped(variable: Variable, by: '++' | '--'): boolean {
    const step = stepOf(variable);
    if (step === undefined) return false;
    if (step.type === 'UpdateExpression') return step.operator === by;
    return step.type === 'AssignmentExpression' && step.operator === (by === '++' ? '+=' : '-=') && step.right.type === 'Literal' && step.right.value === 1;
  }

  /** `function endAll(list, i = 0) { …; endAll(list, i + 1) }`, which others call from the first element on. */
  function goesOnFrom(fn: FunctionNode, index: Variable, list: Node): boolean {
    const inner = withoutCasts(list);
    const listed = inner.type === 'Identifier' ? context.origins.variableOf(inner) : undefined;
    const at = positionOf(fn, index);
    const of = listed ? positionOf(fn, listed) : -1;
    if (at < 0 || of < 0 || !isNeverReassigned(index)) return false;
    const name = nameOfFunction(fn);
    const variable = name && context.origins.variableOf(name);
    const calls = (variable?.references ?? []).flatMap(({ identifier }): CallExpression[] => {
      const call = identifier.parent as Node | undefined;
      return call?.type === 'CallExpression' && call.callee === identifier ? [call] : [];
    });
    const isInside = (call: Node): boolean => call.range[0] >= fn.range[0] && call.range[1] <= fn.range[1];
    const goesOn = (call: CallExpression): boolean => isNext(call.arguments[at], index) && isSame(call.arguments[of], listed);
    const starts = (call: CallExpression): boolean => {
      const first = call.arguments[at] ?? defaultOf(fn.params[at]);
      return first?.type === 'Literal' && first.value === 0;
    };
    return calls.some((call) => isInside(call) && goesOn(call)) && calls.every((call) => (isInside(call) ? goesOn(call) : starts(call)));
  }

  function positionOf(fn: FunctionNode, variable: Variable): number {
    if (functionOfParameter(variable) !== fn) return -1;
    return fn.params.findIndex((parameter) => variable.identifiers.includes((parameter.type === 'AssignmentPattern' ? parameter.left : parameter) as TSESTree.Identifier));
  }

  function defaultOf(parameter: Node | undefined): Node | undefined {
    return parameter?.type === 'AssignmentPattern' ? parameter.right : undefined;
  }

  function isNext(node: Node | undefined, index: Variable): boolean {
    return node?.type === 'BinaryExpression' && node.operator === '+' && node.right.type === 'Literal' && node.right.value === 1 && isSame(node.left, index);
  }

  function isSame(node: Node | undefined, variable: Variable | undefined): boolean {
    return node?.type === 'Identifier' && variable !== undefined && context.origins.variableOf(node) === variable;
  }
}
