/**
 * Conditions that belong together: `if (s)` after `const s = on ? open() : null`, a flag that is set when a session is
 * opened, the same test twice. Two conditions with one key come out alike while their variables keep their values.
 */
import type { FileContext } from '../file-context.ts';
import type { FlowGraph } from './flow-graph.ts';
import { writesOf } from '../names/origins.ts';
import type { Node, TSESTree, Variable } from '../syntax/syntax.ts';
import { isNothing, withoutCasts } from '../syntax/unwrap.ts';
import { isFunction, loopsAround } from '../syntax/walk.ts';

export interface Condition {
  readonly key: string;
  /** Whether the expression is true where the key's condition holds. */
  readonly isPositive: boolean;
  readonly variables: readonly Variable[];
}

const deepest = 6;
/** More conditions than this in one function are not worth their states. */
const mostKeys = 8;

/** The condition that an expression tests, or `undefined` where it depends on more than variables. */
export function conditionOf(context: FileContext, test: Node, depth = 0): Condition | undefined {
  if (depth > deepest) return undefined;
  const node = withoutCasts(test);
  switch (node.type) {
    case 'UnaryExpression': {
      if (node.operator !== '!') return undefined;
      const inner = conditionOf(context, node.argument, depth + 1);
      return inner && { ...inner, isPositive: !inner.isPositive };
    }
    case 'Identifier':
      return ofIdentifier(context, node, depth);
    case 'BinaryExpression': {
      if (node.operator === 'instanceof') return ofText(context, node, true);
      const isEquality = node.operator === '===' || node.operator === '==';
      const isInequality = node.operator === '!==' || node.operator === '!=';
      if (!isEquality && !isInequality) return undefined;
      const nothing = nullTest(node.left, node.right) ?? nullTest(node.right, node.left);
      if (nothing !== undefined) {
        const inner = conditionOf(context, nothing, depth + 1);
        return inner && { ...inner, isPositive: isInequality ? inner.isPositive : !inner.isPositive };
      }
      const flag = flagTest(context, node.left, node.right) ?? flagTest(context, node.right, node.left);
      if (flag !== undefined) {
        const inner = conditionOf(context, flag.tested, depth + 1);
        return inner && { ...inner, isPositive: isEquality === flag.value ? inner.isPositive : !inner.isPositive };
      }
      return ofText(context, node, isEquality);
    }
    case 'MemberExpression':
      return ofText(context, node, true);
    case 'CallExpression':
      if (node.callee.type === 'Identifier' && node.callee.name === 'Boolean' && node.arguments.length === 1 && node.arguments[0]) {
        return conditionOf(context, node.arguments[0], depth + 1);
      }
      return undefined;
    default:
      return undefined;
  }
}

function ofIdentifier(context: FileContext, node: TSESTree.Identifier, depth: number): Condition | undefined {
  const variable = context.origins.variableOf(node);
  if (variable === undefined || variable.defs.length === 0) return undefined;
  // `const owned = !given` is the condition `!given`, as long as `given` keeps its value.
  const value = context.origins.onlyValueOf(variable);
  if (value !== undefined) {
    const inner = withoutCasts(value);
    const isTest = inner.type === 'UnaryExpression' || inner.type === 'BinaryExpression' || (inner.type === 'CallExpression' && inner.callee.type === 'Identifier' && inner.callee.name === 'Boolean');
    const aliased = isTest ? conditionOf(context, inner, depth + 1) : undefined;
    if (aliased?.variables.every(isNeverReassigned)) return aliased;
  }
  return { key: `v${String(context.idOf(variable))}`, isPositive: true, variables: [variable] };
}

export function isNeverReassigned(variable: Variable): boolean {
  return writesOf(variable).every((reference) => reference.init === true);
}

/** How conditions have come out, by their keys. */
export type Decided = ReadonlyMap<string, boolean>;

/**
 * How the conditions have come out on which it depends whether a node of a function is reached. Only those that never change:
 * they come out the same wherever they are asked again, in functions that are called later too.
 */
export function decidedAt(context: FileContext, node: Node): Decided {
  const decided = new Map<string, boolean>();
  const decide = (test: Node, isTrue: boolean): void => {
    const condition = conditionOf(context, test);
    if (condition !== undefined && !changing.test(condition.key) && condition.variables.every(isNeverChanged)) decided.set(condition.key, isTrue === condition.isPositive);
  };
  for (let inner = node, outer = node.parent; outer && !isFunction(outer); inner = outer, outer = outer.parent) {
    if (outer.type === 'LogicalExpression' && outer.right === inner) decide(outer.left, outer.operator === '&&');
    if (outer.type === 'ConditionalExpression' || outer.type === 'IfStatement') {
      if (outer.consequent === inner) decide(outer.test, true);
      if (outer.alternate === inner) decide(outer.test, false);
    }
  }
  return decided;
}

/** What objects say of themselves, and how much is in a collection, is another thing later. */
const changing = /^tthis\b|\.(?:length|size)\b/u;

/** Neither it nor a property of it is written, and there is no other one in the next round of a loop. */
function isNeverChanged(variable: Variable): boolean {
  const isInLoop = variable.defs.some((definition) => loopsAround(definition.name).length > 0);
  return isNeverReassigned(variable) && !isInLoop && !variable.references.some(({ identifier }) => isWrittenMember(identifier.parent, identifier));
}

function isWrittenMember(member: Node, object: Node): boolean {
  if (member.type !== 'MemberExpression' || member.object !== object) return false;
  const { parent } = member;
  return (parent.type === 'AssignmentExpression' && parent.left === member) || parent.type === 'UpdateExpression' || (parent.type === 'UnaryExpression' && parent.operator === 'delete');
}

/** `x == null`, `x === undefined`, `typeof x === 'undefined'`: the `x`. */
export function nullTest(side: Node, other: Node): Node | undefined {
  const isVoid = other.type === 'UnaryExpression' && other.operator === 'void';
  if (isNothing(other) || isVoid) return side;
  if (side.type === 'UnaryExpression' && side.operator === 'typeof' && other.type === 'Literal' && other.value === 'undefined') return side.argument;
  return undefined;
}

/** `isDone === true`, of a variable that is only ever true or false: the variable, and what it is compared with. */
function flagTest(context: FileContext, side: Node, other: Node): { readonly tested: Node; readonly value: boolean } | undefined {
  const compared = withoutCasts(other);
  const tested = withoutCasts(side);
  if (compared.type !== 'Literal' || typeof compared.value !== 'boolean' || tested.type !== 'Identifier') return undefined;
  const variable = context.origins.variableOf(tested);
  const writes = variable === undefined ? [] : writesOf(variable);
  const isFlag = writes.every(({ writeExpr }) => writeExpr?.type === 'Literal' && typeof writeExpr.value === 'boolean');
  return isFlag && writes[0]?.init === true ? { tested, value: compared.value } : undefined;
}

/** An expression of names, members and literals is its own key, by its text. */
function ofText(context: FileContext, node: Node, isEquality: boolean): Condition | undefined {
  const variables: Variable[] = [];
  const isPlain = (part: Node): boolean => {
    const inner = withoutCasts(part);
    switch (inner.type) {
      case 'Identifier': {
        const variable = context.origins.variableOf(inner);
        if (variable !== undefined && variable.defs.length > 0) variables.push(variable);
        return true;
      }
      case 'Literal':
      case 'ThisExpression':
        return true;
      case 'MemberExpression':
        return isPlain(inner.object) && (!inner.computed || isPlain(inner.property));
      case 'UnaryExpression':
        return inner.operator === 'typeof' && isPlain(inner.argument);
      case 'BinaryExpression':
        return inner.left.type !== 'PrivateIdentifier' && isPlain(inner.left) && isPlain(inner.right);
      default:
        return false;
    }
  };
  if (!isPlain(node)) return undefined;
  const text = context.textOf(node).replace(/\s+/gu, '').replace(/!==?|===?/gu, '=').replace(/\?\./gu, '.');
  return { key: `t${text}`, isPositive: isEquality, variables };
}

/**
 * The conditions of a function that are worth remembering: those that decide more than one branch, and those on a
 * variable that the function itself sets to `true`, `false`, `null` or nothing.
 */
export function relevantConditions(context: FileContext, graph: FlowGraph): ReadonlySet<string> {
  let keys = relevant.get(graph);
  if (keys === undefined) {
    keys = findRelevant(context, graph);
    relevant.set(graph, keys);
  }
  return keys;
}

/** `const [session, isOwn] = given ? [given, false] : [open(), true]`: set with the session. */
function isTakenApart(variable: Variable): boolean {
  return variable.defs.some(({ node }) => node.type === 'VariableDeclarator' && node.id.type !== 'Identifier');
}

const relevant = new WeakMap<FlowGraph, ReadonlySet<string>>();

function findRelevant(context: FileContext, graph: FlowGraph): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const node of graph.nodes) {
    if (node.kind !== 'branch' && node.kind !== 'nullish') continue;
    const condition = conditionOf(context, node.ast);
    if (condition === undefined) continue;
    const isSet = condition.key.startsWith('v') && condition.variables.some((variable) => writesOf(variable).length > 1 || isTakenApart(variable));
    counts.set(condition.key, (counts.get(condition.key) ?? 0) + (isSet ? 2 : 1));
  }
  const keys = [...counts].filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1]);
  return new Set(keys.slice(0, mostKeys).map(([key]) => key));
}

/** Whether a literal is truthy; `undefined` for anything that is not one. */
export function literalTruth(value: Node): boolean | undefined {
  const inner = withoutCasts(value);
  if (inner.type === 'Literal') return Boolean(inner.value);
  if (inner.type === 'Identifier' && inner.name === 'undefined') return false;
  if (inner.type === 'UnaryExpression' && inner.operator === 'void') return false;
  if (inner.type === 'ObjectExpression' || inner.type === 'ArrayExpression' || inner.type === 'NewExpression' || isFunction(inner)) return true;
  return undefined;
}
