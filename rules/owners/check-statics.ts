/** Sessions in static fields. */
import type { FileContext } from '../analysis/file-context.ts';
import { thisBehind } from '../analysis/names/this-behind.ts';
import type { SessionRecord } from '../analysis/sessions/session-record.ts';
import type { ClassNode, Node } from '../analysis/syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../analysis/syntax/unwrap.ts';
import { isField, isFunction, sideOfThis } from '../analysis/syntax/walk.ts';
import type { RuleInput } from '../rule/create-rule.ts';
import { lossesIn } from './field-losses.ts';
import { assignmentOf, declarationOf } from './owner-fields.ts';
import type { OwnerFinding } from './owner-finding.ts';
import { methodsOf } from './owner-methods.ts';

interface StaticField {
  readonly classNode: ClassNode;
  readonly name: string;
  /** Where it is declared, or else first filled. */
  readonly at: Node;
  readonly sessions: SessionRecord[];
}

/** A static field lives as long as the process: `strict` wants it closed all the same, and no session lost from it before. */
export function* checkStatics({ analysis }: RuleInput): Iterable<OwnerFinding> {
  const { context } = analysis;
  if (context === undefined) return;
  for (const { classNode, name, at, sessions } of staticFieldsOf(analysis.sessions, context)) {
    const text = `${classNode.id?.name ?? 'this'}.${name}`;
    const isClosed = analysis.closes.some(({ session }) => {
      const closed = session && withoutCasts(session);
      return closed !== undefined && isMember(closed, name) && (classHaving(closed.object, context) ?? classNode) === classNode;
    });
    if (!isClosed) {
      yield { node: at, messageId: 'noDispose', data: { name: text, cure: `safelyCloseClient(${text})` } };
      continue;
    }
    const losses = new Set<Node>();
    for (const session of sessions) {
      for (const { fn } of methodsOf(classNode, 'static')) {
        for (const loss of lossesIn(analysis.exploreFrom(fn, session.client, new Map([[`this.${name}`, 'self']])), fn, name, analysis)) losses.add(loss);
      }
      const exploration = isFunction(session.owner) ? analysis.watch(session, { followsFields: true }) : undefined;
      if (exploration && isFunction(session.owner)) for (const loss of lossesIn(exploration, session.owner, name, analysis)) losses.add(loss);
    }
    for (const node of losses) yield { node, messageId: 'overwritten', data: { name: text } };
  }
}

function staticFieldsOf(sessions: readonly SessionRecord[], context: FileContext): readonly StaticField[] {
  const fields: StaticField[] = [];
  for (const session of sessions) {
    const filled = staticFilledBy(session, context);
    if (filled === undefined) continue;
    const known = fields.find(({ classNode, name }) => classNode === filled.classNode && name === filled.name);
    if (known) known.sessions.push(session);
    else fields.push({ ...filled, sessions: [session] });
  }
  return fields;
}

/** `static client = new Client(url)`, `Api.client = new Client(url)`, and `this.client = …` in what is static itself. */
function staticFilledBy(session: SessionRecord, context: FileContext): Omit<StaticField, 'sessions'> | undefined {
  const { owner } = session;
  if (isField(owner) && owner.static && owner.value && withoutCasts(owner.value) === withoutCasts(session.value)) {
    const name = propertyName(owner);
    return name === undefined ? undefined : { classNode: owner.parent.parent, name, at: owner };
  }
  const assignment = assignmentOf(session) ?? session.escapes.find(({ manner, node }) => manner === 'stored in field' && node.type === 'AssignmentExpression')?.node;
  if (assignment?.type !== 'AssignmentExpression' || !isMember(assignment.left)) return undefined;
  const classNode = classHaving(assignment.left.object, context);
  const name = propertyName(assignment.left);
  return classNode === undefined || classNode === 'instance' || name === undefined ? undefined : { classNode, name, at: declarationOf(classNode, name) ?? assignment };
}

/** The class that an expression gives itself, and not an instance of it: `'instance'` for such. */
function classHaving(object: Node, context: FileContext): ClassNode | 'instance' | undefined {
  const inner = withoutCasts(object);
  const own = thisBehind(context, inner);
  const side = own && sideOfThis(own);
  return side === undefined ? context.classOf(inner) : side.isStatic ? side.classNode : 'instance';
}
