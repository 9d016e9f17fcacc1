/**
 * Whether all work on a session is over when its scope ends: every request awaited, and no closure left that could use it later.
 */
import type { SessionRecord } from '../../analysis/sessions/session-record.ts';
import type { FunctionNode, Node, TSESTree } from '../../analysis/syntax/syntax.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import { isFunction, isWithin } from '../../analysis/syntax/walk.ts';
import type { Change } from '../text/changes.ts';
import { fatesOfBodies } from './answer-bodies.ts';
import { awaitReturned as awaitExpression } from '../text/await-returned.ts';
import { whyMayNeverSettle } from './executor-settles.ts';
import { listenersOf } from './listeners.ts';
import { promiseExecutorOf } from './promise-executor.ts';
import { promiseFate } from './promise-fate.ts';
import type { PromiseFate } from './promise-fate.ts';
import type { ReasonId } from '../reasons.ts';
import { isOverOnReturn, isReadToItsEnd } from './request-ends.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { functionAround } from './surroundings.ts';
import { isSynchronousCall, standInFor } from './synchronous-call.ts';
import { workOf } from './work-of.ts';
import type { Work } from './work-of.ts';

export type ScopeWork = { readonly ends: true; readonly changes: readonly Change[] } | { readonly ends: false; readonly reason: ReasonId };

export interface ScopeQuestion {
  readonly session: SessionRecord;
  /** The function whose scope will close the session; `undefined` for the file's top level. */
  readonly host: FunctionNode | undefined;
  /** How the session was closed at the end of this scope before: a forced close cuts off what a scope would cut off, a polite one waits. */
  readonly closedBefore: 'not' | 'politely' | 'by force';
  /** Nodes that the rewrite takes away. */
  readonly isDropped: (node: Node) => boolean;
}

export function workInScope({ session, host, closedBefore, isDropped }: ScopeQuestion, file: RewriteFile): ScopeWork {
  const changes: Change[] = [];
  const checked = new Map<FunctionNode, ReasonId | undefined>();
  const listeners = listenersOf(session);
  const requests = workOf(session, file);
  const references: readonly Node[] = session.variables.flatMap((variable) => variable.references.map((reference) => reference.identifier));
  let needsEvents = false;
  let hasSettlingExecutor = false;

  for (const request of requests) {
    const reason = whyUnfinished(request);
    if (reason !== undefined) return { ends: false, reason };
  }
  for (const identifier of references) {
    if (isDropped(identifier) || isInType(identifier)) continue;
    const reason = functionAround(identifier) === host ? whyLentOut(identifier) : whyLeft(identifier);
    if (reason !== undefined) return { ends: false, reason };
  }
  // A server that nobody closes goes on serving after the function that started it.
  if (closedBefore === 'not' && session.client.isServer === true) return { ends: false, reason: 'work-outlives-scope' };
  if (closedBefore === 'not' && (worksByEvents() || !isSeenToEnd())) needsEvents = true;
  if (needsEvents && !hasSettlingExecutor) return { ends: false, reason: 'work-outlives-scope' };
  return { ends: true, changes };

  /** Listeners in the scope's own code mean that work comes to the session by itself; one for errors alone does not. */
  function worksByEvents(): boolean {
    const listens = listeners.some(({ event, call }) => event !== 'error' && functionAround(call) === host);
    return listens || references.some(({ parent }) => parent?.type === 'MemberExpression' && parent.parent.type === 'AssignmentExpression' && parent.parent.left === parent && /^on[a-z]/.test(propertyName(parent) ?? ''));
  }

  /** A session that tells of its work by events, and that nothing in the scope waits for, may just have begun. */
  function isSeenToEnd(): boolean {
    if (session.client.listens === undefined || references.some((identifier) => isInsideAwait(identifier, host))) return true;
    return session.requests.some((request) => request.isAwaited || isInsideAwait(request.node, host) || (request.gives === 'emitter' ? isReadToItsEnd(request.node, file) : promiseFate(request.node, file).kind !== 'floating'));
  }

  /** A request must be waited for; one that only tells by events needs a promise around its handlers. */
  function whyUnfinished(request: Work): ReasonId | undefined {
    const { node: call, gives, isAwaited } = request;
    const holder = functionAround(call);
    for (const fate of closedBefore === 'by force' ? [] : fatesOfBodies(call, { session, host }, file)) {
      const reason = whyNotOver(fate);
      if (reason !== undefined) return reason;
    }
    if (gives !== 'promise' && isAwaited) return undefined;
    if (isOverOnReturn(request, session) || (gives === 'emitter' && isReadToItsEnd(call, file))) return undefined;
    if (gives === 'promise') {
      const fate = promiseFate(call, file);
      if (fate.kind !== 'floating') return whyNotOver(fate);
      if (holder === undefined || holder === host || !isInExecutor(holder)) return 'work-outlives-scope';
    }
    needsEvents = true;
    return undefined;
  }

  /** What is returned from the scope itself is awaited there; what a closure returns is for its callers to await. */
  function whyNotOver(fate: PromiseFate): ReasonId | undefined {
    switch (fate.kind) {
      case 'awaited':
        return undefined;
      case 'raced':
        // Whoever closes after a race gives up what has lost it; where nobody closes it goes on.
        return closedBefore === 'not' ? 'work-outlives-scope' : undefined;
      case 'returned':
        return fate.at.some((at) => functionAround(at) === host) ? awaitReturned(fate.at) : undefined;
      case 'floating':
        return 'work-outlives-scope';
    }
  }

  /** `return p` becomes `return await p`, unless a `catch` around it would then see the rejection. */
  function awaitReturned(returned: readonly Node[]): ReasonId | undefined {
    if (returned.some((at) => functionAround(at) !== host)) return 'work-outlives-scope';
    if (returned.some((at) => isInCatchingTry(at, host))) return 'await-inside-try';
    changes.push(...returned.flatMap(awaitExpression));
    return undefined;
  }

  function isInExecutor(node: FunctionNode): boolean {
    for (let outer: FunctionNode | undefined = node; outer && outer !== host; outer = functionAround(outer)) if (promiseExecutorOf(outer) !== undefined) return true;
    return false;
  }

  /** A use in the scope's own code that hands the session to a call, which might go on using it. */
  function whyLentOut(identifier: Node): ReasonId | undefined {
    if (closedBefore === 'by force') return undefined;
    let argument = identifier;
    for (let outer = argument.parent; outer; argument = outer, outer = argument.parent) {
      if (outer.type === 'Property' || outer.type === 'ObjectExpression' || outer.type === 'ArrayExpression' || outer.type === 'SpreadElement') continue;
      if (outer.type !== 'CallExpression' && outer.type !== 'NewExpression') return undefined;
      if (!outer.arguments.some((other) => other === argument) || isHarmless(outer)) return undefined;
      return promiseFate(outer, file).kind === 'awaited' ? undefined : 'work-outlives-scope';
    }
    return undefined;
  }

  function isHarmless(call: CallOrNew): boolean {
    const { callee } = call;
    if (isWithin(call, session.value) || isWithin(session.value, call)) return true;
    return callee.type === 'MemberExpression' && ((callee.object.type === 'Identifier' && callee.object.name === 'console') || propertyName(callee) === 'addHandle' || propertyName(callee) === 'removeHandle');
  }

  /** A use in a closure: the closure must be done when the scope ends. */
  function whyLeft(identifier: Node): ReasonId | undefined {
    let closure: FunctionNode | undefined;
    for (let outer = functionAround(identifier); outer && outer !== host; outer = functionAround(outer)) closure = outer;
    return closure === undefined ? 'work-outlives-scope' : whyOutlives(closure, 0);
  }

  function whyOutlives(closure: FunctionNode, depth: number): ReasonId | undefined {
    if (checked.has(closure)) return checked.get(closure);
    checked.set(closure, undefined);
    const reason = depth > 6 ? 'work-outlives-scope' : judge(closure, depth);
    checked.set(closure, reason);
    return reason;
  }

  function judge(closure: FunctionNode, depth: number): ReasonId | undefined {
    const promise = promiseExecutorOf(closure);
    if (promise !== undefined) {
      const reason = whyNotAwaited(promise.promise);
      if (reason !== undefined) return reason;
      const usesEvents = session.requests.some((request) => isWithin(request.node, closure)) || listeners.some((listener) => isWithin(listener.call, closure)) || session.closes.some((close) => isWithin(close.node, closure));
      if (!usesEvents) return undefined;
      hasSettlingExecutor = true;
      return whyMayNeverSettle(session, promise, file);
    }
    const use = closure.parent;
    if (use.type === 'CallExpression' && use.arguments.some((argument) => argument === closure)) {
      if (listeners.some((listener) => listener.call === use)) return undefined;
      if (isSynchronousCall(use) && requests.every((request) => !isWithin(request.node, closure) || isLeftToHost(request, closure))) return undefined;
      return whyNotAwaited(use);
    }
    const name = closure.type === 'FunctionDeclaration' ? closure.id : use.type === 'VariableDeclarator' && use.id.type === 'Identifier' ? use.id : null;
    const variable = name === null ? undefined : file.origins.variableOf(name);
    if (variable === undefined) return 'work-outlives-scope';
    for (const { identifier } of variable.references.filter((reference) => reference.init !== true)) {
      const reason = whyUseOutlives(identifier, closure, depth);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  /** Whether what a closure starts is waited for in the scope itself: kept there in a list, say. */
  function isLeftToHost({ node, gives }: Work, closure: FunctionNode): boolean {
    if (gives !== 'promise' || standInFor(node, host) === undefined) return false;
    const fate = promiseFate(node, file);
    return fate.kind === 'awaited' || (fate.kind === 'returned' && !fate.at.some((at) => isWithin(at, closure)));
  }

  /** A use of a named closure: registered on the session, or called where the call is waited for. */
  function whyUseOutlives(identifier: Node, closure: FunctionNode, depth: number): ReasonId | undefined {
    if (listeners.some((listener) => listener.handler === identifier)) return undefined;
    const call = identifier.parent;
    if (call?.type !== 'CallExpression') return 'work-outlives-scope';
    const startsWork = closure.async || requests.some((request) => isWithin(request.node, closure));
    if (call.callee !== identifier || startsWork) {
      const reason = whyNotAwaited(call);
      if (reason !== undefined) return reason;
    }
    const caller = functionAround(identifier);
    return caller === host || caller === closure || caller === undefined ? undefined : whyOutlives(outermostBelowHost(caller), depth + 1);
  }

  function outermostBelowHost(node: FunctionNode): FunctionNode {
    let closure = node;
    for (let outer = functionAround(node); outer && outer !== host; outer = functionAround(outer)) closure = outer;
    return closure;
  }

  function whyNotAwaited(call: Node): ReasonId | undefined {
    return whyNotOver(promiseFate(call, file));
  }
}

type CallOrNew = TSESTree.CallExpression | TSESTree.NewExpression;

/** Whether a `catch` between `node` and the function `host` would receive what is thrown at `node`. */
export function isInCatchingTry(node: Node, host: FunctionNode | undefined): boolean {
  let inner = node;
  for (let outer = node.parent; outer && outer !== host && !isFunction(outer); inner = outer, outer = outer.parent) {
    if (outer.type === 'TryStatement' && outer.handler !== null && outer.block === inner) return true;
  }
  return false;
}

/** Whether `node` is part of an expression that the function `host`, or one in it, awaits or returns. */
function isInsideAwait(node: Node, host: FunctionNode | undefined): boolean {
  for (let outer = node.parent; outer && outer !== host; outer = outer.parent) {
    if (outer.type === 'AwaitExpression' || outer.type === 'ReturnStatement' || (outer.type === 'ForOfStatement' && outer.await)) return true;
  }
  return false;
}

function isInType(node: Node): boolean {
  return node.parent?.type === 'TSTypeQuery' || node.parent?.type === 'TSTypeReference';
}
