import type { Rule } from 'eslint';
import type { FileAnalysis } from '../analysis/analyse-file.ts';
import type { SessionRecord } from '../analysis/sessions/session-record.ts';
import { importEdit, planSession } from '../rewrite/index.ts';
import type { RewritePlan, RuntimeName, TextEdit } from '../rewrite/index.ts';
import { rewriteFileOf } from './file-analysis.ts';

/** A rewrite that a report offers: the plan of a session, or edits of one place. */
export type OfferedRewrite = {
  readonly description: string;
  /** Set where it changes nothing that the program does, so that `--fix` may write it. */
  readonly isFix?: boolean;
} & ({ readonly of: 'session'; readonly session: SessionRecord } | { readonly of: 'edits'; readonly edits: readonly TextEdit[]; readonly runtimeNames: readonly RuntimeName[] });

/** The part of a report that offers a rewrite, as a fix or as a suggestion; empty where the plan leaves the site to a person. */
export function offered(context: Rule.RuleContext, analysis: FileAnalysis, rewrite: OfferedRewrite): Pick<Rule.ReportDescriptorOptions, 'fix' | 'suggest'> {
  const edits = editsOf(context, analysis, rewrite);
  if (edits.length === 0) return {};
  const fix = (fixer: Rule.RuleFixer): Rule.Fix[] => edits.map((edit) => fixer.replaceTextRange([edit.start, edit.end], edit.text));
  return rewrite.isFix === true ? { fix } : { suggest: [{ messageId: 'useRewrite', data: { description: rewrite.description }, fix }] };
}

const plans = new WeakMap<SessionRecord, RewritePlan>();

/** The plan of one session, asked for by the message and by the suggestion beside it. */
export function planOf(context: Rule.RuleContext, analysis: FileAnalysis, session: SessionRecord): RewritePlan | undefined {
  // What holds the session is not the session: nothing to write around it.
  if (analysis.context === undefined || session.property !== undefined) return undefined;
  let plan = plans.get(session);
  if (plan === undefined) {
    plan = planSession(session, rewriteFileOf(context, analysis.context), analysis.sessions);
    plans.set(session, plan);
  }
  return plan;
}

function editsOf(context: Rule.RuleContext, analysis: FileAnalysis, rewrite: OfferedRewrite): readonly TextEdit[] {
  if (analysis.context === undefined) return [];
  const file = rewriteFileOf(context, analysis.context);
  let own: { readonly edits: readonly TextEdit[]; readonly runtimeNames: readonly RuntimeName[] };
  if (rewrite.of === 'session') {
    const plan = planOf(context, analysis, rewrite.session);
    if (plan?.outcome !== 'rewrite' || plan.edits.length === 0) return [];
    own = plan;
  } else {
    own = rewrite;
  }
  const shared = importEdit(own.runtimeNames, file);
  return shared ? [...own.edits, shared] : own.edits;
}
