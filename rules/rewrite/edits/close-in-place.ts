/** Replaces a close where it stands by `await safelyCloseClient(s)`, or by `void safelyCloseClient(s)` where nobody looks at the result. */
import type { CloseSite, SessionRecord } from '../../analysis/sessions/session-record.ts';
import type { FunctionNode, Node, TSESTree } from '../../analysis/syntax/syntax.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import { isCallbackWithoutReader } from '../../analysis/results/promise-fate.ts';
import { callGiven, isForEach } from '../../analysis/results/ignored-result.ts';
import { isFunction, walk } from '../../analysis/syntax/walk.ts';
import { whyNotAwaitHere } from '../questions/after-floating-close.ts';
import { asyncContextOf, isTestFunction } from '../questions/async-context.ts';
import { replace, shared } from '../text/changes.ts';
import type { Change } from '../text/changes.ts';
import type { Walk } from './close-a-walk.ts';
import { optionsOf } from '../questions/forced-close.ts';
import { decideCallback, endHookByPromise, goOnAfterwards } from './close-with-callback.ts';
import { nameForThis } from '../questions/name-for-this.ts';
import type { ReasonId } from '../reasons.ts';
import { isResultDropped } from '../questions/result-dropped.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { functionAround, isInStaticBlock } from '../questions/surroundings.ts';

export type InPlace = { readonly changes: readonly Change[] } | { readonly reason: ReasonId };

/** Calls that set a session up: taken not to throw on ordinary values. */
export function isSetUpOf(session: SessionRecord | undefined): (call: Node) => boolean {
  if (session === undefined) return () => false;
  const closes = new Set<Node>(session.closes.map((close) => close.node));
  const methods = new Set([...session.client.configures, ...session.client.closes.map((close) => close.name), ...session.client.requests.map((request) => request.name)]);
  const variables = new Set(session.variables.map((variable) => variable.name));
  return (call) => {
    if (closes.has(call)) return true;
    if (call === session.acquisition || call === session.value || call.type === 'NewExpression') return call === session.acquisition || call === session.value;
    if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return false;
    let { object }: { object: Node } = call.callee;
    while (object.type === 'CallExpression' && object.callee.type === 'MemberExpression') object = object.callee.object;
    const name = propertyName(call.callee);
    return name !== undefined && methods.has(name) && ((object.type === 'Identifier' && variables.has(object.name)) || object === session.acquisition);
  };
}

/**
 * @param session - The session that is closed; `undefined` where it was made elsewhere.
 * @param safe - How the file calls `safelyCloseClient`.
 */
export function closeInPlace(close: CloseSite, session: SessionRecord | undefined, safe: string, file: RewriteFile): InPlace {
  if (close.form === 'bound reference') return boundInPlace(close, session, safe, file);
  if (close.form === 'not called') return closeThatWasMeant(close, session, safe, file);
  const call = close.node;
  if (call.type !== 'CallExpression' || call.callee.type === 'Identifier' || close.session === undefined) return { reason: 'close-not-replaceable' };
  const closing = closingCall(close.session, close, session, safe, file);
  if (call.arguments.length === 0 && call.callee.type === 'MemberExpression') return replaceClosingExpression(call, closing, session, file, { close });
  const callback = decideCallback(close, file);
  switch (callback.purpose) {
    case 'settles':
      return replaceClosingExpression(callback.promise, closing, session, file, { close });
    case 'ends hook':
      return { changes: endHookByPromise(call, callback.hook, callback.done, closing, file) };
    case 'goes on':
      return { changes: goOnAfterwards(call, closing) };
    case 'unknown':
      return { reason: callback.reason };
  }
}

/**
 * The same for a walk over many.
 *
 * @param all - How the file calls `closeAll`.
 */
export function closeWalk(close: CloseSite, { loop, list, semicolon }: Walk, all: string, file: RewriteFile): InPlace {
  return replaceClosingExpression(close.node, `${all}(${file.text.slice(...list.range)}${optionsOf(close, undefined, file)})${semicolon}`, undefined, file, { close, statement: loop });
}

function closingCall(object: Node, close: CloseSite, session: SessionRecord | undefined, safe: string, file: RewriteFile): string {
  const name = object.type === 'ThisExpression' && session !== undefined ? nameForThis(session, object, file.context) : undefined;
  return `${safe}(${name ?? file.text.slice(...object.range)}${optionsOf(close, session, file)})`;
}

/** A close that was meant and never happens (`s.close.bind(s);`, `s.close;`) becomes one. */
function closeThatWasMeant(close: CloseSite, session: SessionRecord | undefined, safe: string, file: RewriteFile): InPlace {
  const member = memberOfBound(close.node);
  if (member === undefined) return { reason: 'close-not-replaceable' };
  return replaceClosingExpression(close.node, closingCall(member.object, close, session, safe, file), session, file);
}

/** `s.close` of `s.close` and of `s.close.bind(s)`. */
function memberOfBound(node: Node): TSESTree.MemberExpression | undefined {
  const inner = node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && propertyName(node.callee) === 'bind' ? node.callee.object : node;
  return inner.type === 'MemberExpression' ? inner : undefined;
}

function boundInPlace(close: CloseSite, session: SessionRecord | undefined, safe: string, file: RewriteFile): InPlace {
  const definition = boundDefinition(close.node, file) ?? close.node;
  const member = memberOfBound(definition);
  if (member === undefined) return { reason: 'close-not-replaceable' };
  const text = `() => void ${closingCall(member.object, close, session, safe, file)}`;
  return { changes: [shared(replace(definition.range[0], definition.range[1], text))] };
}

/** Where a name stands for a bound close, the expression that was bound. */
export function boundDefinition(node: Node, file: Pick<RewriteFile, 'origins'>): Node | undefined {
  if (node.type !== 'Identifier') return undefined;
  const variable = file.origins.variableOf(node);
  return variable && file.origins.onlyValueOf(variable);
}

/** @param around - The close that it is, and the statement that goes with it, where there is more to it than the call. */
function replaceClosingExpression(call: Node, text: string, session: SessionRecord | undefined, file: RewriteFile, around: { readonly close?: CloseSite; readonly statement?: Node } = {}): InPlace {
  const holder = functionAround(call);
  const { kind, ...position } = positionOf(call);
  const outer = around.statement ?? position.outer;
  if (kind === 'collected' || kind === 'continued') return { changes: [replace(call.range[0], call.range[1], text)] };
  if (kind === 'used') return { reason: 'return-value-changes' };

  const isIgnored = holder !== undefined && !holder.async && isCallbackWithoutReader(file.context, holder);
  if (isIgnored) {
    if (isWalkWithWorkBehind(holder, file)) return { reason: 'closed-in-a-walk' };
    if (kind === 'awaited') return { reason: 'close-not-replaceable' };
    return { changes: [replace(outer.range[0], outer.range[1], `void ${text}`)] };
  }
  if (kind === 'returned' && holder !== undefined && !isResultDropped(holder, file)) return { reason: 'return-value-changes' };
  if (kind === 'returned' && isAwaitedForItsEnd(holder, file)) return { changes: [replace(outer.range[0], outer.range[1], text)] };
  const reason = kind === 'statement' && around.close !== undefined ? whyNotAwaitHere(around.close, file) : undefined;
  if (reason !== undefined) return { reason };
  if (isInStaticBlock(call)) return { reason: 'no-async-context' };
  const context = asyncContextOf(holder, file, isSetUpOf(session));
  if (!context.possible) return { reason: isUnknownCallback(holder) ? 'unknown-callback' : context.reason };
  if (kind === 'statement' || kind === 'awaited') return { changes: [...context.changes, replace(outer.range[0], outer.range[1], `await ${text}`)] };
  return { changes: [...context.changes, ...returnedInPlace(outer, text, file)] };
}

/** `return s.close();` and `() => s.close()`: the result stays `undefined`. */
function returnedInPlace(returned: Node, text: string, file: RewriteFile): Change[] {
  const { parent } = returned;
  const { semicolon, endOfLine } = file.style;
  if (parent?.type === 'ArrowFunctionExpression') return [replace(returned.range[0], returned.range[1], `{ await ${text}${semicolon} }`)];
  if (parent?.type !== 'ReturnStatement') return [];
  const block = parent.parent;
  const holder = functionAround(parent);
  if (block.type === 'BlockStatement' && block === holder?.body && block.body.at(-1) === parent) return [replace(parent.range[0], returned.range[1], `await ${text}`)];
  if (block.type !== 'BlockStatement') return [replace(parent.range[0], parent.range[1], `{ await ${text}; return; }`)];
  const indent = /^[ \t]*/.exec(file.text.slice(file.text.lastIndexOf('\n', parent.range[0]) + 1))?.[0] ?? '';
  return [replace(parent.range[0], parent.range[1], `await ${text}${semicolon}${endOfLine}${indent}return${semicolon}`)];
}

interface Position {
  readonly kind: 'statement' | 'awaited' | 'returned' | 'collected' | 'continued' | 'used';
  /** What is replaced together with the call: an `await` or `void` before it. */
  readonly outer: Node;
}

/** What becomes of the close's value. */
function positionOf(call: Node): Position {
  let outer = call;
  let isAwaited = false;
  for (let parent = outer.parent; parent; parent = outer.parent) {
    if (parent.type === 'ChainExpression' || (parent.type === 'UnaryExpression' && parent.operator === 'void')) outer = parent;
    else if (parent.type === 'AwaitExpression') [outer, isAwaited] = [parent, true];
    else break;
  }
  const kind = isAwaited ? ('awaited' as const) : ('statement' as const);
  let inner = outer;
  for (let parent = inner.parent; parent; inner = parent, parent = inner.parent) {
    switch (parent.type) {
      case 'ExpressionStatement':
        return { kind, outer };
      case 'LogicalExpression':
        if (parent.right !== inner) return { kind: 'used', outer };
        continue;
      case 'ConditionalExpression':
        if (parent.test === inner) return { kind: 'used', outer };
        continue;
      case 'SequenceExpression':
        if (parent.expressions.at(-1) !== inner) return { kind, outer };
        continue;
      case 'ReturnStatement':
        return { kind: inner === outer ? 'returned' : 'used', outer };
      case 'ArrowFunctionExpression':
        if (parent.body !== inner) return { kind: 'used', outer };
        return { kind: inner === outer ? 'returned' : 'used', outer };
      case 'ArrayExpression':
        return { kind: isResultDroppedByAll(parent) ? 'collected' : 'used', outer };
      case 'MemberExpression':
        return { kind: inner === call && isPlainContinuation(parent) ? 'continued' : 'used', outer };
      default:
        return { kind: 'used', outer };
    }
  }
  return { kind: 'used', outer };
}

/** `await Promise.all([s.close(), …]);` */
function isResultDroppedByAll(array: TSESTree.ArrayExpression): boolean {
  const all = array.parent;
  if (all.type !== 'CallExpression' || all.callee.type !== 'MemberExpression' || all.callee.object.type !== 'Identifier' || all.callee.object.name !== 'Promise') return false;
  return all.parent.type === 'AwaitExpression' && all.parent.parent.type === 'ExpressionStatement';
}

/** `s.close().catch(() => {})`: a continuation that does not look at the close's value, and whose chain somebody waits for. */
function isPlainContinuation(member: TSESTree.MemberExpression): boolean {
  const chain = member.parent;
  if (chain.type !== 'CallExpression' || chain.callee !== member) return false;
  const name = propertyName(member);
  if (name !== 'catch' && name !== 'finally' && !(name === 'then' && chain.arguments.every((argument) => isFunction(argument) && argument.params.length === 0))) return false;
  return chain.parent.type === 'AwaitExpression' && chain.parent.parent.type === 'ExpressionStatement';
}

/** `p.finally(() => s.close())`, `afterEach(() => s.close())`: whoever calls it awaits its end, and does not look at its value. */
function isAwaitedForItsEnd(holder: FunctionNode | undefined, file: RewriteFile): boolean {
  const call = holder?.parent;
  if (holder?.type !== 'ArrowFunctionExpression' || holder.body.type === 'BlockStatement' || call?.type !== 'CallExpression') return false;
  if (call.callee.type === 'MemberExpression' && propertyName(call.callee) === 'finally') return true;
  return isTestFunction(holder, file);
}

/** `handles.forEach((handle) => handle.close()); share.close();`: done at once it is done by then, and else a moment later. */
function isWalkWithWorkBehind(callback: FunctionNode, file: RewriteFile): boolean {
  const iteration = callGiven(callback);
  if (iteration === undefined || !isForEach(iteration)) return false;
  const around = functionAround(iteration);
  if (around !== undefined && isCallbackWithoutReader(file.context, around)) return false;
  return hasCallBehind(iteration, around ?? file.ast, file);
}

function hasCallBehind(node: Node, holder: Node, file: RewriteFile): boolean {
  let found = false;
  walk(holder, file.visitorKeys, (inner) => {
    if (found || (isFunction(inner) && inner !== holder)) return false;
    found = inner.range[0] >= node.range[1] && (inner.type === 'CallExpression' || inner.type === 'NewExpression' || inner.type === 'AwaitExpression');
    return undefined;
  });
  return found;
}

/** A function given to a call that we do not know: it may or may not wait for a promise. */
function isUnknownCallback(holder: FunctionNode | undefined): boolean {
  return holder?.parent.type === 'CallExpression' && holder.parent.arguments.some((argument) => argument === holder);
}

