/** Where a method loses the session that a field holds: it puts something else there, and nobody else has the old one. */
import type { FileAnalysis } from '../analysis/analyse-file.ts';
import type { Exploration } from '../analysis/engine.ts';
import { thisBehind } from '../analysis/names/this-behind.ts';
import type { FunctionNode, Node } from '../analysis/syntax/syntax.ts';
import { isMember } from '../analysis/syntax/unwrap.ts';

/**
 * The assignments by which a method loses the session.
 *
 * @param exploration - What becomes of the session in the method, from its start or from where it is made.
 */
export function lossesIn(exploration: Exploration, fn: FunctionNode, name: string, analysis: FileAnalysis): readonly Node[] {
  const overwritten = exploration.leaks.flatMap(({ kind, node }) => (kind === 'overwritten' ? [node] : []));
  // `const old = this.client; this.client = connect()`: the old one ends with the method's variables.
  const isForgotten = exploration.atExit.some(({ status, held }) => status === 'open' && held.size > 0 && [...held.keys()].every((place) => typeof place !== 'string'));
  if (overwritten.length > 0 || !isForgotten) return overwritten;
  const { context } = analysis;
  const assignments = context?.graphOf(fn).nodes.flatMap(({ kind, ast }) => (kind === 'assign' && ast.type === 'AssignmentExpression' && isMember(ast.left, name) && thisBehind(context, ast.left.object) !== undefined ? [ast] : []));
  return assignments?.slice(0, 1) ?? [];
}
