import type { CloseSite, SessionRecord } from './analysis/sessions/session-record.ts';
import type { FileContext } from './analysis/file-context.ts';
import type { Node } from './analysis/syntax/syntax.ts';
import { callbackOfClose, isBareClose, nameForThis, optionsOf, walkThatCloses } from './rewrite/index.ts';
import { asyncPlaceOf } from './rule/async-place.ts';
import { busyPlaceOf } from './rule/busy-callback.ts';
import { createRule } from './rule/create-rule.ts';
import { rewriteFileOf } from './rule/file-analysis.ts';
import { usesAfterClose } from './rule/uses-after-close.ts';
import { awaitUsingCandidates } from './prefer-await-using.ts';

/** A bare `close()` drops transports and forgets who waits for them; the runtime's close settles, cancels and verifies. */
export const preferSafeClose = createRule('prefer-safe-close', {
  type: 'suggestion',
  description: 'Prefer `safelyCloseClient` or `await using` over a bare close.',
  hasSuggestions: true,
  messages: {
    bareClose: '"{{text}}" leaves what still waits on the session unsettled. Use "{{cure}}" instead.',
    boundClose: '"{{text}}" closes without settling what still waits on the session. Register "() => void safelyCloseClient({{session}})" instead.',
  },
  *check(input) {
    const covered = new Set(awaitUsingCandidates(input).flatMap((candidate) => candidate.session.closes.map((site) => site.node)));
    for (const use of usesAfterClose(input.analysis)) covered.add(use.node);
    const open = closesOf(input.analysis.sessions.filter((session) => session.leaks.length > 0));
    const proven = closesOf(input.analysis.sessions.filter((session) => session.leaks.length === 0));
    // One variable may hold a session that leaks and later another one that this closes.
    for (const node of open) if (!proven.has(node)) covered.add(node);
    for (const site of input.analysis.closes) {
      if (covered.has(site.node) || site.form === 'not called' || !isBareClose(site)) continue;
      if (site.client?.busyIn !== undefined && busyPlaceOf(site.node, input.analysis) !== undefined) continue;
      const place = asyncPlaceOf(site.node, input);
      if (place === 'sync' && site.form !== 'bound reference') continue;
      // A close that somebody could await and nobody does is no-floating-close's.
      if (site.promise === 'floating' && site.form === 'bare call' && place !== 'ignored callback') continue;
      const { context } = input.analysis;
      const owners = input.analysis.sessions.filter((candidate) => candidate.closes.some((close) => close.node === site.node));
      const owner = owners.find((candidate) => candidate.leaks.length === 0) ?? owners[0];
      const session = nameOf(site, owner, context);
      const walk = owner === undefined ? walkThatCloses(site, context.input.program) : undefined;
      const file = rewriteFileOf(input.context, context);
      const options = optionsOf(site, owner, file);
      const closing = walk === undefined ? `safelyCloseClient(${session}${options})` : `closeAll(${context.textOf(walk.list)}${options})`;
      const purpose = callbackOfClose(site, file)?.purpose;
      const isAwaited = purpose === 'settles' || purpose === 'ends hook' || (place !== 'ignored callback' && site.form !== 'bound reference');
      const cure = purpose === 'goes on' ? `void ${closing}.then(…)` : `${isAwaited ? 'await' : 'void'} ${closing}`;
      yield {
        node: site.node,
        messageId: site.form === 'bound reference' ? 'boundClose' : 'bareClose',
        data: { text: context.textOf(site.node), session, cure },
        rewrite: owner
          ? { of: 'session', session: owner, description: `Close "${owner.name}" safely.` }
          : { of: 'close', close: site, description: `Use "${cure}".` },
      };
    }
  },
});

const closesOf = (sessions: readonly SessionRecord[]): ReadonlySet<Node> => new Set(sessions.flatMap((session) => session.closes.map((site) => site.node)));

/** The session as its owner wrote it, also where a handler calls it `this`. */
function nameOf(site: CloseSite, owner: SessionRecord | undefined, context: FileContext): string {
  if (site.session === undefined) return 'session';
  const name = site.session.type === 'ThisExpression' && owner ? nameForThis(owner, site.node, context) : undefined;
  return name ?? context.textOf(site.session);
}
