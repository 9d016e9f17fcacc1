/**
 * A bare close takes the listeners off first: nobody is told. The runtime's close settles what waits, so an `error` listener
 * runs. Where that listener calls back, and the code that closes does so itself, the callback would run twice.
 */
import { settlerOf } from '../../analysis/names/callee.ts';
import type { SessionRecord } from '../../analysis/sessions/session-record.ts';
import type { FunctionNode, Node } from '../../analysis/syntax/syntax.ts';
import { isFunction, isWithin, nameOfFunction, walk } from '../../analysis/syntax/walk.ts';
import { isBareClose } from './bare-close.ts';
import { listenersOf } from './listeners.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { functionAround } from './surroundings.ts';

/** Whether a close outside the session's own end handlers would make a listener do something that it did not do before. */
export function tellsAgain(session: SessionRecord, file: RewriteFile): boolean {
  const endEvents = new Set((session.client.endEvents ?? []).flat());
  if (!endEvents.has('error')) return false;
  const endHandlers = listenersOf(session).filter((listener) => endEvents.has(listener.event)).map((listener) => listener.handler);
  const isClosedElsewhere = session.closes.some((close) => isBareClose(close) && close.inFunction !== session.owner && !runsOnlyIn(close.inFunction, endHandlers, file, 0) && !endHandlers.includes(close.node));
  if (!isClosedElsewhere) return false;
  return hearsErrors(session, file);
}

/** Whether an `error` listener would do something if it were told of the close. */
export function hearsErrors(session: SessionRecord, file: RewriteFile): boolean {
  return listenersOf(session).some((listener) => listener.event === 'error' && !isHarmless(listener.handler, session, file, 0));
}

/** Whether a function is one of the handlers, or a named one that only they call. */
function runsOnlyIn(fn: Node, handlers: readonly Node[], file: RewriteFile, depth: number): boolean {
  if (handlers.some((handler) => handler === fn || file.context.functionOf(handler) === fn)) return true;
  if (!isFunction(fn) || depth > 3) return false;
  const name = nameOfFunction(fn);
  const variable = name ? file.origins.variableOf(name) : undefined;
  const uses = variable?.references.filter((reference) => !reference.isWrite()) ?? [];
  return uses.length > 0 && uses.every((reference) => {
    const around = functionAround(reference.identifier);
    return handlers.includes(reference.identifier) || (around !== undefined && runsOnlyIn(around, handlers, file, depth + 1));
  });
}

/** A handler that only settles a promise (once is enough), closes, writes a log, or guards itself against a second call. */
function isHarmless(handler: Node, session: SessionRecord, file: RewriteFile, depth: number): boolean {
  const { context } = file;
  if (settlerOf(context, handler) !== undefined || session.closes.some((close) => close.node === handler)) return true;
  const fn = context.functionOf(handler);
  if (!fn || depth > 3) return false;
  if (isGuarded(fn)) return true;
  let isQuiet = true;
  walk(fn.body, file.visitorKeys, (node) => {
    if (!isQuiet || (isFunction(node) && node !== fn)) return false;
    if (node.type !== 'CallExpression') return true;
    const origin = context.origins.of(node.callee);
    const isLog = origin?.kind === 'global' && ['console', 'clearTimeout', 'clearInterval'].includes(origin.path[0] ?? '');
    const isOwnClose = session.closes.some((close) => isWithin(close.node, node) && isWithin(node, close.node));
    if (!isLog && !isOwnClose && settlerOf(context, node.callee) === undefined && !isHarmless(node.callee, session, file, depth + 1)) isQuiet = false;
    return isQuiet;
  });
  return isQuiet;
}

/** `if (done) return; done = true; …`. */
function isGuarded(fn: FunctionNode): boolean {
  if (fn.body.type !== 'BlockStatement') return false;
  const [first] = fn.body.body;
  if (first?.type !== 'IfStatement') return false;
  const { consequent } = first;
  return consequent.type === 'ReturnStatement' || (consequent.type === 'BlockStatement' && consequent.body.at(-1)?.type === 'ReturnStatement');
}
