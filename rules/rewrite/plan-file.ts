/** Plans all sessions of a file together: nested ones as one, one shared import. */
import type { FileAnalysis } from '../analysis/analyse-file.ts';
import type { SessionRecord } from '../analysis/session-record.ts';
import { composeDecisions } from './compose-decisions.ts';
import { leave } from './decision.ts';
import type { Decision, Outcome } from './decision.ts';
import { isDisabledByComment } from './disabled-by-comment.ts';
import type { IdiomId } from './idioms.ts';
import { importEdit } from './import-edit.ts';
import { decideSession } from './plan-session.ts';
import type { RewriteFile } from './rewrite-file.ts';
import type { FilePlan, PlannedSite, TextEdit } from './rewrite-plan.ts';

export interface FilePlanOptions {
  /** The idioms to rewrite; all where it is left out. */
  readonly only?: ReadonlySet<IdiomId>;
}

/**
 * @param analysis - The file's sessions, as `analyseFile` gives them.
 * @returns Every session with its plan, and all edits of the file, sorted and disjoint, with the import among them.
 */
export function planFile(analysis: Pick<FileAnalysis, 'sessions' | 'acquisitions'>, file: RewriteFile, { only }: FilePlanOptions = {}): FilePlan {
  const sessions = [...analysis.sessions].sort((left, right) => left.acquisition.range[0] - right.acquisition.range[0]);
  const active = sessions.filter((session) => !isDisabledByComment(session, file.ast));
  const outcomes = new Map<SessionRecord, Outcome>();
  for (const session of sessions) {
    const isHeldByObject = analysis.acquisitions?.of(session.acquisition)?.property !== undefined;
    outcomes.set(session, !active.includes(session) ? leave('disabled-by-comment') : isHeldByObject ? leave(session.leaks.length > 0 ? 'held-by-object' : 'handed-over') : decideSession(session, file, active));
  }

  // What contradicts the plans before it waits for another run: each session is added only where it composes with those that are in.
  const chosen: Decision[] = [];
  let edits: readonly TextEdit[] = [];
  for (const [session, outcome] of outcomes) {
    if (outcome.outcome !== 'rewrite') continue;
    if (only !== undefined && !only.has(outcome.idiom)) {
      outcomes.set(session, leave('not-selected', outcome.idiom));
      continue;
    }
    const composed = composeDecisions([...chosen, outcome], file);
    if (composed === undefined) {
      outcomes.set(session, leave('overlapping-rewrites'));
      continue;
    }
    chosen.push(outcome);
    edits = composed;
  }
  const shared = importEdit(chosen.flatMap((decision) => decision.runtimeNames), file, edits);
  return {
    sites: sessions.map((session): PlannedSite => ({ session, plan: planOf(outcomes.get(session) ?? leave('overlapping-rewrites'), file) })),
    edits: shared === undefined ? edits : mergeImport(edits, shared),
  };
}

function planOf(outcome: Outcome, file: RewriteFile): PlannedSite['plan'] {
  if (outcome.outcome !== 'rewrite') return outcome;
  return { outcome: 'rewrite', idiom: outcome.idiom, edits: composeDecisions([outcome], file) ?? [], runtimeNames: outcome.runtimeNames };
}

/** The import stands before everything else at its offset. */
function mergeImport(edits: readonly TextEdit[], shared: TextEdit): TextEdit[] {
  const index = edits.findIndex((edit) => edit.start >= shared.start);
  return index === -1 ? [...edits, shared] : [...edits.slice(0, index), shared, ...edits.slice(index)];
}
