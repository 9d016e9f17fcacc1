/** What becomes of a session where the class makes it, before anybody can ask the object to close. */
import type { FileAnalysis } from '../analysis/analyse-file.ts';
import type { Exploration } from '../analysis/engine.ts';
import type { Holding } from '../analysis/paths/path-state.ts';
import type { SessionRecord } from '../analysis/sessions/session-record.ts';
import type { ClassNode, Node } from '../analysis/syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../analysis/syntax/unwrap.ts';
import { classOfThis, constructorOf, isField, isFunction, isWithin, ownerOf } from '../analysis/syntax/walk.ts';
import type { RuleInput } from '../rule/create-rule.ts';
import { declaredValue } from './owner-fields.ts';

/** A session that is armed by a method holds something only where the class calls that. */
export function isArmedInClass(classNode: ClassNode, name: string, session: SessionRecord, { analysis }: RuleInput): boolean {
  const { armedBy } = session.client;
  if (armedBy === 'acquisition' || session.isArmed) return true;
  if (isWithin(session.acquisition, session.value) && session.value !== session.acquisition && session.value.type === 'CallExpression') return true;
  return analysis.calls.some((call) => {
    const callee = withoutCasts(call.callee);
    if (!isMember(callee) || !armedBy.includes(propertyName(callee) ?? '')) return false;
    const object = withoutCasts(callee.object);
    const isField = isMember(object, name) && object.object.type === 'ThisExpression' && classOfThis(object) === classNode;
    return isField || (object.type === 'Identifier' && session.variables.some((variable) => variable === analysis.context.origins.variableOf(object)));
  });
}

/** A field that is filled and closed in one method is only that method's variable. */
export function isClosedWhereMade(sessions: readonly SessionRecord[]): boolean {
  return sessions.every((made) =>
    made.closes.some((site) => site.form !== 'not called' && ownerOf(made.acquisition) === site.inFunction),
  );
}

/** Handlers that are registered where the session is made close it however its work ends. */
export function isClosedByHandlers(classNode: ClassNode, sessions: readonly SessionRecord[], places: ReadonlyMap<string, Holding>, { analysis }: RuleInput): boolean {
  return sessions.every((session) => {
    const exploration = fromMaking(classNode, session, places, analysis);
    return exploration !== undefined && exploration.closedPaths > 0 && exploration.atExit.length === 0;
  });
}

/** What becomes of a session in its field, from where it is made to the end of that function. */
export function fromMaking(classNode: ClassNode, session: SessionRecord, places: ReadonlyMap<string, Holding>, analysis: FileAnalysis): Exploration | undefined {
  if (isFunction(session.owner)) return analysis.watch(session, { followsFields: true });
  const constructor = isField(session.owner) ? constructorOf(classNode) : undefined;
  return constructor && analysis.exploreFrom(constructor, session.client, places);
}

/** The constructor's assignment to a field that its declaration has filled already. */
export function filledTwice(classNode: ClassNode, name: string, session: SessionRecord, places: ReadonlyMap<string, Holding>, { analysis }: RuleInput): Node | undefined {
  const constructor = constructorOf(classNode);
  if (!constructor || declaredValue(classNode, name) === undefined) return undefined;
  return analysis.exploreFrom(constructor, session.client, places).leaks.find((leak) => leak.kind === 'overwritten')?.node;
}

/** Where the constructor throws after the field is filled. */
export function failingConstructor(classNode: ClassNode, sessions: readonly SessionRecord[], places: ReadonlyMap<string, Holding>, { analysis }: RuleInput): Node | undefined {
  const constructor = constructorOf(classNode);
  if (!constructor) return undefined;
  for (const session of sessions) {
    const thrown = session.owner !== constructor && isFunction(session.owner) ? undefined : fromMaking(classNode, session, places, analysis)?.leaks.find((leak) => leak.kind === 'throw');
    if (thrown) return thrown.node;
  }
  return undefined;
}
