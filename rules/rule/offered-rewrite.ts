import type { Rule } from 'eslint';
import type { FileAnalysis } from '../analysis/analyse-file.ts';
import type { CloseSite, SessionRecord } from '../analysis/sessions/session-record.ts';
import { importEdit, planForeignClose, planSession } from '../rewrite/index.ts';
import type { RewritePlan, RuntimeName, TextEdit } from '../rewrite/index.ts';
import { rewriteFileOf } from './file-analysis.ts';

/** A rewrite that a report offers: the plan of a session, that of a close of one made elsewhere, or edits of one place. */
export type OfferedRewrite = {
  readonly description: string;
  /** Set where it changes nothing that the program does, so that `--fix` may write it. */
  readonly isFix?: boolean;
} & ({ readonly of: 'session'; readonly session: SessionRecord } | { readonly of: 'close'; readonly close: CloseSite } | { readonly of: 'edits'; readonly edits: readonly TextEdit[]; readonly runtimeNames: readonly RuntimeName[] });

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
  if (rewrite.of !== 'edits') {
    const plan = rewrite.of === 'session' ? planOf(context, analysis, rewrite.session) : planForeignClose(rewrite.close, file);
    if (plan?.outcome !== 'rewrite' || plan.edits.length === 0) return [];
    own = plan;
  } else {
    own = rewrite;
  }
  const shared = importEdit(own.runtimeNames, file);
  return shared ? [...own.edits, shared] : own.edits;
}
