/** Declarations whose scope disposes what they declare. */
import type { Node, TSESTree, Variable } from './syntax.ts';

/** `using s = …`, `await using s = …`. */
export function isUsing(node: Node | null | undefined): node is TSESTree.UsingDeclaration {
  return node?.type === 'VariableDeclaration' && (node.kind === 'using' || node.kind === 'await using');
}

/** The `using` that declares a variable, if that is how it is declared. */
export function usingDeclarationOf(variable: Variable): TSESTree.UsingDeclaration | undefined {
  const declaration = (variable.defs[0]?.node as Node | undefined)?.parent;
  return isUsing(declaration) ? declaration : undefined;
}
