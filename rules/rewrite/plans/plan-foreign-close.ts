/** The close of a session that was made elsewhere (a parameter, an import): replaced where it stands. */
import type { FileAnalysis } from '../../analysis/analyse-file.ts';
import type { CloseSite, SessionRecord } from '../../analysis/sessions/session-record.ts';
import { walkThatCloses } from '../edits/close-a-walk.ts';
import { isInCallback } from '../edits/close-with-callback.ts';
import { closeInPlace, closeWalk } from '../edits/close-in-place.ts';
import { isBareClose } from '../questions/bare-close.ts';
import { planAlone } from './plan-alone.ts';
import { leave } from '../decision.ts';
import type { Outcome } from '../decision.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import type { RewritePlan } from '../rewrite-plan.ts';
import { runtimeExpression } from '../text/runtime-names.ts';

/** The bare closes that belong to no session of the file. */
export function foreignClosesOf(analysis: Pick<FileAnalysis, 'closes'>, sessions: readonly SessionRecord[]): CloseSite[] {
  const own = new Set(sessions.flatMap((session) => session.closes.map((close) => close.node)));
  return analysis.closes.filter((close) => !own.has(close.node) && close.client !== undefined && isBareClose(close));
}

/** The plan for one such close by itself. */
export const planForeignClose = (close: CloseSite, file: RewriteFile): RewritePlan => planAlone(decideForeignClose(close, file), file);

export function decideForeignClose(close: CloseSite, file: RewriteFile): Outcome {
  const walk = walkThatCloses(close, file.ast);
  const closer = walk === undefined ? 'safelyCloseClient' : 'closeAll';
  const callee = runtimeExpression(closer, file);
  if (callee === undefined) return leave('name-clash');
  const result = walk === undefined ? closeInPlace(close, undefined, callee, file) : closeWalk(close, walk, callee, file);
  if ('reason' in result) return leave(result.reason);
  return {
    outcome: 'rewrite',
    idiom: close.form !== 'bare call' ? 'bound-closer' : isInCallback(close, file) ? 'callback-style' : 'bare-close',
    changes: result.changes,
    dropped: [],
    runtimeNames: [closer],
  };
}
