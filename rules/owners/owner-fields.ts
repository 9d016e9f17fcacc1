/** Where a class's field is declared and filled. */
import { isMember, propertyName } from '../analysis/syntax/unwrap.ts';
import { isField } from '../analysis/syntax/walk.ts';
import type { SessionRecord } from '../analysis/sessions/session-record.ts';
import type { ClassNode, Node } from '../analysis/syntax/syntax.ts';

export function declarationOf(classNode: ClassNode, name: string): Node | undefined {
  return classNode.body.body.find((member) => isField(member) && propertyName(member) === name);
}

export function declaredValue(classNode: ClassNode, name: string): Node | undefined {
  const member = declarationOf(classNode, name);
  return isField(member) && member.value?.type === 'NewExpression' ? member.value : undefined;
}

export function assignmentOf(session: SessionRecord): Node | undefined {
  if (session.field?.filledBy.type === 'AssignmentExpression') return session.field.filledBy;
  for (let outer: Node | undefined = session.value; outer; outer = outer.parent) {
    if (outer.type === 'AssignmentExpression' && isMember(outer.left)) return outer;
    if (outer.type === 'ExpressionStatement' || outer.type === 'VariableDeclarator') return undefined;
  }
  return undefined;
}

/** What only makes clients holds nothing itself. */
export const isMaker = ({ client }: Pick<SessionRecord, 'client'>): boolean => client.armedBy !== 'acquisition' && client.armedBy.length === 0;
