import type { ClientFacts } from 'safely-close/clients';
import type { Node, TSESTree } from './analysis/syntax.ts';
import { isMember, propertyName, withoutCasts } from './analysis/unwrap.ts';
import { isFunction } from './analysis/walk.ts';
import { createRule } from './rule/create-rule.ts';
import type { RuleInput } from './rule/create-rule.ts';

/** libcurl refuses to let go of a handle while it is calling back about it; closing a Multi there aborts the process. */
export const noCloseInCallback = createRule('no-close-in-callback', {
  type: 'problem',
  description: 'Disallow closing or removing a handle inside a callback of its own library.',
  hasSuggestions: false,
  messages: {
    closeInCallback: '"{{text}}" runs inside a callback of the library itself ({{where}}), which does not let go of the handle there. Use "void safelyCloseClient({{session}})", which waits for the callback to end.',
  },
  *check(input) {
    for (const member of handleCalls(input)) {
      const where = busyPlaceOf(member.call, input);
      if (where === undefined) continue;
      yield { node: member.call, messageId: 'closeInCallback', data: { text: input.analysis.context.textOf(member.call), where, session: member.session } };
    }
  },
});

/** Calls that close or remove a handle of a library that calls back. */
function* handleCalls({ analysis }: RuleInput): Iterable<{ call: Node; session: string }> {
  for (const site of analysis.closes) {
    if (site.form !== 'bare call' || site.client?.busyIn === undefined) continue;
    yield { call: site.node, session: site.session ? analysis.context.textOf(site.session) : 'session' };
  }
  for (const call of analysis.calls) {
    const callee = withoutCasts(call.callee);
    if (!isMember(callee, 'removeHandle')) continue;
    const client = analysis.acquisitions.clientOf(callee.object);
    const [handle] = call.arguments;
    if (client?.busyIn !== undefined) yield { call, session: handle ? analysis.context.textOf(handle) : 'handle' };
  }
}

/** The library's callback that a call stands in, told as a person would. */
function busyPlaceOf(node: Node, { analysis }: RuleInput): string | undefined {
  for (let outer: Node | undefined = node.parent; outer; outer = outer.parent) {
    if (!isFunction(outer)) continue;
    const call: Node = outer.parent;
    if (call.type !== 'CallExpression' || call.callee === outer) return undefined;
    const callee = withoutCasts(call.callee);
    if (!isMember(callee)) return undefined;
    const client = analysis.acquisitions.clientOf(callee.object);
    if (client?.busyIn === undefined) return undefined;
    return placeName(call, propertyName(callee) ?? '', client);
  }
  return undefined;
}

function placeName(call: TSESTree.CallExpression, method: string, client: ClientFacts): string | undefined {
  const [first] = call.arguments;
  const name = first?.type === 'Literal' ? String(first.value) : first && isMember(first) ? propertyName(first) : undefined;
  if (name === undefined) return undefined;
  if (client.listens?.includes(method) === true && client.busyIn?.events.includes(name) === true) return `the "${name}" event`;
  const suffix = client.busyIn?.optionSuffix;
  if (method === 'setOpt' && suffix !== undefined && name.toUpperCase().endsWith(suffix)) return `the option "${name}"`;
  return undefined;
}
