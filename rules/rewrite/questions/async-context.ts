/** Whether code at a place may `await`, and what it takes to let it: the function becomes `async` where its callers cannot tell. */
import type { FunctionNode, Node, TSESTree } from '../../analysis/syntax/syntax.ts';
import { isTestContext, knownCallOf } from '../../analysis/names/callee.ts';
import type { FileContext } from '../../analysis/file-context.ts';
import { hookOf } from '../../analysis/results/ignored-result.ts';
import { propertyName } from '../../analysis/syntax/unwrap.ts';
import { isFunction, walk } from '../../analysis/syntax/walk.ts';
import { awaitCallers } from './await-callers.ts';
import { insert, shared } from '../text/changes.ts';
import type { Change } from '../text/changes.ts';
import { promiseExecutorOf } from './promise-executor.ts';
import type { ReasonId } from '../reasons.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { isContinuation } from '../../analysis/names/known-calls.ts';

export type AsyncContext = { readonly possible: true; readonly changes: readonly Change[] } | { readonly possible: false; readonly reason: ReasonId; readonly detail?: string };

const yes = (...changes: Change[]): AsyncContext => ({ possible: true, changes });
const no = (reason: ReasonId, detail?: string): AsyncContext => ({ possible: false, reason, ...(detail === undefined ? {} : { detail }) });

/**
 * @param owner - The function that shall await; `undefined` for the file's top level.
 * @param isHarmless - Whether a call in the function is known not to throw (the session's acquisition and its configuration).
 */
export function asyncContextOf(owner: FunctionNode | undefined, file: RewriteFile, isHarmless: (call: Node) => boolean): AsyncContext {
  if (owner === undefined) return file.canAwaitAtTopLevel ? yes() : no('top-level-script');
  if (owner.async) return yes();
  if (owner.generator || isSynchronousByNature(owner)) return no('no-async-context');
  const change = makeAsync(owner, file);
  if (change !== undefined && isAwaitedAnyway(owner, file)) return yes(change);
  if (change !== undefined && returnsPromiseAlways(owner, file) && !mayThrowSynchronously(owner, file, isHarmless)) return yes(change);
  if (promiseExecutorOf(owner) !== undefined) return no('no-async-context');
  const made = makeAsyncOfValue(owner, file);
  if (made === undefined) return no('no-async-context');
  const isPromising = (fn: FunctionNode): boolean => returnsPromiseAlways(fn, file);
  const callers = awaitCallers(owner, file, { isPromising, makeAsync: (fn) => makeAsyncOfValue(fn, file), isAwaitedAnyway: (fn) => isAwaitedAnyway(fn, file) });
  if (callers.all) return yes(...made, ...callers.changes);
  if (isAnsweredFor(owner, file)) return yes(...made);
  return change !== undefined && isPromising(owner) ? no('sync-throw') : no('callers-not-in-view', callers.because);
}

/** Whether a person answers for a session that the function makes itself, and not one further in. */
function isAnsweredFor(owner: FunctionNode, { answersFor, visitorKeys }: RewriteFile): boolean {
  const own = new Set(answersFor.filter((offset) => owner.range[0] <= offset && offset < owner.range[1]));
  if (own.size === 0) return false;
  walk(owner, visitorKeys, (node) => {
    if (node === owner || !isFunction(node)) return true;
    for (const offset of own) if (node.range[0] <= offset && offset < node.range[1]) own.delete(offset);
    return false;
  });
  return own.size > 0;
}

/** A callback of which the caller waits for the result, whatever it is. */
const isAwaitedAnyway = (owner: FunctionNode, file: RewriteFile): boolean => isCallbackOfContinuation(owner) || isTestFunction(owner, file);

/** The same for a function that gives a plain value: its type becomes that of a promise. */
function makeAsyncOfValue(owner: FunctionNode, file: RewriteFile): readonly Change[] | undefined {
  if (owner.generator || isSynchronousByNature(owner) || owner.async) return undefined;
  const change = makeAsync(owner, file);
  if (change !== undefined) return [change];
  const annotation = owner.returnType?.typeAnnotation;
  if (annotation === undefined || annotation.type === 'TSTypePredicate') return undefined;
  return [asyncKeyword(owner, file), shared(insert(annotation.range[0], 'Promise<')), shared(insert(annotation.range[1], '>'))];
}

function isSynchronousByNature(owner: FunctionNode): boolean {
  const { parent } = owner;
  if (parent.type === 'MethodDefinition') return parent.kind !== 'method';
  return parent.type === 'Property' && parent.kind !== 'init';
}

function makeAsync(owner: FunctionNode, file: RewriteFile): Change | undefined {
  const annotation = owner.returnType?.typeAnnotation;
  // TypeScript takes no other type than the global `Promise` for an async function.
  if (annotation !== undefined && !isPromiseType(annotation)) return undefined;
  return asyncKeyword(owner, file);
}

function asyncKeyword(owner: FunctionNode, file: RewriteFile): Change {
  const { parent } = owner;
  if (parent.type === 'MethodDefinition' || (parent.type === 'Property' && parent.method)) {
    const start = parent.computed ? file.text.lastIndexOf('[', parent.key.range[0]) : parent.key.range[0];
    return shared(insert(start, 'async '));
  }
  return shared(insert(owner.range[0], 'async '));
}

function isPromiseType(annotation: TSESTree.TypeNode): boolean {
  return annotation.type === 'TSTypeReference' && annotation.typeName.type === 'Identifier' && annotation.typeName.name === 'Promise';
}

/** A callback of `then`, `catch`, `finally`: the chain waits for what it returns. */
function isCallbackOfContinuation(owner: FunctionNode): boolean {
  const call = owner.parent;
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return false;
  return isContinuation(propertyName(call.callee));
}

const testFunctions = new Set(['it', 'test', 'specify', 'beforeEach', 'afterEach', 'beforeAll', 'afterAll', 'before', 'after', 'setup', 'teardown', 'suiteSetup', 'suiteTeardown']);

/** A test or hook without a `done` parameter: every test runner awaits what it returns. */
export function isTestFunction(owner: FunctionNode, { context }: RewriteFile): boolean {
  const call = owner.parent;
  if (call.type !== 'CallExpression' || !testFunctions.has(hookOf(context, owner) ?? '')) return false;
  return owner.params.length === 0 || (owner.params.length === 1 && givesContextFirst(call, context));
}

/** Whether the runner gives a test its context first, and `done` only after it, where Mocha and Jest give `done` at once. */
function givesContextFirst({ callee }: TSESTree.CallExpression, context: FileContext): boolean {
  if (callee.type === 'MemberExpression' && isTestContext(context, callee.object)) return true;
  const origin = context.origins.of(callee);
  return origin?.kind === 'module' && /^(?:(?:node:)?test|vitest|ava|@playwright\/test)$/.test(origin.module);
}

/** Whether the function gives its caller a promise however it ends. */
export function returnsPromiseAlways(owner: FunctionNode, file: Pick<RewriteFile, 'origins' | 'visitorKeys'>): boolean {
  // oxlint gives `null` where typescript-eslint leaves it out.
  const declared = owner.returnType?.typeAnnotation;
  if (declared && isPromiseType(declared)) return true;
  const { body } = owner;
  if (body === null || body === undefined) return false;
  if (body.type !== 'BlockStatement') return isPromise(body, file);
  const returned: (Node | null)[] = [];
  walk(body, file.visitorKeys, (node) => {
    if (isFunction(node)) return false;
    if (node.type === 'ReturnStatement') returned.push(node.argument);
    return true;
  });
  return returned.length > 0 && returned.every((value) => value !== null && isPromise(value, file)) && cannotFallThrough(body);
}

/** The language's own class. What a library's class makes has methods that an async function's promise lacks (`tap`, `spread`). */
function isOwnPromise(node: Node, file: Pick<RewriteFile, 'origins'>): boolean {
  const origin = node.type === 'Identifier' && node.name === 'Promise' ? file.origins.of(node) : undefined;
  return origin?.kind === 'global';
}

/** Whether an expression gives a promise for certain. */
export function isPromise(node: Node, file: Pick<RewriteFile, 'origins'>, depth = 0): boolean {
  if (depth > 6) return false;
  switch (node.type) {
    case 'NewExpression':
      return isOwnPromise(node.callee, file);
    case 'ConditionalExpression':
      return isPromise(node.consequent, file, depth + 1) && isPromise(node.alternate, file, depth + 1);
    case 'TSAsExpression':
    case 'TSNonNullExpression':
      return isPromise(node.expression, file, depth + 1);
    case 'Identifier': {
      const variable = file.origins.variableOf(node);
      const value = variable && file.origins.onlyValueOf(variable);
      return value !== undefined && isPromise(value, file, depth + 1);
    }
    case 'ImportExpression':
      return true;
    case 'CallExpression': {
      if (node.callee.type === 'MemberExpression') {
        const { object } = node.callee;
        if (isOwnPromise(object, file)) return true;
        const name = propertyName(node.callee);
        return isContinuation(name) && isPromise(object, file, depth + 1);
      }
      const origin = file.origins.of(node.callee);
      if (origin?.kind === 'global') return origin.path.join('.') === 'fetch';
      return origin?.kind === 'function' && origin.node.async && !origin.node.generator;
    }
    default:
      return false;
  }
}

function cannotFallThrough(statement: TSESTree.Statement): boolean {
  switch (statement.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
      return true;
    case 'BlockStatement': {
      const last = statement.body.at(-1);
      return last !== undefined && cannotFallThrough(last);
    }
    case 'IfStatement':
      return statement.alternate !== null && cannotFallThrough(statement.consequent) && cannotFallThrough(statement.alternate);
    case 'TryStatement':
      return cannotFallThrough(statement.block) && (statement.handler === null || cannotFallThrough(statement.handler.body));
    default:
      return false;
  }
}

/** Whether the function may throw at its caller instead of handing out a rejected promise. */
function mayThrowSynchronously(owner: FunctionNode, file: RewriteFile, isHarmless: (call: Node) => boolean): boolean {
  const defaults = owner.params.flatMap((parameter) => (parameter.type === 'AssignmentPattern' ? [parameter.right] : []));
  // What takes a parameter apart throws where there is none.
  let mayThrow = owner.params.some((parameter) => parameter.type !== 'Identifier' && !(parameter.type === 'AssignmentPattern' && parameter.left.type === 'Identifier'));
  for (const evaluated of [...defaults, ...(owner.body ? [owner.body] : [])]) {
    walk(evaluated, file.visitorKeys, (node) => {
      if (isFunction(node)) return false;
      switch (node.type) {
        case 'ThrowStatement':
        case 'TaggedTemplateExpression':
          mayThrow = true;
          break;
        case 'NewExpression':
        case 'CallExpression':
          mayThrow ||= !isHarmless(node) && knownCallOf(file.context, node)?.throws !== false && !isPromise(node, file);
          break;
        default:
      }
      return !mayThrow;
    });
  }
  return mayThrow;
}
