/** How messages speak of places. */
import type { Node } from '../analysis/syntax/syntax.ts';
import { isFunction, isLoop } from '../analysis/syntax/walk.ts';

/** The line a person would look at: a function's end for the function itself, the start of anything else. */
export function lineOf(node: Node): string {
  const isWhole = isFunction(node) || isLoop(node) || node.type === 'Program';
  return String(isWhole ? node.loc.end.line : node.loc.start.line);
}
