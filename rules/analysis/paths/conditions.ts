/**
 * Conditions that belong together: `if (s)` after `const s = on ? open() : null`, a flag that is set when a session is
 * opened, the same test twice. Two conditions with one key come out alike while their variables keep their values.
 */
import type { FileContext } from '../file-context.ts';
import type { FlowGraph } from './flow-graph.ts';
import { writesOf } from '../names/origins.ts';
import type { FunctionNode, Node, TSESTree, Variable } from '../syntax/syntax.ts';
import { isNothing, withoutCasts } from '../syntax/unwrap.ts';
import { isFunction, loopsAround, ownerOf } from '../syntax/walk.ts';

export interface Condition {
  readonly key: string;
  /** Whether the expression is true where the key's condition holds. */
  readonly isPositive: boolean;
  readonly variables: readonly Variable[];
  /** Where it compares a variable that is only ever assigned to with a constant: which. */
  readonly compared?: { readonly variable: Variable; readonly value: Constant };
}

export type Constant = string | number | boolean;

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
      if (node.operator === 'instanceof') return ofText(context, node);
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
      return ofEquality(context, node.left, node.right, isEquality);
    }
    case 'SwitchCase':
      return node.test && node.parent.type === 'SwitchStatement' ? ofEquality(context, node.parent.discriminant, node.test, true) : undefined;
    case 'MemberExpression':
      return ofText(context, node);
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
  const behind = testBehind(context, variable, depth);
  if (behind) return behind.condition;
  return { key: keyOf(context, variable), isPositive: true, variables: [variable] };
}

/** `const owned = !given`: the test that a variable stands for, as long as what that asks for keeps its value. */
export function testBehind(context: FileContext, variable: Variable, depth = 0): { readonly test: Node; readonly condition: Condition } | undefined {
  const value = context.origins.onlyValueOf(variable);
  if (value === undefined) return undefined;
  const test = withoutCasts(value);
  const isTest = test.type === 'UnaryExpression' || test.type === 'BinaryExpression' || (test.type === 'CallExpression' && test.callee.type === 'Identifier' && test.callee.name === 'Boolean');
  const condition = isTest ? conditionOf(context, test, depth + 1) : undefined;
  return condition?.variables.every((asked) => isNeverReassigned(asked) || (isOfItsBlock(variable) && isSetBefore(asked, test))) ? { test, condition } : undefined;
}

/** Declared with its value, so that in each round of a loop it is another one. */
function isOfItsBlock({ defs }: Variable): boolean {
  return defs.every(({ node }) => node.type === 'VariableDeclarator' && node.init !== null && node.parent.kind !== 'var');
}

/** Whether all that is ever assigned to a variable is so before a node, in the same function. */
function isSetBefore(variable: Variable, node: Node): boolean {
  return writesOf(variable).every(({ identifier }) => identifier.range[1] <= node.range[0] && ownerOf(identifier) === ownerOf(node));
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

function ofEquality(context: FileContext, left: Node, right: Node, isPositive: boolean): Condition | undefined {
  const one = ofText(context, left);
  const other = one && ofText(context, right);
  if (one === undefined || other === undefined) return undefined;
  const compared = comparison(context, left, right) ?? comparison(context, right, left);
  return { key: `${one.key}=${other.key.slice(1)}`, isPositive, variables: [...one.variables, ...other.variables], ...(compared && { compared }) };
}

/** `state === 'open'`. */
function comparison(context: FileContext, side: Node, other: Node): Condition['compared'] {
  const tested = withoutCasts(side);
  const constant = constantOf(other);
  const variable = constant !== undefined && tested.type === 'Identifier' ? context.origins.variableOf(tested) : undefined;
  return constant !== undefined && variable && writesOf(variable).every(({ identifier }) => isAssigned(identifier)) ? { variable, value: constant } : undefined;
}

/** The text, number or truth value that is written out. */
function constantOf(value: Node): Constant | undefined {
  const inner = withoutCasts(value);
  const constant = inner.type === 'Literal' ? inner.value : undefined;
  return typeof constant === 'string' || typeof constant === 'number' || typeof constant === 'boolean' ? constant : undefined;
}

/** Not counted on (`count++`), nor added to. */
function isAssigned(target: Node): boolean {
  const { parent } = target;
  return parent?.type === 'VariableDeclarator' || (parent?.type === 'AssignmentExpression' && parent.operator === '=' && parent.left === target);
}

/** An expression of names, members and literals is its own key, by its text. */
function ofText(context: FileContext, node: Node): Condition | undefined {
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
  return { key: `t${text}`, isPositive: true, variables };
}

/**
 * The conditions of a function that are worth remembering: those that decide more than one branch, and those on a
 * variable that the function itself sets to `true`, `false`, `null` or nothing.
 */
export function relevantConditions(context: FileContext, graph: FlowGraph): ReadonlyMap<string, Condition> {
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

const relevant = new WeakMap<FlowGraph, ReadonlyMap<string, Condition>>();

function findRelevant(context: FileContext, graph: FlowGraph): ReadonlyMap<string, Condition> {
  const counts = new Map<string, number>();
  const conditions = new Map<string, Condition>();
  for (const node of graph.nodes) {
    if (node.kind !== 'branch' && node.kind !== 'nullish') continue;
    const condition = conditionOf(context, node.ast);
    if (condition === undefined) continue;
    const set = condition.key.startsWith('v') ? condition.variables : condition.compared ? [condition.compared.variable] : [];
    const isSet = set.some((variable) => writesOf(variable).length > 1 || isTakenApart(variable));
    counts.set(condition.key, (counts.get(condition.key) ?? 0) + (isSet ? 2 : 1));
    if (!conditions.has(condition.key) || condition.compared) conditions.set(condition.key, condition);
  }
  const keys = [...counts].filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1]);
  return new Map(keys.slice(0, mostKeys).flatMap(([key]) => [[key, conditions.get(key)] as const]).filter((entry): entry is [string, Condition] => entry[1] !== undefined));
}

/** The conditions that an assignment to a variable decides, where a constant is assigned, with how they come out. */
export function decidedBy(context: FileContext, variable: Variable, value: Node | undefined, conditions: ReadonlyMap<string, Condition>): readonly (readonly [Condition, boolean])[] {
  if (value === undefined || conditions.size === 0) return [];
  const truth = literalTruth(value);
  const constant = constantOf(value);
  const own = truth === undefined ? undefined : conditions.get(keyOf(context, variable));
  const compared = constant === undefined ? [] : [...conditions.values()].filter((condition) => condition.compared?.variable === variable && typeof condition.compared.value === typeof constant);
  return [...(own && truth !== undefined ? [[own, truth] as const] : []), ...compared.map((condition) => [condition, condition.compared?.value === constant] as const)];
}

/**
 * What a call says of a function's flags: `close(true)` of `function close(isLast) { if (isLast) … }`.
 *
 * @param before - What is known already.
 * @returns That, and whether each parameter is truthy that is passed a literal, or nothing, and never written.
 */
export function decidedByArguments(context: FileContext, fn: FunctionNode, passed: readonly Node[], before: Decided): Decided {
  const spread = passed.findIndex(({ type }) => type === 'SpreadElement');
  const decided = new Map(before);
  for (const [index, parameter] of fn.params.entries()) {
    if (spread !== -1 && index >= spread) break;
    const variable = parameter.type === 'Identifier' ? context.origins.variableOf(parameter) : undefined;
    if (variable === undefined || !isNeverReassigned(variable)) continue;
    const value = passed[index];
    const truth = value === undefined ? false : literalTruth(value);
    if (truth === undefined) decided.delete(keyOf(context, variable));
    else decided.set(keyOf(context, variable), truth);
  }
  return decided;
}

/** The condition that a variable is something. */
const keyOf = (context: FileContext, variable: Variable): string => `v${String(context.idOf(variable))}`;

/** Whether a literal is truthy; `undefined` for anything that is not one. */
export function literalTruth(value: Node): boolean | undefined {
  const inner = withoutCasts(value);
  if (inner.type === 'Literal') return Boolean(inner.value);
  if (inner.type === 'Identifier' && inner.name === 'undefined') return false;
  if (inner.type === 'UnaryExpression' && inner.operator === 'void') return false;
  if (inner.type === 'ObjectExpression' || inner.type === 'ArrayExpression' || inner.type === 'NewExpression' || isFunction(inner)) return true;
  return undefined;
}
