import type { Node } from './analysis/syntax/syntax.ts';
import { knownCallOf } from './analysis/names/callee.ts';
import { callGiven, timingOf } from './analysis/results/ignored-result.ts';
import type { SessionRecord } from './analysis/sessions/session-record.ts';
import { isFunction, isWithin, ownerOf } from './analysis/syntax/walk.ts';
import { createRule } from './rule/create-rule.ts';
import type { RuleInput } from './rule/create-rule.ts';

/** `process.exit()` runs no `finally` and no disposer. */
export const noExitWithOpenSession = createRule('no-exit-with-open-session', {
  type: 'problem',
  description: 'Disallow `process.exit()` while a session is open.',
  hasSuggestions: false,
  messages: {
    exitWithOpenSession: '"{{text}}" ends the process while "{{name}}" is open: no "finally" and no disposer runs. Set "process.exitCode" and return, or close it before.',
  },
  *check({ analysis }) {
    const reported = new Set<Node>();
    for (const session of analysis.sessions) {
      const exits: Node[] = [];
      analysis.watch(session, { untilScopeEnds: true, atProcessEnd: (call) => exits.push(call) });
      exits.push(...exitsInCallbacks(session, analysis));
      for (const node of exits) {
        if (reported.has(node)) continue;
        reported.add(node);
        yield { node, messageId: 'exitWithOpenSession', data: { name: session.name, text: analysis.context.textOf(node) } };
      }
    }
  },
});

/** `await s.get(url).catch(() => process.exit(1))`: in a callback that runs while the scope that closes it is still open. */
function exitsInCallbacks(session: SessionRecord, analysis: RuleInput['analysis']): Node[] {
  const scope = session.binding?.declarator?.parent.parent;
  if (session.disposal === undefined || !scope) return [];
  return analysis.calls.filter((call) => {
    if (!isWithin(call, scope) || call.range[0] < session.value.range[1]) return false;
    const fn = ownerOf(call);
    if (!isFunction(fn) || knownCallOf(analysis.context, call)?.endsProcess !== true) return false;
    const given = callGiven(fn);
    const timing = given && ownerOf(given) === session.owner ? timingOf(analysis.context, given, fn) : undefined;
    return timing === 'on rejection' || timing === 'on fulfilment' || timing === 'on settlement' || timing === 'maybe now' || timing === 'once now';
  });
}
