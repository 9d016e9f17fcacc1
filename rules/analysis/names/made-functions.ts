/**
 * Functions that a visible function makes: `dial('x')(url)`, `const { open } = kit('x')`, `kit('x').open(url)`.
 */
import type { FileContext } from '../file-context.ts';
import type { FunctionNode, Node, TSESTree } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutAwait } from '../syntax/unwrap.ts';

/** So many functions that make one another are followed. */
const deepest = 5;

/** The function that an expression gives where a visible function has made it, alone or in an object. */
export function functionMadeBy(context: FileContext, node: Node, depth = 0): FunctionNode | undefined {
  if (depth > deepest) return undefined;
  const made = madeBy(context, node, depth);
  return made && (context.functionOf(made) ?? functionMadeBy(context, made, depth + 1));
}

/** The expression inside a visible function that gives what `node` is. */
function madeBy(context: FileContext, node: Node, depth: number): Node | undefined {
  const inner = withoutAwait(node);
  switch (inner.type) {
    case 'CallExpression':
      return resultOf(context, inner, depth);
    case 'MemberExpression':
      return isMember(inner) ? partMadeBy(context, inner.object, propertyName(inner), depth) : undefined;
    case 'Identifier': {
      const variable = context.origins.variableOf(inner);
      const value = variable && context.origins.onlyValueOf(variable);
      if (value) return madeBy(context, value, depth + 1);
      const declarator = variable?.defs.length === 1 ? (variable.defs[0]?.node as Node) : undefined;
      if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'ObjectPattern' || !declarator.init) return undefined;
      return partMadeBy(context, declarator.init, keyOf(declarator.id, inner.name), depth);
    }
    default:
      return undefined;
  }
}

/** What the object that a visible function gives has under a name. */
function partMadeBy(context: FileContext, object: Node, name: string | undefined, depth: number): Node | undefined {
  const made = name === undefined || depth > deepest ? undefined : madeBy(context, object, depth + 1);
  if (made?.type !== 'ObjectExpression') return undefined;
  const property = made.properties.find((candidate) => candidate.type === 'Property' && propertyName(candidate) === name);
  return property?.type === 'Property' ? property.value : undefined;
}

/** What a visible function returns, where it has one `return`. */
export function resultOf(context: FileContext, call: TSESTree.CallExpression, depth = 0): Node | undefined {
  const fn = context.functionOf(call.callee) ?? functionMadeBy(context, call.callee, depth + 1);
  if (fn === undefined || fn.generator) return undefined;
  const results = context.graphOf(fn).nodes.filter(({ kind }) => kind === 'return');
  const value = results.length === 1 ? results[0]?.value : undefined;
  return value && withoutAwait(value);
}

/** `open` of `{ open: dial }`, where the variable is called `dial`. */
function keyOf(pattern: TSESTree.ObjectPattern, variable: string): string | undefined {
  const property = pattern.properties.find((candidate) => candidate.type === 'Property' && candidate.value.type === 'Identifier' && candidate.value.name === variable);
  return property?.type === 'Property' ? propertyName(property) : undefined;
}
