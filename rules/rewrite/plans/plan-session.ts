/** Decides what becomes of one session: the scope closes it, its closes are replaced where they stand, or a person must look. */
import type { SessionRecord } from '../../analysis/sessions/session-record.ts';
import { wrapInClosing } from '../edits/acquisition-edits.ts';
import { addTearDown } from '../edits/add-tear-down.ts';
import { replace } from '../text/changes.ts';
import { closeByScope } from '../edits/close-by-scope.ts';
import { closeInCallbacks } from '../edits/close-in-callbacks.ts';
import { isBareClose, isSafeFinally } from '../questions/bare-close.ts';
import { planAlone } from './plan-alone.ts';
import { leave } from '../decision.ts';
import type { Decision, Outcome } from '../decision.ts';
import { disposeField } from '../edits/dispose-fields.ts';
import { lacksErrorHandler } from '../questions/listeners.ts';
import { planExistingUsing } from './plan-existing-using.ts';
import type { ReasonId } from '../reasons.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import type { RewritePlan } from '../rewrite-plan.ts';
import { runtimeExpression } from '../text/runtime-names.ts';

/** Reasons that say more than that the scope cannot close the session: replacing the closes would hide them. */
const hidesDefect: ReadonlySet<ReasonId> = new Set(['promise-may-never-settle', 'no-error-handler']);

/**
 * The plan for one session by itself, as the linter's suggestion needs it. The import of the runtime is not among its edits.
 *
 * @param sessions - All sessions of the file: whether a `finally` empties depends on the others, too.
 * @example
 * const plan = planSession(record, createRewriteFile(source));
 * if (plan.outcome === 'rewrite') console.log(applyEdits(source.text, plan.edits));
 */
export function planSession(session: SessionRecord, file: RewriteFile, sessions: readonly SessionRecord[] = [session]): RewritePlan {
  return planAlone(decideSession(session, file, sessions), file);
}

export function decideSession(session: SessionRecord, file: RewriteFile, sessions: readonly SessionRecord[]): Outcome {
  const outcome = decideClose(session, file, sessions);
  return outcome.outcome === 'rewrite' && lacksBooks(session, outcome) ? keepBooks(session, outcome, file) : outcome;
}

/** Whether the session's work would be unknown to the close that is written. What leaves an executor is moved as it is. */
const lacksBooks = ({ client, isWrappedInClosing }: SessionRecord, { runtimeNames, idiom }: Decision): boolean =>
  client.needsBooks === true && !isWrappedInClosing && !runtimeNames.includes('closing') && idiom !== 'promise-executor';

function keepBooks(session: SessionRecord, decision: Decision, file: RewriteFile): Outcome {
  const closing = runtimeExpression('closing', file);
  if (closing === undefined) return leave('name-clash');
  const wrapping = wrapInClosing(session, closing).map(({ start, end, text }) => replace(start, end, text));
  return { ...decision, changes: [...decision.changes, ...wrapping], runtimeNames: [...decision.runtimeNames, 'closing'] };
}

function decideClose(session: SessionRecord, file: RewriteFile, sessions: readonly SessionRecord[]): Outcome {
  // What the variable holds is an object with the session in it: closing the variable would close something else.
  if (session.property !== undefined) return leave(session.leaks.length > 0 ? 'held-by-object' : 'handed-over');
  if (session.disposal !== undefined) return planExistingUsing(session, file);
  const byClass = disposeField(session, file);
  if (byClass !== undefined) return byClass;
  const hasBareClose = session.closes.some(isBareClose);
  if (session.leaks.length === 0 && !hasBareClose) {
    if (session.escapes.length > 0) return leave('handed-over');
    if (file.closeStyle === 'await-using' && session.closes.some(isSafeFinally)) {
      const shorter = closeByScope(session, file, sessions);
      if (shorter.outcome === 'rewrite') return shorter;
    }
    return leave(session.closes.length === 0 && session.client.lifetime === 'process' ? 'lives-with-process' : 'already-safe');
  }
  if (session.leaks.some((leak) => leak.kind === 'no tear-down')) return addTearDown(session, file);
  const byScope = closeByScope(session, file, sessions);
  if (byScope.outcome === 'rewrite' || hidesDefect.has(byScope.reason)) return byScope;
  const inPlace = closeInCallbacks(session, file);
  if (inPlace.outcome === 'rewrite') return inPlace;
  if (session.leaks.length === 0) return inPlace;
  return lacksErrorHandler(session) ? leave('no-error-handler') : byScope;
}

