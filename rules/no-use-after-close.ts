import { calleeName } from './analysis/names/callee.ts';
import type { EscapeSite, SessionRecord } from './analysis/sessions/session-record.ts';
import type { CallExpression, FunctionNode, Node } from './analysis/syntax/syntax.ts';
import { callGiven, timingOf } from './analysis/results/ignored-result.ts';
import { isMember, withoutCasts } from './analysis/syntax/unwrap.ts';
import { isWithin, ownerOf } from './analysis/syntax/walk.ts';
import { createRule } from './rule/create-rule.ts';
import type { RuleInput } from './rule/create-rule.ts';
import { usesAfterClose } from './rule/uses-after-close.ts';

const outlives: ReadonlySet<EscapeSite['manner']> = new Set(['returned', 'stored in field', 'stored in outer variable', 'stored in container', 'resolved']);

/** A session that is closed answers no more; one that its scope closes must not leave the scope. */
export const noUseAfterClose = createRule('no-use-after-close', {
  type: 'problem',
  description: 'Disallow using a session after it is closed, or after the scope that closes it.',
  hasSuggestions: false,
  messages: {
    used: '"{{name}}" is closed where "{{text}}" uses it. Move the close behind the last use.',
    closedTwice: '"{{name}}" is closed already where "{{text}}" closes it again, and its library does not allow that. Close it once, or with "safelyCloseClient".',
    outlivesScope: '"{{name}}" leaves the scope that closes it here: whoever gets it finds it closed. Declare it with "const" and let its new owner close it.',
  },
  *check(input) {
    const { analysis } = input;
    const textOf = (node: Node): string => analysis.context.textOf(node).split('\n')[0] ?? '';
    for (const { node, what, name } of usesAfterClose(analysis)) {
      yield { node, messageId: what === 'use' ? 'used' : 'closedTwice', data: { name, text: textOf(node) } };
    }
    for (const session of analysis.sessions) {
      if (session.disposal === undefined) continue;
      for (const node of departures(session, input)) yield { node, messageId: 'outlivesScope', data: { name: session.name, text: textOf(node) } };
    }
  },
});

/** The places at which a session, or a function that uses it, leaves the scope that closes it. */
function departures(session: SessionRecord, input: RuleInput): ReadonlySet<Node> {
  const { analysis } = input;
  const nodes = new Set<Node>();
  const exploration = analysis.watch(session, { untilScopeEnds: true });
  for (const escape of exploration?.escapes ?? []) if (outlives.has(escape.manner) && escape.shape?.is !== 'closer') nodes.add(escape.node);
  for (const fn of analysis.functions) {
    if (!isWithin(fn, session.owner) || fn === session.owner) continue;
    if (!session.variables.some((variable) => analysis.context.capturedBy(fn).has(variable))) continue;
    const at = departureOf(fn, session, input);
    if (at) nodes.add(at);
  }
  for (const call of analysis.calls) {
    const generator = call.type === 'CallExpression' ? analysis.context.functionOf(call.callee) : undefined;
    if (!generator?.generator || call.parent.type !== 'ReturnStatement' || ownerOf(call) !== session.owner) continue;
    const captured = analysis.context.capturedBy(generator);
    const isGiven = session.variables.some((variable) => captured.has(variable) || call.arguments.some((argument) => argument.type === 'Identifier' && variable === analysis.context.origins.variableOf(argument)));
    if (isGiven) nodes.add(call.parent);
  }
  return nodes;
}

/** Where a closure that uses the session goes to somebody who calls it after the scope: returned, stored, registered elsewhere. */
function departureOf(fn: FunctionNode, session: SessionRecord, { analysis }: RuleInput): Node | undefined {
  const { parent } = fn;
  if (parent.type === 'ReturnStatement' && ownerOf(parent) === session.owner) return parent;
  if (parent.type === 'AssignmentExpression' && parent.right === fn && isMember(parent.left)) {
    const object = withoutCasts(parent.left.object);
    const isOwn = object.type === 'Identifier' && session.variables.some((variable) => variable === analysis.context.origins.variableOf(object));
    return isOwn ? undefined : parent;
  }
  const call = callGiven(fn);
  if (call?.type === 'CallExpression' && ownerOf(call) === session.owner && isLeftToTimer(call, fn, session)) return call;
  if (call?.type !== 'CallExpression' || ownerOf(call) !== session.owner || timingOf(analysis.context, call, fn) !== 'on event') return undefined;
  const callee = withoutCasts(call.callee);
  if (!isMember(callee)) return undefined;
  // The session's own events, and those of what it hands out, end with it.
  const object = withoutCasts(callee.object);
  const variable = object.type === 'Identifier' ? analysis.context.origins.variableOf(object) : undefined;
  if (variable === undefined || session.variables.includes(variable)) return undefined;
  const value = analysis.context.origins.onlyValueOf(variable);
  return value && session.variables.some((own) => own.references.some((reference) => isWithin(reference.identifier, value))) ? undefined : call;
}

/** `setTimeout(() => s.get(url), 100)` whose timer nobody can clear, and that starts work when the scope may be over. */
function isLeftToTimer(call: CallExpression, fn: FunctionNode, session: SessionRecord): boolean {
  const name = calleeName(call);
  const isTimer = name === 'setTimeout' || name === 'setInterval' || name === 'setImmediate';
  return isTimer && call.parent.type === 'ExpressionStatement' && session.requests.some((request) => isWithin(request.node, fn));
}
