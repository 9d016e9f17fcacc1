import type { FileContext } from '../file-context.ts';
import type { Node, TSESTree, Variable } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';

/** `{ socket, timer }`, or a variable that was made so: an object that is one of many in a container, perhaps. */
export function isRecord(context: FileContext, node: Node): boolean {
  const inner = withoutCasts(node);
  const variable = inner.type === 'Identifier' ? context.origins.variableOf(inner) : undefined;
  const value = variable && context.origins.onlyValueOf(variable);
  return (value ? withoutCasts(value) : inner).type === 'ObjectExpression';
}

/** The local variable whose own fresh container or object an expression is, where it does not outlive the function. */
export function localContainer(context: FileContext, node: Node, root: Node): Variable | undefined {
  let inner = withoutCasts(node);
  // `const state = { open: [] }; state.open.push(s)`.
  while (inner.type === 'MemberExpression') inner = withoutCasts(inner.object);
  if (inner.type !== 'Identifier') return undefined;
  const variable = context.origins.variableOf(inner);
  if (variable === undefined || context.homeOf(variable) !== root || root.type === 'Program') return undefined;
  const value = context.origins.onlyValueOf(variable);
  const made = value && withoutCasts(value);
  if (made === undefined) return undefined;
  if (made.type === 'ArrayExpression' || made.type === 'ObjectExpression') return variable;
  if (made.type !== 'NewExpression') return undefined;
  const origin = context.origins.of(made.callee, 'everywhere');
  const isContainer = origin?.kind === 'global' && ['Set', 'Map', 'Array', 'WeakMap', 'WeakSet', 'Object'].includes(origin.path.join('.'));
  return isContainer ? variable : undefined;
}

const movingMethods: ReadonlySet<string> = new Set(['shift', 'unshift', 'splice', 'sort', 'reverse', 'copyWithin', 'fill']);

/** Whether a variable's list is written out, and its elements keep their places in it. */
export const isListOfPlaces = (literal: Node, variable: Variable): literal is TSESTree.ArrayExpression => literal.type === 'ArrayExpression' && keepsPlaces(variable);

/** Whether no method is called on a variable's list that moves its elements. */
export function keepsPlaces(variable: Variable): boolean {
  return !variable.references.some(({ identifier }) => {
    const member: Node | undefined = identifier.parent;
    return member !== undefined && isMember(member) && member.object === identifier && movingMethods.has(propertyName(member) ?? '');
  });
}
