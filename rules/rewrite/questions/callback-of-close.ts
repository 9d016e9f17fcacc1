/** What the callback that a close is given is there for. */
import type { CloseSite } from '../../analysis/sessions/session-record.ts';
import { calleeName, functionOfParameter, knownCallOf } from '../../analysis/names/callee.ts';
import { hookOf } from '../../analysis/results/ignored-result.ts';
import type { CallExpression, FunctionNode, Node, TSESTree, Variable } from '../../analysis/syntax/syntax.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import { isFunction, walk } from '../../analysis/syntax/walk.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { functionAround } from './surroundings.ts';
import { closingMethod } from '../../analysis/sessions/closing-method.ts';
import { promiseMadeWith } from './promise-executor.ts';

export type CallbackOfClose =
  /** `new Promise((resolve) => s.close(resolve))`, `promisify(s.close.bind(s))()`: the promise stands for the close, and for nothing else. */
  | { readonly purpose: 'settles'; readonly promise: TSESTree.NewExpression | CallExpression }
  /** `after((done) => { …; s.close(done); })`: the hook ends with the close. */
  | { readonly purpose: 'ends hook'; readonly hook: FunctionNode; readonly done: Node }
  /** `s.close(() => { … });`: what is done afterwards, whether or not the close went well. */
  | { readonly purpose: 'goes on'; readonly callback: FunctionNode };

/** @returns `undefined` where the close is given something else, or the callback looks at what the close tells it. */
export function callbackOfClose(close: CloseSite, file: RewriteFile): CallbackOfClose | undefined {
  const call = close.node;
  if (close.form !== 'bare call' || call.type !== 'CallExpression') return undefined;
  if (isMadeOfCallback(call, file)) return { purpose: 'settles', promise: call };
  if (call.arguments.length !== 1) return undefined;
  const method = closingMethod(close.client, close.method);
  const [callback] = call.arguments;
  if (callback === undefined || method === undefined || method.settles === 'nothing') return undefined;
  const holder = functionAround(call);
  if (holder === undefined) return goesOn(callback, call, file);
  const promise = promiseOfClose(holder, call);
  if (promise !== undefined) return isSettling(callback, holder, file) ? { purpose: 'settles', promise } : undefined;
  return endsHook(callback, call, holder, file) ?? goesOn(callback, call, file);
}

/** `promisify(s.close.bind(s))()`, `promisify(s.close).call(s)`: the callback is Node's own. */
function isMadeOfCallback({ callee, arguments: given }: CallExpression, { context }: RewriteFile): boolean {
  const isByCall = callee.type === 'MemberExpression' && propertyName(callee) === 'call';
  const made = isByCall ? callee.object : callee;
  return made.type === 'CallExpression' && calleeName(made) === 'promisify' && knownCallOf(context, made)?.takes === 'passes on' && given.length === (isByCall ? 1 : 0);
}

/** The promise of an executor that does nothing but this call. */
function promiseOfClose(holder: FunctionNode, call: CallExpression): TSESTree.NewExpression | undefined {
  return !holder.async && !holder.generator && isAllOf(call, holder) ? promiseMadeWith(holder) : undefined;
}

/** Whether a function does nothing but a call. */
function isAllOf(call: Node, { body }: FunctionNode): boolean {
  let whole = call;
  for (let outer = call.parent; outer?.type === 'ChainExpression' || (outer?.type === 'UnaryExpression' && outer.operator === 'void'); outer = outer.parent) whole = outer;
  if (body === whole) return true;
  if (body?.type !== 'BlockStatement' || body.body.length !== 1) return false;
  const [only] = body.body;
  return (only?.type === 'ExpressionStatement' && only.expression === whole) || (only?.type === 'ReturnStatement' && only.argument === whole);
}

/** Whether a callback is the promise's `resolve`, or does nothing but settle it: with nothing, or with the error that it is told. */
function isSettling(callback: Node, executor: FunctionNode, file: RewriteFile): boolean {
  const isOf = (node: Node, parameters: readonly Node[]): boolean => {
    const variable = node.type === 'Identifier' ? file.origins.variableOf(node) : undefined;
    return variable !== undefined && parameters.some((parameter) => isParameter(variable, parameter));
  };
  if (isOf(callback, executor.params.slice(0, 1))) return true;
  if (!isFunction(callback) || callback.async || callback.generator || callback.body === null || callback.body === undefined) return false;
  let settles = false;
  let isAll = true;
  walk(callback.body, file.visitorKeys, (node) => {
    switch (node.type) {
      case 'CallExpression': {
        const isResolve = isOf(node.callee, executor.params.slice(0, 1));
        const isReject = isOf(node.callee, executor.params.slice(1, 2));
        settles ||= isResolve;
        isAll &&= (isResolve && node.arguments.every((argument) => argument.type === 'Identifier' && argument.name === 'undefined')) || (isReject && node.arguments.every((argument) => isOf(argument, callback.params)));
        break;
      }
      case 'AssignmentExpression':
      case 'NewExpression':
      case 'ThrowStatement':
      case 'TaggedTemplateExpression':
      case 'VariableDeclaration':
      case 'UpdateExpression':
        isAll = false;
        break;
      default:
    }
    return isAll;
  });
  return settles && isAll;
}

const isParameter = (variable: Variable, parameter: Node): boolean => variable.defs.some(({ name }) => (name as Node) === parameter);

/** A hook whose last parameter is called by the close alone, in the hook's last statement. */
function endsHook(callback: Node, call: CallExpression, holder: FunctionNode, file: RewriteFile): CallbackOfClose | undefined {
  const name = isFunction(callback) ? calledAlone(callback) : callback;
  const variable = name?.type === 'Identifier' ? file.origins.variableOf(name) : undefined;
  const done = holder.params.at(-1);
  if (variable === undefined || variable.references.length !== 1 || functionOfParameter(variable) !== holder || done?.type !== 'Identifier' || !isParameter(variable, done)) return undefined;
  if (holder.async || holder.generator || !/^(?:before|after|setup|teardown|suite)/i.test(hookOf(file.context, holder) ?? '')) return undefined;
  const isLast = isAllOf(call, holder) || (holder.body?.type === 'BlockStatement' && call.parent.type === 'ExpressionStatement' && holder.body.body.at(-1) === call.parent);
  return isLast ? { purpose: 'ends hook', hook: holder, done } : undefined;
}

/** `done` of `() => done()`. */
function calledAlone(callback: FunctionNode): Node | undefined {
  const { body } = callback;
  const only = body?.type === 'BlockStatement' ? (body.body.length === 1 && body.body[0]?.type === 'ExpressionStatement' ? body.body[0].expression : undefined) : body;
  return only?.type === 'CallExpression' && only.arguments.length === 0 && callback.params.length === 0 && isAllOf(only, callback) ? only.callee : undefined;
}

function goesOn(callback: Node, call: CallExpression, file: RewriteFile): CallbackOfClose | undefined {
  if (call.parent.type !== 'ExpressionStatement' || !isFunction(callback) || callback.generator || callback.params.length > 0) return undefined;
  return callback.type === 'FunctionExpression' && hasOwnThis(callback, file) ? undefined : { purpose: 'goes on', callback };
}

function hasOwnThis(callback: FunctionNode, { visitorKeys }: RewriteFile): boolean {
  let has = false;
  walk(callback, visitorKeys, (node) => {
    has ||= node.type === 'ThisExpression' || (node.type === 'Identifier' && node.name === 'arguments');
    return !has && (node === callback || node.type !== 'FunctionExpression');
  });
  return has;
}

/**
 * Whether a server is closed where its visitors count: its close waits for their connections as long as they take, and a safe one ends
 * them in time. A test's visitors are its own.
 */
export function drainsVisitors({ client, method, node }: CloseSite, file: RewriteFile): boolean {
  if (closingMethod(client, method)?.waitsForVisitors !== true) return false;
  for (let holder = functionAround(node); holder !== undefined; holder = functionAround(holder)) if (hookOf(file.context, holder) !== undefined) return false;
  return true;
}
