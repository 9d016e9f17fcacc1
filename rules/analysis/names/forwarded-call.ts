/**
 * Calls that come to a function by a detour: through `call`, `apply` and `bind`, `Reflect.apply`, or a template's tag.
 */
import type { FileContext } from '../file-context.ts';
import type { CallExpression, NewExpression, Node, TSESTree } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';

/** What is called in the end, and with what. */
export interface ForwardedCall {
  readonly callee: Node;
  /** What the callee has as `this`. */
  readonly self: Node | undefined;
  readonly arguments: readonly Node[];
}

/** The call that `node` comes to, where it is one of those; an argument behind a spread is not told apart. */
export function forwardedCall(context: FileContext, node: CallExpression | NewExpression | TSESTree.TaggedTemplateExpression): ForwardedCall | undefined {
  if (node.type === 'TaggedTemplateExpression') return { callee: node.tag, self: undefined, arguments: [node.quasi, ...node.quasi.expressions] };
  if (node.type !== 'CallExpression') return undefined;
  const callee = withoutCasts(node.callee);
  const bound = boundBy(context, callee);
  if (bound) return { ...bound, arguments: [...bound.arguments, ...untilSpread(node.arguments)] };
  if (!isMember(callee)) return undefined;
  const [first, second, third] = node.arguments;
  switch (propertyName(callee)) {
    case 'call':
      return { callee: callee.object, self: first, arguments: untilSpread(node.arguments.slice(1)) };
    case 'apply':
      return callee.object.type === 'Identifier' && callee.object.name === 'Reflect' && first ? { callee: first, self: second, arguments: listed(third) } : { callee: callee.object, self: first, arguments: listed(second) };
    default:
      return undefined;
  }
}

/** `f.bind(self, a)`, itself or as the only value of a variable. */
function boundBy(context: FileContext, callee: Node): ForwardedCall | undefined {
  const variable = callee.type === 'Identifier' ? context.origins.variableOf(callee) : undefined;
  const value = variable ? context.origins.onlyValueOf(variable) : callee;
  const call = value && withoutCasts(value);
  if (call?.type !== 'CallExpression') return undefined;
  const member = withoutCasts(call.callee);
  if (!isMember(member, 'bind')) return undefined;
  return { callee: member.object, self: call.arguments[0], arguments: untilSpread(call.arguments.slice(1)) };
}

function listed(list: Node | undefined): readonly Node[] {
  return list?.type === 'ArrayExpression' ? untilSpread(list.elements.flatMap((element) => (element ? [element] : []))) : [];
}

function untilSpread(nodes: readonly Node[]): readonly Node[] {
  const spread = nodes.findIndex((node) => node.type === 'SpreadElement');
  return spread < 0 ? nodes : nodes.slice(0, spread);
}
