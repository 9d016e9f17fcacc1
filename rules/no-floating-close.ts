import type { CloseSite } from './analysis/sessions/session-record.ts';
import { listDropped } from './analysis/results/promise-fate.ts';
import { isMember, propertyName } from './analysis/syntax/unwrap.ts';
import { ownerOf } from './analysis/syntax/walk.ts';
import { asyncPlaceOf } from './rule/async-place.ts';
import { createRule } from './rule/create-rule.ts';
import type { RuleInput } from './rule/create-rule.ts';

/** An asynchronous close that nobody waits for is not finished when the code goes on. */
export const noFloatingClose = createRule('no-floating-close', {
  type: 'problem',
  description: 'Disallow an asynchronous close whose promise nobody awaits.',
  hasSuggestions: true,
  messages: {
    floating: 'Nobody waits for "{{text}}": what follows runs before it is done, and a failure is lost. {{cure}}',
    inList: 'Nobody waits for "{{text}}": the promises that the callback of "{{list}}" gives are dropped. Write "await Promise.all({{of}}.map(…))".',
  },
  *check(input) {
    for (const site of input.analysis.closes) {
      if (!site.isAsynchronous || site.promise !== 'floating' || site.form === 'bound reference' || site.form === 'not called') continue;
      const { context } = input.analysis;
      const session = site.session ? context.textOf(site.session) : undefined;
      const place = asyncPlaceOf(site.node, input);
      const isSafe = site.form === 'safe call';
      // In a callback whose result nobody reads, prefer-safe-close has the cure: there nobody could wait.
      if (!isSafe && place === 'ignored callback') continue;
      const list = site.node.parent?.type === 'ExpressionStatement' ? undefined : listDropped(ownerOf(site.node));
      if (list?.type === 'CallExpression' && isMember(list.callee)) {
        yield { node: site.node, messageId: 'inList', data: { text: context.textOf(site.node), list: propertyName(list.callee) ?? '', of: context.textOf(list.callee.object) } };
        continue;
      }
      const closeCall = isSafe ? context.textOf(site.node) : `safelyCloseClient(${session ?? 'session'})`;
      const cure = place === 'ignored callback' ? `void ${closeCall}` : `await ${closeCall}`;
      yield {
        node: site.node,
        messageId: 'floating',
        data: { text: context.textOf(site.node), cure: `Write "${cure}".` },
        rewrite: bySession(site, input) ?? suggestion(site, cure, isSafe, place),
      };
    }
  },
});

/** In a `finally`, the whole session is better closed by its scope. */
function bySession(site: CloseSite, { analysis }: RuleInput) {
  if (site.inFinallyOf === undefined) return undefined;
  const session = analysis.sessions.find((candidate) => candidate.closes.some((close) => close.node === site.node));
  return session && session.closes.length === 1 && session.leaks.length === 0 && site.form === 'bare call' ? { of: 'session' as const, session, description: `Close "${session.name}" by its scope.` } : undefined;
}

function suggestion(site: CloseSite, cure: string, isSafe: boolean, place: ReturnType<typeof asyncPlaceOf>) {
  if (place === 'sync' || place === 'may become async' || site.node.type !== 'CallExpression') return undefined;
  if (!isSafe && (site.node.arguments.length > 0 || site.session === undefined)) return undefined;
  const { parent } = site.node;
  const whole = parent.type === 'UnaryExpression' && parent.operator === 'void' ? parent : parent.type === 'ChainExpression' ? parent : site.node;
  if (whole.parent?.type !== 'ExpressionStatement') return undefined;
  return {
    of: 'edits' as const,
    edits: [{ start: whole.range[0], end: whole.range[1], text: cure }],
    runtimeNames: isSafe ? [] : ['safelyCloseClient' as const],
    description: `Write "${cure}".`,
  };
}
