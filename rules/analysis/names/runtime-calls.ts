/** Calls of the runtime's own functions, by import from its module. */
import type { FileContext } from '../file-context.ts';
import type { CallExpression, Node } from '../syntax/syntax.ts';

/** Whether a call is the runtime's export `name`, by import from the runtime's module. */
export function isRuntimeCall(context: FileContext, node: Node, names: readonly string[]): boolean {
  if (node.type !== 'CallExpression') return false;
  return isRuntimeFunction(context, node.callee, names);
}

export function isRuntimeFunction(context: FileContext, node: Node, names: readonly string[]): boolean {
  const origin = context.origins.of(node, 'runtime');
  if (origin?.kind !== 'module') return false;
  const { module } = context.settings.runtime;
  const name = origin.path.at(-1);
  return (origin.module === module || origin.module === 'safely-close') && name !== undefined && names.includes(name);
}

/** The runtime's functions that close what they are given, at once. */
export const runtimeClosers: readonly string[] = ['safelyCloseClient', 'closeAll'];

/** `closing(session)`: the same session, disposable. */
export function isClosing(context: FileContext, node: CallExpression): boolean {
  return isRuntimeCall(context, node, ['closing']);
}
