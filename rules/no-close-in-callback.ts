import type { Node } from './analysis/syntax/syntax.ts';
import { isMember, withoutCasts } from './analysis/syntax/unwrap.ts';
import { busyPlaceOf } from './rule/busy-callback.ts';
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
    for (const { call, session } of handleCalls(input)) {
      const where = busyPlaceOf(call, input.analysis);
      if (where !== undefined) yield { node: call, messageId: 'closeInCallback', data: { text: input.analysis.context.textOf(call), where, session } };
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
