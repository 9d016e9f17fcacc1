/**
 * What becomes of the promise that an asynchronous close gives.
 */
import { callGiven, isForEach, isIgnoredWhereGiven, isResultIgnored, isVoidedContinuation } from './ignored-result.ts';
import type { FileContext } from '../file-context.ts';
import type { CloseSite } from '../sessions/session-record.ts';
import type { Node } from '../syntax/syntax.ts';
import { isMember, propertyName } from '../syntax/unwrap.ts';
import { isFunction, nameOfFunction } from '../syntax/walk.ts';
import { isContinuation } from '../names/known-calls.ts';

export type PromiseFate = CloseSite['promise'];


/**
 * Follows the promise that `node` gives to where it ends.
 *
 * @param mayBeVoided - Whether nobody needs to wait for it in a callback whose result is ignored: true of the runtime's
 * close, which never rejects and owns its deadline.
 */
export function fateOf(context: FileContext, node: Node, mayBeVoided: boolean): PromiseFate {
  let inner = node;
  /** An `await` of a list waits for nothing. */
  let isInList = false;
  for (let outer: Node | undefined = node.parent; outer; inner = outer, outer = outer.parent) {
    switch (outer.type) {
      case 'AwaitExpression':
        return isInList ? inIgnored(context, outer, mayBeVoided) : awaitedIn(context, outer, mayBeVoided);
      case 'ReturnStatement':
        return returnedFrom(context, outer, mayBeVoided);
      case 'ArrowFunctionExpression':
        return outer.body === inner ? returnedFrom(context, outer, mayBeVoided) : 'floating';
      case 'ExpressionStatement':
        return inIgnored(context, outer, mayBeVoided);
      case 'UnaryExpression':
        if (outer.operator !== 'void') return 'collected';
        continue;
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'ChainExpression':
        continue;
      case 'ConditionalExpression':
        if (outer.test === inner) return 'floating';
        continue;
      case 'LogicalExpression':
        continue;
      case 'SequenceExpression':
        if (outer.expressions.at(-1) !== inner) return inIgnored(context, outer, mayBeVoided);
        continue;
      case 'MemberExpression': {
        // `s.close().catch(log)` is still a promise that somebody must wait for.
        const call = outer.parent;
        if (mayBeVoided && call.type === 'CallExpression' && isVoidedContinuation(call)) return 'handled';
        if (outer.object === inner && isContinuation(propertyName(outer)) && call.type === 'CallExpression' && call.callee === outer) {
          outer = call;
          continue;
        }
        return 'floating';
      }
      case 'ArrayExpression':
        isInList = true;
        continue;
      case 'SpreadElement':
        continue;
      case 'CallExpression':
        // `Promise.all([…])` gives one promise for all, which somebody must wait for.
        if (outer.callee !== inner && isMember(outer.callee) && outer.callee.object.type === 'Identifier' && outer.callee.object.name === 'Promise') {
          isInList = false;
          continue;
        }
        return 'collected';
      case 'VariableDeclarator':
        return isNeverRead(context, outer.id) ? 'floating' : 'collected';
      case 'NewExpression':
      case 'AssignmentExpression':
      case 'Property':
      case 'YieldExpression':
      case 'PropertyDefinition':
      case 'AccessorProperty':
        return 'collected';
      default:
        return 'floating';
    }
  }
  return 'floating';
}

function isNeverRead(context: FileContext, pattern: Node): boolean {
  const variable = pattern.type === 'Identifier' ? context.origins.variableOf(pattern) : undefined;
  return variable !== undefined && variable.references.every((reference) => !reference.isRead());
}

function functionAround(node: Node): Node | undefined {
  for (let outer: Node | undefined = node; outer; outer = outer.parent) if (isFunction(outer)) return outer;
  return undefined;
}

function inIgnored(context: FileContext, node: Node, mayBeVoided: boolean): PromiseFate {
  const fn = functionAround(node);
  return mayBeVoided && isFunction(fn) && isCallbackWithoutReader(context, fn) ? 'voided in ignored callback' : 'floating';
}

/** What waits in a callback of `map` or `forEach` is waited for only where the callback's own promise is. */
function awaitedIn(context: FileContext, node: Node, mayBeVoided: boolean): PromiseFate {
  const fn = functionAround(node);
  const list = isFunction(fn) && fn.async ? listDropped(fn) : undefined;
  return list ? inIgnored(context, node, mayBeVoided) : 'awaited';
}

/** The call of `map` or `forEach` whose callback a function is, where nobody waits for what the callbacks give: of `map`, that list is dropped, or awaited as it is. */
export function listDropped(fn: Node): Node | undefined {
  const call = isFunction(fn) ? callGiven(fn) : undefined;
  if (call?.type !== 'CallExpression') return undefined;
  if (isForEach(call)) return call;
  let outer: Node = call.parent;
  while (outer.type === 'ChainExpression' || (outer.type === 'UnaryExpression' && outer.operator === 'void')) outer = outer.parent;
  return isMember(call.callee, 'map') && (outer.type === 'AwaitExpression' || outer.type === 'ExpressionStatement') ? call : undefined;
}

function returnedFrom(context: FileContext, node: Node, mayBeVoided: boolean): PromiseFate {
  const fn = functionAround(node);
  const list = fn && listDropped(fn);
  if (list && !(isFunction(fn) && isResultIgnored(context, fn))) return inIgnored(context, list, mayBeVoided);
  if (!isFunction(fn) || !isResultIgnored(context, fn)) return 'returned';
  return mayBeVoided ? 'voided in ignored callback' : 'floating';
}

/**
 * Whether a function runs only where nobody reads its result: it is such a callback itself, or every use of its name
 * registers it as one or calls it inside one.
 */
export function isCallbackWithoutReader(context: FileContext, fn: Node, depth = 0): boolean {
  if (!isFunction(fn) || depth > 4) return false;
  if (isResultIgnored(context, fn)) return true;
  if (fn.async) return false;
  const name = nameOfFunction(fn);
  const variable = name ? context.origins.variableOf(name) : undefined;
  if (variable === undefined) return false;
  const uses = variable.references.filter((reference) => !reference.isWrite());
  if (uses.length === 0) return false;
  return uses.every((reference) => {
    const use = reference.identifier as Node;
    const call = use.parent;
    if (call?.type === 'CallExpression' && call.callee === use) {
      if (!isDroppedOrReturned(call)) return false;
      const around = functionAround(call);
      return around !== undefined && around !== fn && isCallbackWithoutReader(context, around, depth + 1);
    }
    return isIgnoredWhereGiven(context, boundTo(use), fn) || isUnregistered(use);
  });
}

/** `done();`, `return done()`, `() => done()`, `failed && done()`: the result goes no further than the function around. */
function isDroppedOrReturned(call: Node): boolean {
  let inner = call;
  for (let outer = call.parent; outer; inner = outer, outer = outer.parent) {
    if (outer.type === 'ExpressionStatement' || outer.type === 'ReturnStatement') return true;
    if (outer.type === 'ArrowFunctionExpression') return outer.body === inner;
    const passes = (outer.type === 'UnaryExpression' && outer.operator === 'void') || (outer.type === 'LogicalExpression' && outer.right === inner) || (outer.type === 'ConditionalExpression' && outer.test !== inner);
    if (!passes) return false;
  }
  return false;
}

/** `s.off('end', use)` only undoes a registration. */
function isUnregistered(use: Node): boolean {
  const given = callGiven(use);
  return given !== undefined && isMember(given.callee) && ['off', 'removeListener', 'removeEventListener'].includes(propertyName(given.callee) ?? '');
}

/** `use.bind(s)` in the place of `use`. */
function boundTo(use: Node): Node {
  const { parent } = use;
  const call = parent && isMember(parent, 'bind') && parent.object === use ? parent.parent : undefined;
  return call?.type === 'CallExpression' && call.callee === parent ? call : use;
}
