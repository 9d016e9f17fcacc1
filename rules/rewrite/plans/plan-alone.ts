/** One decision by itself as a plan, as the linter's suggestion needs it. The import of the runtime is not among its edits. */
import { leave } from '../decision.ts';
import type { Outcome } from '../decision.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import type { RewritePlan } from '../rewrite-plan.ts';
import { composeDecisions } from './compose-decisions.ts';

export function planAlone(outcome: Outcome, file: RewriteFile): RewritePlan {
  if (outcome.outcome !== 'rewrite') return outcome;
  const edits = composeDecisions([outcome], file);
  if (edits === undefined) return leave('overlapping-rewrites');
  return { outcome: 'rewrite', idiom: outcome.idiom, edits, runtimeNames: outcome.runtimeNames };
}
