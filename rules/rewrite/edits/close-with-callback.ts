/** Replaces a close that is told, by a callback, when it is over. */
import type { CloseSite } from '../../analysis/sessions/session-record.ts';
import { isCallbackWithoutReader } from '../../analysis/results/promise-fate.ts';
import type { CallExpression, FunctionNode, Node } from '../../analysis/syntax/syntax.ts';
import { callbackOfClose, drainsVisitors } from '../questions/callback-of-close.ts';
import type { CallbackOfClose } from '../questions/callback-of-close.ts';
import { functionAround } from '../questions/surroundings.ts';
import type { ReasonId } from '../reasons.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { insert, replace } from '../text/changes.ts';
import type { Change } from '../text/changes.ts';

/** What the close's callback is there for, or why that is not for a rewrite to say. */
export function decideCallback(close: CloseSite, file: RewriteFile): CallbackOfClose | { readonly purpose: 'unknown'; readonly reason: ReasonId } {
  const callback = callbackOfClose(close, file);
  if (callback === undefined) return { purpose: 'unknown', reason: 'close-with-arguments' };
  if (drainsVisitors(close, file)) return { purpose: 'unknown', reason: 'server-drains' };
  return losesComment(callback, close.node, file) ? { purpose: 'unknown', reason: 'close-not-replaceable' } : callback;
}

/** Whether a comment stands in what is replaced as a whole. */
function losesComment(callback: CallbackOfClose, call: Node, { ast }: RewriteFile): boolean {
  if (callback.purpose === 'goes on') return false;
  const [start, end] = callback.purpose === 'settles' ? callback.promise.range : call.range;
  return ast.comments?.some(({ range }) => range[0] >= start && range[1] <= end) === true;
}

/** The promise around a close that stands for nothing else, so that a safe close may stand for both. */
function promiseOfClose(close: CloseSite, file: RewriteFile): Node | undefined {
  const callback = callbackOfClose(close, file);
  return callback?.purpose === 'settles' && !drainsVisitors(close, file) ? callback.promise : undefined;
}

/** The expression that stands for a close: the promise around it, where that stands for nothing else. */
export const expressionOfClose = (close: CloseSite, file: RewriteFile): Node => promiseOfClose(close, file) ?? close.node;

/** Whether a safe close may stand for that expression: what the close is given says nothing that the safe close would have to know. */
export function standsForAll(close: CloseSite, file: RewriteFile): boolean {
  if (callbackOfClose(close, file) !== undefined) return promiseOfClose(close, file) !== undefined;
  return close.node.type === 'CallExpression' && close.node.arguments.length === 0;
}

/** Whether a close stands in a callback whose result nobody looks at; the executor of a promise that stands for it is none. */
export function isInCallback(close: CloseSite, file: RewriteFile): boolean {
  const holder = functionAround(expressionOfClose(close, file));
  return holder !== undefined && isCallbackWithoutReader(file.context, holder);
}

/** `s.close(() => { … });` → `void safelyCloseClient(s).then(() => { … });`. */
export function goOnAfterwards({ range, callee }: CallExpression, closing: string): Change[] {
  return [replace(range[0], callee.range[1], `void ${closing}.then`)];
}

/** `after((done) => s.close(done))` → `after(() => safelyCloseClient(s))`: the hook's promise ends it. */
export function endHookByPromise(call: Node, hook: FunctionNode, done: Node, closing: string, file: RewriteFile): Change[] {
  const whole = call.parent?.type === 'ChainExpression' ? call.parent : call;
  const parameters = withoutLast(hook, done, file);
  if (hook.body === whole) return [parameters, replace(whole.range[0], whole.range[1], closing)];
  return [insert(hook.range[0], 'async '), parameters, replace(whole.range[0], whole.range[1], `await ${closing}`)];
}

function withoutLast({ params }: FunctionNode, last: Node, { text }: RewriteFile): Change {
  const before = params.at(-2);
  if (before !== undefined) return replace(before.range[1], last.range[1], '');
  const isInParentheses = /\(\s*$/.test(text.slice(0, last.range[0]));
  return replace(last.range[0], last.range[1], isInParentheses ? '' : '()');
}
