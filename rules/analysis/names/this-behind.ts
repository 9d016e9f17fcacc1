import type { FileContext } from '../file-context.ts';
import type { Node, Variable } from '../syntax/syntax.ts';
import { sideOfThis } from '../syntax/walk.ts';

/** `this`, also under another name: the `this` of `const self = this`, and in what is static the class by its own name. */
export function thisBehind(context: Pick<FileContext, 'origins'>, node: Node): Node | undefined {
  if (node.type === 'ThisExpression') return node;
  const variable = node.type === 'Identifier' ? context.origins.variableOf(node) : undefined;
  if (variable === undefined) return undefined;
  const side = sideOfThis(node);
  const isOwnClass = side?.isStatic === true && variable.defs.some((definition) => definition.node === side.classNode);
  return isOwnClass ? node : thisOf(context, variable);
}

/** The `this` that a variable is another name of. */
export function thisOf({ origins }: Pick<FileContext, 'origins'>, variable: Variable): Node | undefined {
  const value = origins.onlyValueOf(variable);
  return value?.type === 'ThisExpression' ? value : undefined;
}
