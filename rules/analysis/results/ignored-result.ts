/**
 * Functions whose result nobody looks at: what they return is not handed over, and a promise they give is not awaited.
 */
import { isExecutor, isTestCall, knownCallOf, testCallName } from '../names/callee.ts';
import type { FileContext } from '../file-context.ts';
import { isClosingName, isListenerMethod, tearDownOf } from '../names/known-calls.ts';
import type { CallbackTiming } from '../names/known-calls.ts';
import { isRuntimeCall, runtimeClosers } from '../names/runtime-calls.ts';
import type { CallExpression, FunctionNode, NewExpression, Node } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { keepsThis } from '../syntax/walk.ts';

/** The call that a function is given to as an argument, looking through casts and `function () { … }.bind(this)`. */
export function callGiven(fn: Node): CallExpression | NewExpression | undefined {
  const isBound = fn.type === 'FunctionExpression' && keepsThis(fn);
  let inner: Node = (isBound ? fn.parent.parent : undefined) ?? fn;
  let outer: Node | undefined = inner.parent;
  while (outer && withoutCasts(outer) === withoutCasts(inner) && outer.type !== 'ArrowFunctionExpression') {
    inner = outer;
    outer = outer.parent;
  }
  if (outer?.type !== 'CallExpression' && outer?.type !== 'NewExpression') return undefined;
  return outer.arguments.some((argument) => argument === inner) ? outer : undefined;
}

/** When a call calls the function it is given at `argument`, where that is known. */
export function timingOf(context: FileContext, call: CallExpression | NewExpression, argument: Node): CallbackTiming | undefined {
  const row = knownCallOf(context, call);
  const position = call.arguments.indexOf(argument as (typeof call.arguments)[number]);
  return row?.callbacks.find((callback) => callback.position === 'any' || callback.position === position)?.timing;
}

/**
 * Whether nobody sees what a function returns: executors, event handlers, timers, `forEach`.
 *
 * Test blocks and hooks are told apart: their runner awaits the promise, but drops any other value.
 */
export function isResultIgnored(context: FileContext, fn: FunctionNode): boolean {
  return isExecutor(context, fn) || isIgnoredWhereGiven(context, fn, fn);
}

/** The same for a function that is given to a call by `argument`: itself, its name, or its name bound to a `this`. */
export function isIgnoredWhereGiven(context: FileContext, argument: Node, fn: FunctionNode): boolean {
  const call = callGiven(argument);
  if (call === undefined) return false;
  if (call.type === 'CallExpression' && isTestCall(context, call)) return false;
  if (isForEach(call) || goesOnAfterClose(context, call)) return true;
  const callee = withoutCasts(call.callee);
  const timing = timingOf(context, call, argument);
  // `multi.onMessage((error, easy) => …)`: registering methods are named so.
  if (timing === undefined && isMember(callee) && /^on[A-Z]/u.test(propertyName(callee) ?? '') && call.parent.type === 'ExpressionStatement') return true;
  if (timing === undefined && call.arguments.at(-1) === argument && (takesErrorFirst(fn) || isTold(callee))) return true;
  if (timing === undefined && (isWrappedForRegistration(context, call) || isDroppedByCallee(context, call, argument))) return true;
  return timing === 'on event' || timing === 'once later' || (timing === 'at tear-down' && isProcessEvent(context, call));
}

/** `server.close(() => …)`: a close tells its callback that it is over. */
function isTold(callee: Node): boolean {
  return isMember(callee) && isClosingName(propertyName(callee) ?? '');
}

/** `void safelyCloseClient(s).then(() => …)`: the safe close's way to tell a callback that it is over. */
function goesOnAfterClose(context: FileContext, call: CallExpression | NewExpression): boolean {
  return call.type === 'CallExpression' && isVoidedContinuation(call) && isMember(call.callee) && isRuntimeCall(context, call.callee.object, runtimeClosers);
}

/** `void p.then(() => …)`: nobody waits for what stands in the callback, and what has to wait for the promise stands there. */
export function isVoidedContinuation(call: CallExpression): boolean {
  return isMember(call.callee, 'then') && call.arguments.length > 0 && call.parent.type === 'UnaryExpression' && call.parent.operator === 'void';
}

/** `insert(db, () => …)` where the body of `insert` shows that it does no more than call what it is given. */
function isDroppedByCallee(context: FileContext, call: CallExpression | NewExpression, argument: Node): boolean {
  const parameter = context.functionOf(call.callee)?.params[call.arguments.indexOf(argument as (typeof call.arguments)[number])];
  const variable = parameter?.type === 'Identifier' ? context.origins.variableOf(parameter) : undefined;
  const uses = variable?.references.map(({ identifier }): Node => identifier) ?? [];
  return uses.length > 0 && uses.every((use) => use.parent?.type === 'CallExpression' && use.parent.callee === use && use.parent.parent.type === 'ExpressionStatement');
}

/** `list.forEach(…)`: its callback runs as a part of the function around. */
export function isForEach(call: CallExpression | NewExpression): boolean {
  const callee = withoutCasts(call.callee);
  return isMember(callee) && propertyName(callee) === 'forEach';
}

/** `read(path, (error, data) => …)`: Node's convention, in which the callback is told and not asked. */
export function takesErrorFirst(fn: FunctionNode): boolean {
  const [first] = fn.params;
  return first?.type === 'Identifier' && /^_?(?:e|err|error)$/u.test(first.name);
}

/** `s.on('end', once(() => …))`: what is made of the function is registered in its place. */
function isWrappedForRegistration(context: FileContext, call: CallExpression | NewExpression): boolean {
  const given = call.type === 'CallExpression' ? callGiven(call) : undefined;
  return given !== undefined && timingOf(context, given, call) === 'on event' && !(given.type === 'CallExpression' && isTestCall(context, given));
}

function isProcessEvent(context: FileContext, call: CallExpression | NewExpression): boolean {
  const origin = context.origins.of(call.callee, 'everywhere');
  return (origin?.kind === 'global' && origin.path[0] === 'process') || (origin?.kind === 'module' && /^(?:node:)?process$/u.test(origin.module));
}

/** Whether a value that a function returns reaches somebody who can own it. */
export function handsOutItsResult(context: FileContext, fn: FunctionNode): boolean {
  if (isResultIgnored(context, fn)) return false;
  const call = callGiven(fn);
  return !(call?.type === 'CallExpression' && isTestCall(context, call));
}

/** The name of the test hook or block that a function is given to. */
export function hookOf(context: FileContext, fn: Node): string | undefined {
  const call = callGiven(fn);
  return call?.type === 'CallExpression' ? testCallName(context, call) : undefined;
}

export const isSetUpHook = (name: string | undefined): name is string => name !== undefined && tearDownOf.has(name);

/** Whether a function is registered as an event handler: a throw out of it ends the process. */
export function isEventHandler(context: FileContext, fn: FunctionNode): boolean {
  const call = callGiven(fn);
  if (call?.type !== 'CallExpression' || isTestCall(context, call)) return false;
  const callee = withoutCasts(call.callee);
  if (!isMember(callee)) return false;
  return isListenerMethod(propertyName(callee) ?? '');
}
