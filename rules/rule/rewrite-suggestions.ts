import type { Rule } from 'eslint';
import type { FileAnalysis } from '../analysis/analyse-file.ts';
import type { SessionRecord } from '../analysis/session-record.ts';
import { importEdit, planSession } from '../rewrite/index.ts';
import type { RuntimeName, TextEdit } from '../rewrite/index.ts';
import { rewriteFileOf } from './file-analysis.ts';

/** A rewrite that a report offers: the plan of a session, or edits of one place. */
export type SuggestedRewrite =
  | { readonly of: 'session'; readonly session: SessionRecord; readonly description: string }
  | { readonly of: 'edits'; readonly edits: readonly TextEdit[]; readonly runtimeNames: readonly RuntimeName[]; readonly description: string };

/** The suggestions that ESLint shows for it; none where the plan leaves the site to a person. */
export function rewriteSuggestions(context: Rule.RuleContext, analysis: FileAnalysis, suggested: SuggestedRewrite): Rule.SuggestionReportDescriptor[] {
  if (analysis.context === undefined) return [];
  const file = rewriteFileOf(context, analysis.context);
  let edits: readonly TextEdit[];
  let names: readonly RuntimeName[];
  if (suggested.of === 'session') {
    // What holds the session is not the session: nothing to write around it.
    if (suggested.session.property !== undefined) return [];
    const plan = planSession(suggested.session, file, analysis.sessions);
    if (plan.outcome !== 'rewrite' || plan.edits.length === 0) return [];
    edits = plan.edits;
    names = plan.runtimeNames;
  } else {
    edits = suggested.edits;
    names = suggested.runtimeNames;
  }
  const shared = importEdit(names, file);
  const all = shared ? [...edits, shared] : edits;
  return [
    {
      messageId: 'useRewrite',
      data: { description: suggested.description },
      fix: (fixer) => all.map((edit) => fixer.replaceTextRange([edit.start, edit.end], edit.text)),
    },
  ];
}
