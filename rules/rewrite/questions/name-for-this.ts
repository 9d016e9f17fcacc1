/** How the owner of a session calls what its handlers call `this`. */
import type { FileContext } from '../../analysis/file-context.ts';
import { writesOf } from '../../analysis/names/origins.ts';
import type { SessionRecord } from '../../analysis/sessions/session-record.ts';
import type { Node } from '../../analysis/syntax/syntax.ts';
import { isWithin, loopsAround, ownerOf } from '../../analysis/syntax/walk.ts';

/**
 * The variable that a handler may name instead of `this`: one that never holds another session while the handler waits.
 * A variable of an outer function, or a `var` in a loop, holds the next session by then.
 *
 * @param handler - Any place of the handler, from where the variable must be in view.
 */
export function nameForThis({ binding }: SessionRecord, handler: Node, context: FileContext): string | undefined {
  if (binding === undefined || !isWithin(handler, binding.variable.scope.block)) return undefined;
  const { variable, kind } = binding;
  const [write, ...others] = writesOf(variable);
  if (write === undefined) return kind === 'parameter' ? variable.name : undefined;
  if (others.length > 0 || ownerOf(write.identifier) !== context.homeOf(variable)) return undefined;
  return kind === 'var' && loopsAround(write.identifier).length > 0 ? undefined : variable.name;
}
