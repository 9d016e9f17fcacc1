import { ownClass } from './analysis/effects/owner-classes.ts';
import type { LeakPath, SessionRecord } from './analysis/sessions/session-record.ts';
import { createRule } from './rule/create-rule.ts';
import type { RuleInput } from './rule/create-rule.ts';
import { contradictedTags } from './rule/contradicted-tags.ts';
import { cureOf, leaksInItsMaking } from './rule/cure.ts';
import { explain, linesToExplain } from './rule/explain.ts';
import { lineOf } from './rule/places.ts';

/**
 * The main rule: a session that stays open on some path.
 *
 * @example
 * const curl = new Curl();      // "curl" is not closed when "fetch()" on line 2 throws …
 * await fetch(url);
 * await safelyCloseClient(curl);
 */
export const requireSafeClose = createRule('require-safe-close', {
  type: 'problem',
  description: 'Require every session to be closed on every path.',
  hasSuggestions: true,
  messages: {
    explained: '{{text}}',
    contradictedTag: 'The comment says "{{tag}}", but the body {{does}}. Correct the comment or the body: callers are checked by the comment.',
    dropped: '"{{name}}" is made here and nothing keeps it, so nothing can close it. {{cure}}',
    neverClosed: '"{{name}}" is never closed. {{cure}}',
    leaksAtExit: '"{{name}}" is still open where line {{line}} leaves it{{more}}. {{cure}}',
    leaksOnThrow: '"{{name}}" stays open when {{what}} on line {{line}} throws{{more}}. {{cure}}',
    overwritten: '"{{name}}" is still open when line {{line}} puts another value in its place{{more}}. {{cure}}',
    oneHandler: '"{{name}}" is closed by its handler on line {{line}} only; its work can end in another way, and then it stays open. {{cure}}',
    notStarted: '"{{name}}" is closed by its handlers, and nothing starts the work that they wait for. {{cure}}',
    closeNotCalled: '"{{name}}" is not closed by line {{line}}: that only mentions its close method and never calls it. {{cure}}',
    noTearDown: '"{{name}}" is made in a set-up hook, and no matching tear-down hook closes it. {{cure}}',
  },
  *check(input) {
    const line = linesToExplain(input.settings.debug, input.context.physicalFilename);
    if (line !== undefined) for (const { node, text } of explain(input.analysis, line)) yield { node, messageId: 'explained', data: { text } };
    for (const { node, tag, does } of contradictedTags(input.analysis)) yield { node, messageId: 'contradictedTag', data: { tag, does } };
    for (const session of [...input.analysis.sessions, ...input.analysis.owners]) {
      const [leak] = session.leaks;
      if (leak === undefined) continue;
      const others = session.leaks.length - 1;
      yield {
        node: session.acquisition,
        messageId: messageOf(leak),
        data: {
          name: session.name,
          line: lineOf(leak.node),
          what: input.analysis.context.textOf(leak.node).length <= 40 ? `"${input.analysis.context.textOf(leak.node).replace(/\s+/gu, ' ')}"` : 'the call',
          more: others === 0 ? '' : ` (and on ${String(others)} more ${others === 1 ? 'path' : 'paths'})`,
          cure: cureOf(session, leak, input),
        },
        rewrite: session.library === ownClass || leaksInItsMaking(session) ? undefined : { of: 'session', session, description: suggestionFor(session, input) },
      };
    }
  },
});

function messageOf(leak: LeakPath) {
  switch (leak.kind) {
    case 'dropped':
      return 'dropped';
    case 'never closed':
      return 'neverClosed';
    case 'exit':
      return 'leaksAtExit';
    case 'throw':
      return 'leaksOnThrow';
    case 'overwritten':
      return 'overwritten';
    case 'one handler':
      return 'oneHandler';
    case 'not started':
      return 'notStarted';
    case 'close not called':
      return 'closeNotCalled';
    case 'no tear-down':
      return 'noTearDown';
  }
}

function suggestionFor(session: SessionRecord, input: RuleInput): string {
  const variable = session.binding?.variable.name ?? 'it';
  return input.closeStyle() === 'try-finally' ? `Close "${variable}" in a "finally".` : `Close "${variable}" on every path.`;
}
