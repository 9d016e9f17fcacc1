/** How a class closes one of its fields: not at all, not on every way, or in an order that may keep it. */
import { everyElement } from '../analysis/index.ts';
import { flagsWhereMade } from '../analysis/paths/field-flags.ts';
import type { Holding } from '../analysis/paths/path-state.ts';
import { closingMethod } from '../analysis/sessions/closing-method.ts';
import type { SessionRecord } from '../analysis/sessions/session-record.ts';
import type { ClassNode, Node } from '../analysis/syntax/syntax.ts';
import { isMember, isNothing } from '../analysis/syntax/unwrap.ts';
import type { RuleInput } from '../rule/create-rule.ts';
import { lineOf } from '../rule/places.ts';
import type { OwnerDefect } from './owner-finding.ts';
import { callableMethodsOf, disposeNames, effectOf, hasAbstractDispose, inheritedMethodsOf, methodsOf, shown } from './owner-methods.ts';

/** A field that holds the session, or a list of them: `this.all = urls.map((url) => new Client(url))`. */
export const placesOf = (place: string, { property }: SessionRecord): ReadonlyMap<string, Holding> => new Map([[place, property === everyElement ? 'holder' : 'self']]);

interface Defect {
  readonly messageId: OwnerDefect;
  readonly data: Record<string, string>;
}

/** What is wrong with how the class closes the field: nothing closes it, or not on every way. */
export function closingDefect(classNode: ClassNode, session: SessionRecord, place: string, input: RuleInput): Defect | undefined {
  const { analysis, settings } = input;
  const places = placesOf(place, session);
  const isClosedByBase = inheritedMethodsOf(classNode, input).some((method) => disposeNames.test(method.name) && effectOf(method, session.client, places, analysis).discharges === 'always');
  if (isClosedByBase) return undefined;
  const methods = callableMethodsOf(classNode, input);
  const dispose = methods.filter((method) => disposeNames.test(method.name));
  const flags = analysis.context && flagsWhereMade(analysis.context, classNode, session.acquisition);
  let partial: Defect | undefined;
  for (const method of dispose) {
    const effect = analysis.effectOn(method.fn, session.client, places, flags);
    if (effect.discharges === 'never') continue;
    const [leak] = analysis.exploreFrom(method.fn, session.client, places, {}, flags).leaks.filter((candidate) => candidate.kind !== 'overwritten');
    if (leak === undefined) return undefined;
    partial ??= { messageId: 'someWays', data: { method: shown(method.name), line: lineOf(leak.node) } };
  }
  if (partial) return partial;
  const others = methods.filter((method) => !dispose.includes(method));
  if (settings.mode === 'recommended' && others.some((method) => analysis.effectOn(method.fn, session.client, places).discharges === 'always') && dispose.length === 0) return undefined;
  const [forgetting] = dispose;
  // What a subclass must write may close it; only that class can tell.
  if (forgetting === undefined && settings.mode === 'recommended' && hasAbstractDispose(classNode)) return undefined;
  return forgetting ? { messageId: 'forgotten', data: { method: shown(forgetting.name) } } : { messageId: 'noDispose', data: {} };
}

/** `await this.client.close(); this.client = undefined`: the second statement is not reached where the first fails. */
export function clearedLate(classNode: ClassNode, name: string, sessions: readonly SessionRecord[]): Node | undefined {
  for (const site of sessions.flatMap((session) => session.closes)) {
    if (site.form !== 'bare call' || site.inFinallyOf !== undefined || closingMethod(site.client, site.method)?.mayThrow !== true) continue;
    const method = methodsOf(classNode).find((candidate) => candidate.fn === site.inFunction);
    if (!method || !disposeNames.test(method.name) || method.fn.body.type !== 'BlockStatement') continue;
    const cleared = method.fn.body.body.find((statement) => statement.range[0] >= site.node.range[1] && statement.type === 'ExpressionStatement' && isClearing(statement.expression, name));
    if (cleared) return cleared;
  }
  return undefined;
}

function isClearing(node: Node, name: string): boolean {
  if (node.type !== 'AssignmentExpression' || node.operator !== '=' || !isMember(node.left, name) || node.left.object.type !== 'ThisExpression') return false;
  return isNothing(node.right);
}
