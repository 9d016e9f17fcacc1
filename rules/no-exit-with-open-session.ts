import type { Node } from './analysis/syntax.ts';
import { createRule } from './rule/create-rule.ts';

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
      for (const node of exits) {
        if (reported.has(node)) continue;
        reported.add(node);
        yield { node, messageId: 'exitWithOpenSession', data: { name: session.name, text: analysis.context.textOf(node) } };
      }
    }
  },
});
