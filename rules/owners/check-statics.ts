/** Sessions in static fields. */
import type { SessionRecord } from '../analysis/sessions/session-record.ts';
import type { Node } from '../analysis/syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../analysis/syntax/unwrap.ts';
import { isField } from '../analysis/syntax/walk.ts';
import type { RuleInput } from '../rule/create-rule.ts';
import { assignmentOf, declarationOf } from './owner-fields.ts';
import type { OwnerFinding } from './owner-finding.ts';

/** A static field lives as long as the process: `strict` wants it closed all the same. */
export function* checkStatics({ analysis }: RuleInput): Iterable<OwnerFinding> {
  const seen = new Set<Node>();
  for (const session of analysis.sessions) {
    const { declaration, name, text } = staticFilledBy(session, analysis) ?? {};
    if (!declaration || name === undefined || text === undefined || seen.has(declaration)) continue;
    seen.add(declaration);
    const isClosed = analysis.closes.some((site) => site.session !== undefined && isMember(withoutCasts(site.session), name));
    if (!isClosed) yield { node: declaration, messageId: 'noDispose', data: { name: text, cure: `safelyCloseClient(${text})` } };
  }
}

/** `static client = new Client(url)`, `Api.client = new Client(url)`. */
function staticFilledBy(session: SessionRecord, { context }: RuleInput['analysis']): { declaration: Node; name: string; text: string } | undefined {
  const { owner } = session;
  if (isField(owner) && owner.static && owner.value && withoutCasts(owner.value) === withoutCasts(session.value)) {
    const name = propertyName(owner);
    return name === undefined ? undefined : { declaration: owner, name, text: `${owner.parent.parent.id?.name ?? 'this'}.${name}` };
  }
  const assignment = assignmentOf(session);
  if (assignment?.type !== 'AssignmentExpression' || !isMember(assignment.left)) return undefined;
  const classNode = context?.classOf(assignment.left.object);
  const name = propertyName(assignment.left);
  const declaration = classNode && name !== undefined ? declarationOf(classNode, name) : undefined;
  return declaration && name !== undefined ? { declaration, name, text: context?.textOf(assignment.left) ?? name } : undefined;
}
