/**
 * A close by force stays one: whoever passed over the client's polite way wants nothing waited for. `{ politeMs: 0 }` says so to the
 * runtime. Where an `error` listener would hear of it, which a bare close by force tells nothing, the safe close asks politely first.
 */
import type { CloseSite, SessionRecord } from '../../analysis/sessions/session-record.ts';
import type { Node, Variable } from '../../analysis/syntax/syntax.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import { isWithin } from '../../analysis/syntax/walk.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { functionAround } from './surroundings.ts';
import { hearsErrors } from './tells-again.ts';
import { closingMethod } from '../../analysis/sessions/closing-method.ts';

const withoutPatience = ', { politeMs: 0 }';

/**
 * The further arguments of the call that replaces a close.
 *
 * @param session - The session that is closed; `undefined` where it was made elsewhere.
 */
export function optionsOf(close: CloseSite, session: SessionRecord | undefined, file: RewriteFile): string {
  return isByForce(close, session, file) ? withoutPatience : '';
}

/** The same for the scope that takes closes over: by force where each of them was. */
export function optionsOfScope(closes: readonly CloseSite[], session: SessionRecord, file: RewriteFile): string {
  return closes.length > 0 && closes.every((close) => isByForce(close, session, file)) ? withoutPatience : '';
}

function isByForce(close: CloseSite, session: SessionRecord | undefined, file: RewriteFile): boolean {
  const { client, method } = close;
  const isForcedMethod = client !== undefined && closingMethod(client, method)?.manner === 'force' && client.closes.some(({ manner }) => manner === 'polite');
  if (!isForcedMethod) return endsConnectionsToo(close, file);
  if (session !== undefined) return !hearsErrors(session, file);
  return !referencesTo(close, file).some(({ identifier }) => isErrorListener(identifier));
}

/** `server.close(); server.closeAllConnections();`. */
function endsConnectionsToo(close: CloseSite, file: RewriteFile): boolean {
  const holder = functionAround(close.node);
  return referencesTo(close, file).some(({ identifier }) => {
    const { parent } = identifier as Node;
    if (parent?.type !== 'MemberExpression' || propertyName(parent) !== 'closeAllConnections' || parent.parent.type !== 'CallExpression') return false;
    return parent.range[0] > close.node.range[1] && functionAround(parent) === holder && isWithin(parent, holder ?? file.ast);
  });
}

function referencesTo({ session }: CloseSite, file: RewriteFile): Variable['references'] {
  return (session?.type === 'Identifier' ? file.origins.variableOf(session)?.references : undefined) ?? [];
}

function isErrorListener(use: Node): boolean {
  const call = use.parent?.parent;
  if (use.parent?.type !== 'MemberExpression' || call?.type !== 'CallExpression' || call.callee !== use.parent) return false;
  const [event] = call.arguments;
  return event?.type === 'Literal' && event.value === 'error' && /^(?:on|once|addListener|prependListener|prependOnceListener)$/.test(propertyName(use.parent) ?? '');
}
