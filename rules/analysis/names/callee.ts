/**
 * What is known of a callee, looked up in one order for every question: its origin, then its name.
 */
import type { FileContext } from '../file-context.ts';
import { isListenerMethod, isPromiseExport, knownExport, knownGlobal, knownMethod, knownTestCall } from './known-calls.ts';
import type { KnownCall } from './known-calls.ts';
import type { CallExpression, FunctionNode, NewExpression, Node, Variable } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { isFunction } from '../syntax/walk.ts';

/** The function's or method's own name at the call. */
export function calleeName(node: CallExpression | NewExpression): string | undefined {
  const callee = withoutCasts(node.callee);
  if (callee.type === 'Identifier') return callee.name;
  if (isMember(callee)) return propertyName(callee);
  return undefined;
}

/** The row of the table of known calls, if the callee has one. A `new` of a name counts as a call of it. */
export function knownCallOf(context: FileContext, node: CallExpression | NewExpression): KnownCall | undefined {
  const origin = context.origins.of(node.callee, 'everywhere');
  if (origin?.kind === 'module') return knownExport(origin.module, origin.path) ?? registrationOn(node);
  if (origin?.kind === 'function' || origin?.kind === 'class' || origin?.kind === 'foreign') return undefined;
  if (origin?.kind === 'global') {
    const row = knownGlobal(origin.path);
    if (row !== undefined) return row;
    if (origin.path.length === 1) return undefined;
  }
  const callee = withoutCasts(node.callee);
  if (!isMember(callee)) return undefined;
  const name = propertyName(callee);
  if (name === undefined) return undefined;
  const receiver = context.origins.of(callee.object);
  // `http.get()` is the module's function, not a map's method; a value made by an import is nothing known.
  if (receiver?.kind === 'module') return undefined;
  return testContextCall(context, callee.object, name) ?? knownMethod(name);
}

/** `cluster.on('exit', …)`: what a module gives away may be an emitter, and a listener is registered on it as on any other. */
function registrationOn(node: CallExpression | NewExpression): KnownCall | undefined {
  const callee = withoutCasts(node.callee);
  const name = isMember(callee) ? propertyName(callee) : undefined;
  return name !== undefined && isListenerMethod(name) && node.arguments.length > 1 ? knownMethod(name) : undefined;
}

/** `t.after(…)`, `test.afterEach(…)`: the argument of a test's own function. */
function testContextCall(context: FileContext, receiver: Node, name: string): KnownCall | undefined {
  return isTestContext(context, receiver) ? knownTestCall([name]) : undefined;
}

/** The `t` of `test('…', (t) => …)`. */
export function isTestContext(context: FileContext, receiver: Node): boolean {
  const variable = receiver.type === 'Identifier' ? context.origins.variableOf(receiver) : undefined;
  const fn = variable && functionOfParameter(variable);
  return fn?.parent.type === 'CallExpression' && isTestCall(context, fn.parent);
}

/** Whether a call registers a test, a suite or a hook. */
export function isTestCall(context: FileContext, node: CallExpression): boolean {
  return testCallName(context, node) !== undefined;
}

/** The name of the test function or hook that a call is of: `it`, `beforeEach`, `test.afterEach` and `t.afterEach` as `afterEach`. */
export function testCallName(context: FileContext, node: CallExpression): string | undefined {
  const origin = context.origins.of(node.callee, 'everywhere');
  if (origin?.kind === 'module') {
    const row = knownExport(origin.module, origin.path);
    const isTest = row !== undefined && row === knownTestCall(origin.path[0] === 'default' ? origin.path.slice(1) : origin.path);
    return isTest ? lastHookName(origin.path) : undefined;
  }
  if (origin?.kind === 'global') return knownTestCall(origin.path) !== undefined ? lastHookName(origin.path) : undefined;
  // `it.each(table)('…', fn)`.
  const callee = withoutCasts(node.callee);
  if (callee.type === 'CallExpression') return testCallName(context, callee);
  const name = isMember(callee) && isTestContext(context, callee.object) ? propertyName(callee) : undefined;
  return name !== undefined && knownTestCall([name]) !== undefined ? name : undefined;
}

function lastHookName(path: readonly string[]): string {
  const hooks = path.filter((name) => !['only', 'skip', 'todo', 'concurrent', 'sequential', 'serial', 'each', 'default', 'always'].includes(name));
  return hooks.at(-1) ?? 'test';
}

/** The function whose parameter a variable is. */
export function functionOfParameter(variable: Variable): FunctionNode | undefined {
  const definition = variable.defs[0];
  if ((definition?.type as string | undefined) !== 'Parameter') return undefined;
  const fn = definition?.node as Node | undefined;
  return isFunction(fn) ? fn : undefined;
}

/** `resolve` or `reject` of the executor of a `new Promise(…)`: which of the two. */
export function settlerOf(context: FileContext, callee: Node): 'resolve' | 'reject' | undefined {
  const inner = withoutCasts(callee);
  if (inner.type !== 'Identifier') return undefined;
  const variable = context.origins.variableOf(inner);
  if (variable === undefined) return undefined;
  const resolver = resolverOf(context, variable);
  if (resolver !== undefined) return resolver;
  const fn = functionOfParameter(variable);
  if (fn === undefined || !isExecutor(context, fn)) return undefined;
  const position = fn.params.findIndex((parameter) => parameter.type === 'Identifier' && variable.identifiers.includes(parameter));
  return position === 0 ? 'resolve' : position === 1 ? 'reject' : undefined;
}

/** `const { promise, resolve } = Promise.withResolvers()`. */
function resolverOf(context: FileContext, variable: Variable): 'resolve' | 'reject' | undefined {
  const declarator = variable.defs[0]?.node as Node | undefined;
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'ObjectPattern' || !declarator.init) return undefined;
  const call = withoutCasts(declarator.init);
  if (call.type !== 'CallExpression') return undefined;
  const origin = context.origins.of(call.callee, 'everywhere');
  if (origin?.kind !== 'global' || origin.path.join('.') !== 'Promise.withResolvers') return undefined;
  for (const property of declarator.id.properties) {
    if (property.type !== 'Property' || property.value.type !== 'Identifier' || !variable.identifiers.includes(property.value)) continue;
    const name = propertyName(property);
    if (name === 'resolve' || name === 'reject') return name;
  }
  return undefined;
}

/** Whether a function is the executor of a `new Promise(…)`. */
export function isExecutor(context: FileContext, fn: FunctionNode): boolean {
  const call = fn.parent;
  if (call.type !== 'NewExpression' || call.arguments[0] !== fn) return false;
  return makesPromise(context, call);
}

/** `new Promise(…)`: of the language, or of a library's class that stands in for it. */
export function makesPromise(context: FileContext, node: NewExpression): boolean {
  const origin = context.origins.of(node.callee, 'everywhere');
  return (origin?.kind === 'global' && origin.path.join('.') === 'Promise') || (origin?.kind === 'module' && isPromiseExport(origin.module, origin.path));
}
