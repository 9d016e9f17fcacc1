/** Whether an `await using` declaration may stand where a declaration stands now. */
import type { TSESTree } from '../../analysis/syntax/syntax.ts';
import { functionAround, isInStaticBlock } from './surroundings.ts';

/**
 * Not allowed directly in a `case`, after a label, as the body of a statement, in the head of a C-style `for` (which crashes
 * Node 24.21), with `export`, with destructuring, in a class's static block, at the top level of a CommonJS file.
 * Whether the function around it is asynchronous is another question.
 *
 * @param declarators - Those that shall become `await using`; all where it is left out.
 */
export function canHoldAwaitUsing(declaration: TSESTree.VariableDeclaration, canAwaitAtTopLevel: boolean, declarators: readonly TSESTree.VariableDeclarator[] = declaration.declarations): boolean {
  if (declaration.declare || declarators.some(({ id, init }) => id.type !== 'Identifier' || init === null)) return false;
  switch (declaration.parent.type) {
    case 'BlockStatement':
      return functionAround(declaration) !== undefined || (canAwaitAtTopLevel && !isInStaticBlock(declaration));
    case 'Program':
      return canAwaitAtTopLevel;
    default:
      return false;
  }
}
