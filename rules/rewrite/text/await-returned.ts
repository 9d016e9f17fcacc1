/** `return p` → `return await p`: what is returned past the end of a scope is waited for inside of it. */
import type { Node } from '../../analysis/syntax/syntax.ts';
import { insert, shared } from './changes.ts';
import type { Change } from './changes.ts';

/** `await` binds to the first operand alone. */
const needsParentheses = /^(?:Conditional|Logical|Sequence|Assignment|TSAs|TSSatisfies)/;

/** @param returned - The returned expression. */
export function awaitReturned({ type, range }: Node): Change[] {
  if (!needsParentheses.test(type)) return [shared(insert(range[0], 'await '))];
  return [shared(insert(range[0], 'await (')), shared(insert(range[1], ')'))];
}
