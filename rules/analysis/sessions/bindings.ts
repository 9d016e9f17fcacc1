/**
 * From an acquisition to the variable that first holds its session.
 */
import { isClosing } from '../names/runtime-calls.ts';
import type { Acquired } from './acquired.ts';
import type { FileContext } from '../file-context.ts';
import { parameterOf } from '../paths/handed-to-callback.ts';
import type { HandedTo } from '../paths/handed-to-callback.ts';
import type { SessionBinding } from './session-record.ts';
import type { CallExpression, NewExpression, Node, TSESTree, Variable } from '../syntax/syntax.ts';
import { propertyName, withoutCasts } from '../syntax/unwrap.ts';

/** The acquisition with `await`, `closing(…)`, casts and chained calls around it. */
export function outerValue(context: FileContext, call: CallExpression | NewExpression, acquired: Acquired): Node {
  let inner: Node = call;
  for (let outer = call.parent as Node | undefined; outer; outer = outer.parent) {
    const isCast = withoutCasts(outer) !== outer;
    const isClosingCall = outer.type === 'CallExpression' && outer.callee !== inner && isClosing(context, outer);
    const isChain =
      (outer.type === 'MemberExpression' && outer.object === inner && acquired.client.chains?.includes(propertyName(outer) ?? '') === true && outer.parent.type === 'CallExpression' && outer.parent.callee === outer) ||
      (outer.type === 'CallExpression' && outer.callee === inner && inner.type === 'MemberExpression');
    if (!isCast && outer.type !== 'AwaitExpression' && !isClosingCall && !isChain) break;
    inner = outer;
  }
  return inner;
}

/** Where a value is first bound: a declaration, or an assignment to a variable declared elsewhere. */
export function bindingOf(context: FileContext, value: Node): SessionBinding | undefined {
  let inner = value;
  for (let outer = value.parent; outer; inner = outer, outer = outer.parent) {
    if (outer.type === 'LogicalExpression' || (outer.type === 'ConditionalExpression' && outer.test !== inner) || withoutCasts(outer) !== outer) continue;
    if (outer.type === 'VariableDeclarator' && outer.init === inner) {
      const target = targetOf(outer.id);
      const variable = target && context.origins.variableOf(target);
      return variable ? { variable, kind: outer.parent.kind as SessionBinding['kind'], declarator: outer, assignment: undefined } : undefined;
    }
    // `function ask(client = new Client(url))`.
    if (outer.type === 'AssignmentPattern' && outer.right === inner && outer.left.type === 'Identifier') {
      const variable = context.origins.variableOf(outer.left);
      return variable ? { variable, kind: kindOf(variable), declarator: undefined, assignment: undefined } : undefined;
    }
    if (outer.type === 'AssignmentExpression' && outer.right === inner) {
      const target = targetOf(outer.left);
      const variable = target && context.origins.variableOf(target);
      if (!variable) return undefined;
      return { variable, kind: kindOf(variable), declarator: undefined, assignment: outer };
    }
    return undefined;
  }
  return undefined;
}

/** The parameter by which a function is handed the session. */
export function bindingReceived(context: FileContext, handedTo: HandedTo): SessionBinding | undefined {
  const parameter = parameterOf(handedTo);
  const variable = parameter?.type === 'Identifier' ? context.origins.variableOf(parameter) : undefined;
  return variable && { variable, kind: 'parameter', declarator: undefined, assignment: undefined };
}

/** The identifier that a pattern binds to the session: the only one, for `const { curl } = make()`. */
function targetOf(pattern: Node): TSESTree.Identifier | undefined {
  if (pattern.type === 'Identifier') return pattern;
  if (pattern.type === 'ObjectPattern') {
    const [only] = pattern.properties;
    return only?.type === 'Property' && only.value.type === 'Identifier' ? only.value : undefined;
  }
  return undefined;
}

function kindOf(variable: Variable): SessionBinding['kind'] {
  const node = variable.defs[0]?.node as Node | undefined;
  return node?.type === 'VariableDeclarator' ? (node.parent.kind) : 'parameter';
}
