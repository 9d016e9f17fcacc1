/** Keeps the session's life as it is and replaces every close where it stands: callback style, scripts, sessions that outlive their block. */
import { closesHoweverItEnds } from '../../analysis/sessions/session-ends.ts';
import type { CloseSite, SessionRecord } from '../../analysis/sessions/session-record.ts';
import { workIn } from '../../analysis/results/started-work.ts';
import type { FunctionNode, Node } from '../../analysis/syntax/syntax.ts';
import { isWithin } from '../../analysis/syntax/walk.ts';
import type { Change } from '../text/changes.ts';
import { isInCallback } from './close-with-callback.ts';
import { closeInPlace } from './close-in-place.ts';
import { isBareClose } from '../questions/bare-close.ts';
import type { InPlace } from './close-in-place.ts';
import { leave } from '../decision.ts';
import { lacksErrorHandler } from '../questions/listeners.ts';
import type { Outcome } from '../decision.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { awaitReturned } from '../text/await-returned.ts';
import { fatesOfBodies } from '../questions/answer-bodies.ts';
import { promiseFate } from '../questions/promise-fate.ts';
import type { PromiseFate } from '../questions/promise-fate.ts';
import { isInWorkIn } from '../questions/request-ends.ts';
import { runtimeExpression } from '../text/runtime-names.ts';
import { functionAround } from '../questions/surroundings.ts';
import { tellsAgain } from '../questions/tells-again.ts';
import { isInCatchingTry } from '../questions/work-in-scope.ts';
import { workOf } from '../questions/work-of.ts';
import { closingMethod } from '../../analysis/sessions/closing-method.ts';

/** Every close in place; only where the closes that are there (or were meant) cover every path. */
export function closeInCallbacks(session: SessionRecord, file: RewriteFile): Outcome {
  const safe = runtimeExpression('safelyCloseClient', file);
  if (safe === undefined) return leave('name-clash');
  if (!isCoveredByCloses(session)) return leave(lacksErrorHandler(session) ? 'no-error-handler' : 'closed-on-some-paths');
  if (tellsAgain(session, file)) return leave('listener-runs-again');
  const changes: Change[] = [];
  for (const close of session.closes.filter(isBareClose)) {
    const result = closeInPlace(close, session, safe, file);
    if ('reason' in result) return leave(result.reason);
    changes.push(...result.changes);
  }
  for (const close of session.closes.filter(isBareClose)) {
    const wait = waitForWork(session, close, file);
    if ('reason' in wait) return leave(wait.reason);
    changes.push(...wait.changes);
  }
  const isBound = session.closes.some((close) => close.form !== 'bare call' && isBareClose(close));
  const isInFinally = session.closes.some((close) => isBareClose(close) && close.inFinallyOf !== undefined);
  return {
    outcome: 'rewrite',
    idiom: isInFinally ? 'try-finally' : isBound ? 'bound-closer' : session.closes.some((close) => isBareClose(close) && isInCallback(close, file)) ? 'callback-style' : 'bare-close',
    changes,
    dropped: [],
    runtimeNames: ['safelyCloseClient'],
  };
}

/** Whether the closes leave no path open once those that were meant do happen. */
function isCoveredByCloses({ leaks, closes, client, requests }: SessionRecord): boolean {
  if (leaks.length === 0) return true;
  if (!leaks.every((leak) => leak.kind === 'close not called' || leak.kind === 'exit' || leak.kind === 'one handler' || (leak.kind === 'throw' && requests.some((request) => request.node === leak.node))) || !leaks.some((leak) => leak.kind === 'close not called')) return false;
  // Only a pair of handlers closes however the work ends.
  return closesHoweverItEnds(client, true, (event) => closes.some((close) => isBareClose(close) && close.onEvent === event));
}

/**
 * A polite close waits for work as long as it takes; the runtime's soon ends it. So work that is returned past the close is awaited
 * before it, and work that nobody waits for needs a person.
 */
function waitForWork(session: SessionRecord, close: CloseSite, file: RewriteFile): InPlace {
  const isPolite = closingMethod(session.client, close.method)?.manner === 'polite';
  const holder = functionAround(close.node);
  const attempt = close.inFinallyOf;
  const changes: Change[] = [];
  for (const request of workOf(session, file)) {
    if (isPolite && request.gives === 'emitter' && isInWorkIn(holder, request.node, file)) return { reason: 'work-outlives-scope' };
    if (holder !== undefined && !isWithin(request.node, holder)) continue;
    if (isPolite && fatesOfBodies(request.node, { session, host: holder }, file).some((fate) => fate.kind === 'floating')) return { reason: 'work-outlives-scope' };
    if (request.gives !== 'promise') continue;
    for (const fate of fatesIn(holder, request.node, file)) {
      if (fate.kind === 'floating' && isPolite) return { reason: 'work-outlives-scope' };
      if (fate.kind !== 'returned' || attempt === undefined || !fate.at.some((at) => isWithin(at, attempt.block))) continue;
      if (fate.at.some((at) => isInCatchingTry(at, holder))) return { reason: 'await-inside-try' };
      changes.push(...fate.at.flatMap(awaitReturned));
    }
  }
  return { changes };
}

/** What becomes in a function of the promise of a request: by itself, or as what the functions hand out that it is made in. */
function fatesIn(holder: FunctionNode | undefined, request: Node, file: RewriteFile): PromiseFate[] {
  const fate = promiseFate(request, file);
  if (fate.kind === 'floating' || functionAround(request) === holder || request.type !== 'CallExpression') return [fate];
  if (fate.kind === 'returned' && fate.at.some((at) => functionAround(at) === holder)) return [fate];
  const works = workIn(file.context, holder ?? file.ast, request);
  return works.length === 0 ? [{ kind: 'floating' }] : works.map(({ promise }) => promiseFate(promise, file));
}
