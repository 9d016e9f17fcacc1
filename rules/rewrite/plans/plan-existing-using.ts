/** Mends a session that is declared with `await using` already: without `closing` where it needs it, or returned without `await`. */
import type { SessionRecord } from '../../analysis/sessions/session-record.ts';
import { awaitReturned } from '../text/await-returned.ts';
import { wrapInClosing } from '../edits/acquisition-edits.ts';
import { replace } from '../text/changes.ts';
import type { Change } from '../text/changes.ts';
import { leave } from '../decision.ts';
import type { Outcome } from '../decision.ts';
import { promiseFate } from '../questions/promise-fate.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { runtimeExpression } from '../text/runtime-names.ts';
import { functionAround } from '../questions/surroundings.ts';
import { isInCatchingTry } from '../questions/work-in-scope.ts';
import { workOf } from '../questions/work-of.ts';

export function planExistingUsing(session: SessionRecord, file: RewriteFile): Outcome {
  const host = functionAround(session.acquisition);
  const isInvalid = session.disposal === 'await using' && !session.isWrappedInClosing && session.client.nativeDispose === undefined;
  const changes: Change[] = [];
  if (isInvalid) {
    const closing = runtimeExpression('closing', file);
    if (closing === undefined) return leave('name-clash');
    changes.push(...wrapInClosing(session, closing).map(({ start, end, text }) => replace(start, end, text)));
  }
  for (const request of workOf(session, file)) {
    if (request.gives !== 'promise' || functionAround(request.node) !== host || host?.async !== true) continue;
    const fate = promiseFate(request.node, file);
    if (fate.kind !== 'returned') continue;
    if (fate.at.some((at) => isInCatchingTry(at, host))) return leave('await-inside-try');
    changes.push(...fate.at.flatMap(awaitReturned));
  }
  if (changes.length === 0) return leave('already-safe');
  return {
    outcome: 'rewrite',
    idiom: isInvalid ? 'invalid-await-using' : 'return-await',
    changes,
    dropped: [],
    runtimeNames: isInvalid ? ['closing'] : [],
  };
}
