/** The edits that turn a session's declaration into one that closes it. */
import { catalog } from 'safely-close/clients';
import type { SessionRecord } from '../../analysis/sessions/session-record.ts';
import type { Node, TSESTree } from '../../analysis/syntax/syntax.ts';
import type { TextEdit } from '../rewrite-plan.ts';
import { isNothing } from '../../analysis/syntax/unwrap.ts';

/** The oldest Node that the packages support: a disposal that Node brings later may not be there. */
const oldestNode: readonly [major: number, minor: number] = [22, 14];

/** What is there since this version is there in every one. */
const fromTheFirst = '0.0.0';

/** Whether the scope's own disposal would not do: the class has none everywhere, or one that may hang. */
export function needsClosing({ client, isWrappedInClosing, library }: SessionRecord): boolean {
  if (isWrappedInClosing) return false;
  const { nativeDispose } = client;
  return nativeDispose?.bounded !== true || !isThereEverywhere(nativeDispose.since, library);
}

/** Of a package nobody knows here which version will be installed; of Node's own modules the oldest supported one counts. */
function isThereEverywhere(since: string, library: string): boolean {
  if (since === fromTheFirst) return true;
  const isNodeModule = catalog.some((facts) => facts.library === library && facts.modules.some((module) => module.startsWith('node:')));
  const [major = Infinity, minor = 0] = since.split('.').map(Number);
  return isNodeModule && (major < oldestNode[0] || (major === oldestNode[0] && minor <= oldestNode[1]));
}

/**
 * `closing(…)` around the expression that is the session.
 *
 * @param options - Its further arguments, as text.
 */
export function wrapInClosing(session: SessionRecord, closing: string, options = ''): TextEdit[] {
  const { range } = orNothing(session.value);
  return [
    { start: range[0], end: range[0], text: `${closing}(` },
    { start: range[1], end: range[1], text: `${options})` },
  ];
}

/** `on ? s : null`: the whole of it, because `closing` lets `null` and `undefined` through; else the session alone. */
function orNothing(value: Node): Node {
  const { parent } = value;
  return parent !== undefined && isSessionOrNothing(parent, value) ? parent : value;
}

/** Whether `node` is the session or `null` (or `undefined`), depending on a condition. */
export function isSessionOrNothing(node: Node, value: Node): boolean {
  if (node.type !== 'ConditionalExpression') return false;
  const other = node.consequent === value ? node.alternate : node.alternate === value ? node.consequent : undefined;
  return isNothing(other);
}

/** `const s = new X()` → `await using s = closing(new X())`. */
export function declareAwaitUsing(session: SessionRecord, declaration: TSESTree.VariableDeclaration, closing: string, options: string): TextEdit[] {
  const start = declaration.range[0];
  const keyword = { start, end: start + declaration.kind.length, text: 'await using' };
  return needsClosing(session) ? [keyword, ...wrapInClosing(session, closing, options)] : [keyword];
}
