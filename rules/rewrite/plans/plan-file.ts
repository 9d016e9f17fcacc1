/** Plans all sessions of a file together: nested ones as one, one shared import. */
import type { FileAnalysis } from '../../analysis/analyse-file.ts';
import type { SessionRecord } from '../../analysis/sessions/session-record.ts';
import type { Node } from '../../analysis/syntax/syntax.ts';
import { composeDecisions } from './compose-decisions.ts';
import { leave } from '../decision.ts';
import type { Decision, Outcome } from '../decision.ts';
import { isDisabledByComment } from '../questions/disabled-by-comment.ts';
import type { IdiomId } from '../idioms.ts';
import { importEdit } from '../text/import-edit.ts';
import { decideForeignClose, foreignClosesOf } from './plan-foreign-close.ts';
import { planAlone } from './plan-alone.ts';
import { decideSession } from './plan-session.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import type { FilePlan, PlannedSite, TextEdit } from '../rewrite-plan.ts';

export interface FilePlanOptions {
  /** The idioms to rewrite; all where it is left out. */
  readonly only?: ReadonlySet<IdiomId>;
}

/** What is planned, in source order: sessions first made here, and closes of those made elsewhere. */
interface Subject {
  readonly node: Node;
  readonly library: string;
  readonly client: string;
  readonly name: string;
  readonly session: SessionRecord | undefined;
  readonly decide: () => Outcome;
}

/**
 * @param analysis - What `analyseFile` gives.
 * @returns Every session with its plan, and all edits of the file, sorted and disjoint, with the import among them.
 */
export function planFile(analysis: FileAnalysis, file: RewriteFile, { only }: FilePlanOptions = {}): FilePlan {
  const outcomes = new Map(subjectsOf(analysis, file).map((subject) => [subject, subject.decide()]));

  // What contradicts the plans before it waits for another run: each plan is added only where it composes with those that are in.
  const chosen: Decision[] = [];
  let edits: readonly TextEdit[] = [];
  for (const [subject, outcome] of outcomes) {
    if (outcome.outcome !== 'rewrite') continue;
    if (only !== undefined && !only.has(outcome.idiom)) {
      outcomes.set(subject, leave('not-selected', outcome.idiom));
      continue;
    }
    const composed = composeDecisions([...chosen, outcome], file);
    if (composed === undefined) {
      outcomes.set(subject, leave('overlapping-rewrites'));
      continue;
    }
    chosen.push(outcome);
    edits = composed;
  }
  const shared = importEdit(chosen.flatMap((decision) => decision.runtimeNames), file, edits);
  return {
    sites: [...outcomes].map(([{ node, library, client, name, session }, outcome]): PlannedSite => ({ node, library, client, name, session, plan: planAlone(outcome, file) })),
    edits: shared === undefined ? edits : mergeImport(edits, shared),
  };
}

function subjectsOf(analysis: FileAnalysis, file: RewriteFile): Subject[] {
  const isDisabled = (node: Node): boolean => isDisabledByComment(node, file.ast);
  const active = analysis.sessions.filter((session) => !isDisabled(session.acquisition));
  const sessions = analysis.sessions.map((session): Subject => {
    const decide = (): Outcome => (active.includes(session) ? decideSession(session, file, active) : leave('disabled-by-comment'));
    return { node: session.acquisition, library: session.library, client: session.client.name, name: session.name, session, decide };
  });
  const closes = foreignClosesOf(analysis, analysis.sessions).map((close): Subject => {
    const library = file.context.settings.libraries.find(({ clients }) => clients.some((client) => client === close.client));
    return {
      node: close.node,
      library: library?.library ?? '',
      client: close.client?.name ?? '',
      name: close.session === undefined ? close.method : file.context.textOf(close.session),
      session: undefined,
      decide: () => (isDisabled(close.node) ? leave('disabled-by-comment') : decideForeignClose(close, file)),
    };
  });
  return [...sessions, ...closes].sort((left, right) => left.node.range[0] - right.node.range[0]);
}

/** The import stands before everything else at its offset. */
function mergeImport(edits: readonly TextEdit[], shared: TextEdit): TextEdit[] {
  const index = edits.findIndex((edit) => edit.start >= shared.start);
  return index === -1 ? [...edits, shared] : [...edits.slice(0, index), shared, ...edits.slice(index)];
}
