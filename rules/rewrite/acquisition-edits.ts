/** The edits that turn a session's declaration into one that closes it. */
import type { SessionRecord } from '../analysis/session-record.ts';
import type { TSESTree } from '../analysis/syntax.ts';
import type { TextEdit } from './rewrite-plan.ts';

/** Whether the scope's own disposal would not do: the class has none, or one that may hang. */
export function needsClosing({ client, isWrappedInClosing }: SessionRecord): boolean {
  return !isWrappedInClosing && client.nativeDispose?.bounded !== true;
}

/** `closing(…)` around the expression that is the session. */
export function wrapInClosing(session: SessionRecord, closing: string): TextEdit[] {
  const { range } = session.value;
  return [
    { start: range[0], end: range[0], text: `${closing}(` },
    { start: range[1], end: range[1], text: ')' },
  ];
}

/** `const s = new X()` → `await using s = closing(new X())`. */
export function declareAwaitUsing(session: SessionRecord, declaration: TSESTree.VariableDeclaration, closing: string): TextEdit[] {
  const start = declaration.range[0];
  const keyword = { start, end: start + declaration.kind.length, text: 'await using' };
  return needsClosing(session) ? [keyword, ...wrapInClosing(session, closing)] : [keyword];
}
