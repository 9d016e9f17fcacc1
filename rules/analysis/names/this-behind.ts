import type { FileContext } from '../file-context.ts';
import type { Node, Variable } from '../syntax/syntax.ts';

/** `this`, also under the name that it was given: the `this` of `const self = this`. */
export function thisBehind(context: Pick<FileContext, 'origins'>, node: Node): Node | undefined {
  if (node.type === 'ThisExpression') return node;
  const variable = node.type === 'Identifier' ? context.origins.variableOf(node) : undefined;
  return variable && thisOf(context, variable);
}

/** The `this` that a variable is another name of. */
export function thisOf({ origins }: Pick<FileContext, 'origins'>, variable: Variable): Node | undefined {
  const value = origins.onlyValueOf(variable);
  return value?.type === 'ThisExpression' ? value : undefined;
}
