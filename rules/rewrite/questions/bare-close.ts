/** Which closes the runtime's should stand for, and which are as good. */
import type { CloseSite } from '../../analysis/sessions/session-record.ts';
import { closingMethod } from '../../analysis/sessions/closing-method.ts';

/** Whether a close is one that the runtime's should stand for. */
export function isBareClose({ form, client, method }: CloseSite): boolean {
  if (form !== 'bare call' && form !== 'bound reference' && form !== 'not called') return false;
  const close = closingMethod(client, method);
  // What is given back to its pool is not closed at all; some closes are as good as the runtime's.
  return close?.manner !== 'release' && close?.isSafe !== true;
}

/** What is given back to its pool: as good as what a scope does in its place. */
export const isGivingBack = ({ form, client, method }: CloseSite): boolean => form === 'bare call' && closingMethod(client, method)?.manner === 'release';

/** A close through the runtime in a `finally`, for which a scope may stand. */
export const isSafeFinally = ({ form, inFinallyOf, node }: CloseSite): boolean => form === 'safe call' && inFinallyOf !== undefined && node.type === 'CallExpression' && node.arguments.length === 1 && node.arguments[0]?.type === 'Identifier';
