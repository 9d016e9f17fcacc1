/** A field with one session, or with a list of them that it is given at once. */
import { isFunction, isWithin, ownerOf } from '../analysis/syntax/walk.ts';
import type { SessionRecord } from '../analysis/sessions/session-record.ts';
import type { ClassNode, Node } from '../analysis/syntax/syntax.ts';
import type { RuleInput } from '../rule/create-rule.ts';
import { lineOf } from '../rule/places.ts';
import { runsOnlyWithoutSession } from './reconnects.ts';
import { clearedLate, closingDefect, placesOf } from './field-closing.ts';
import { lossesIn } from './field-losses.ts';
import { failingConstructor, filledTwice, isArmedInClass, fromMaking, isClosedByHandlers, isClosedWhereMade } from './field-making.ts';
import { cureOf } from './owner-cure.ts';
import { assignmentOf, declarationOf, declaredValue } from './owner-fields.ts';
import type { OwnerFinding } from './owner-finding.ts';
import { againNames, isPrivate, methodsOf } from './owner-methods.ts';

export function* checkField(classNode: ClassNode, name: string, sessions: readonly SessionRecord[], input: RuleInput): Iterable<OwnerFinding> {
  const [session] = sessions;
  if (session === undefined || !isArmedInClass(classNode, name, session, input)) return;
  const place = `this.${name}`;
  const places = placesOf(place, session);
  const at = declarationOf(classNode, name) ?? assignmentOf(session) ?? session.acquisition;
  const report = (messageId: OwnerFinding['messageId'], data: Record<string, string> = {}): OwnerFinding => ({ node: at, messageId, data: { name: place, cure: cureOf(place, at, session.property), ...data } });

  const defect = closingDefect(classNode, session, place, input);
  if (defect !== undefined && !isClosedWhereMade(sessions) && !isClosedByHandlers(classNode, sessions, places, input)) {
    yield report(defect.messageId, defect.data);
    return;
  }
  const twice = filledTwice(classNode, name, session, places, input);
  if (twice !== undefined) yield { node: twice, messageId: 'overwritten', data: { name: place } };
  const failing = twice !== undefined ? undefined : failingConstructor(classNode, sessions, places, input);
  if (failing !== undefined) {
    yield report('constructorFails', { line: lineOf(failing) });
    return;
  }
  const late = clearedLate(classNode, name, sessions);
  if (late !== undefined) {
    yield report('clearedLate', { line: lineOf(late) });
    return;
  }
  // What one method makes in either branch of a condition is made once.
  const isMadeInSeveral = new Set(sessions.map(({ acquisition }) => ownerOf(acquisition))).size > 1;
  const isOpenFromStart = isMadeInSeveral || declaredValue(classNode, name) !== undefined;
  const losses = new Set<Node>();
  for (const method of methodsOf(classNode)) {
    if (isPrivate(method) && runsOnlyWithoutSession(method.name, classNode, session.client, input.analysis)) continue;
    for (const loss of lossesIn(input.analysis.exploreFrom(method.fn, session.client, places), method.fn, name, input.analysis)) {
      const isAgain = input.settings.mode === 'strict' || isOpenFromStart || againNames.test(method.name) || !putsSession(loss, sessions);
      if (isAgain) losses.add(loss);
    }
  }
  for (const made of sessions) {
    const exploration = isFunction(made.owner) ? fromMaking(classNode, made, places, input.analysis) : undefined;
    if (exploration === undefined || !isFunction(made.owner)) continue;
    for (const loss of lossesIn(exploration, made.owner, name, input.analysis)) if (input.settings.mode === 'strict' || !isWithin(made.acquisition, loss)) losses.add(loss);
  }
  for (const node of [...losses].sort((one, other) => one.range[0] - other.range[0])) yield { node, messageId: 'overwritten', data: { name: place } };
}

const putsSession = (assignment: Node, sessions: readonly SessionRecord[]): boolean => sessions.some((session) => isWithin(session.acquisition, assignment) || session.field?.filledBy === assignment);
