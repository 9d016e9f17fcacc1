import type { EscapeSite } from './analysis/session-record.ts';
import type { Node } from './analysis/syntax.ts';
import { createRule } from './rule/create-rule.ts';

const outlives: ReadonlySet<EscapeSite['manner']> = new Set(['returned', 'stored in field', 'stored in outer variable', 'stored in container', 'resolved', 'captured by registered closure']);

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
  *check({ analysis }) {
    for (const session of analysis.sessions) {
      const seen = new Set<Node>();
      const found: { node: Node; messageId: 'used' | 'closedTwice' | 'outlivesScope' }[] = [];
      const note = (node: Node, messageId: 'used' | 'closedTwice' | 'outlivesScope'): void => {
        if (seen.has(node)) return;
        seen.add(node);
        found.push({ node, messageId });
      };
      if (session.disposal === undefined) {
        analysis.watch(session, { afterClose: (node, what) => note(node, what === 'use' ? 'used' : 'closedTwice') });
      } else {
        const exploration = analysis.watch(session, { untilScopeEnds: true, afterClose: (node, what) => note(node, what === 'use' ? 'used' : 'closedTwice') });
        for (const escape of exploration?.escapes ?? []) if (outlives.has(escape.manner) && escape.shape?.is !== 'closer') note(escape.node, 'outlivesScope');
      }
      for (const { node, messageId } of found) yield { node, messageId, data: { name: session.name, text: analysis.context.textOf(node).split('\n')[0] ?? '' } };
    }
  },
});
