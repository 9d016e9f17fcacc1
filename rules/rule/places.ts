/** How messages speak of places. */
import type { Node } from '../analysis/syntax.ts';
import { isFunction } from '../analysis/walk.ts';

/** The line a person would look at: a function's end for the function itself, the start of anything else. */
export function lineOf(node: Node): string {
  const isWhole = isFunction(node) || node.type === 'Program' || node.type === 'ForStatement' || node.type === 'ForOfStatement' || node.type === 'ForInStatement' || node.type === 'WhileStatement' || node.type === 'DoWhileStatement';
  return String(isWhole ? node.loc.end.line : node.loc.start.line);
}
