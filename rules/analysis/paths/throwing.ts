/**
 * Which points of a function may throw, under `recommended` and under `strict`.
 */
import { isRuntimeCall } from '../names/runtime-calls.ts';
import { calleeName, knownCallOf, makesPromise, settlerOf } from '../names/callee.ts';
import type { Engine } from '../engine.ts';
import type { FlowNode, Route } from './flow-graph.ts';
import { isContinuation, isPromiseMethod } from '../names/known-calls.ts';
import type { CallExpression, ClassNode, FunctionNode, NewExpression, Node } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { classOfThis, isField, isFunction } from '../syntax/walk.ts';
import { closingMethod } from '../sessions/closing-method.ts';
import { isUsing } from '../syntax/using.ts';

const runtimeFunctions = ['safelyCloseClient', 'closeAll', 'closing', 'closeOnSignals', 'configure', 'openSessions', 'isSessionClosed'];

export interface Throwing {
  mayThrow(node: Node): boolean;
  mayReject(value: Node): boolean;
  canThrow(fn: FunctionNode): boolean;
  canReturn(fn: FunctionNode): boolean;
}

export function createThrowing(engine: () => Engine): Throwing {
  const byNode = new Map<Node, boolean>();
  const ends = new Map<FunctionNode, { throws: boolean; returns: boolean }>();

  function mayThrow(node: Node): boolean {
    const known = byNode.get(node);
    if (known !== undefined) return known;
    const result = compute(node);
    byNode.set(node, result);
    return result;
  }

  function compute(node: Node): boolean {
    switch (node.type) {
      case 'CallExpression':
      case 'NewExpression':
        return callMayThrow(node);
      case 'AwaitExpression':
        return awaitMayReject(node.argument);
      case 'ImportExpression':
        return false;
      case 'ForOfStatement':
        return node.await || (engine().context.settings.mode === 'strict' && withoutCasts(node.right).type !== 'ArrayExpression');
      case 'ForInStatement':
        return false;
      case 'TaggedTemplateExpression':
      case 'YieldExpression':
      case 'ThrowStatement':
        return true;
      case 'BlockStatement':
      case 'Program':
      case 'ForStatement':
      case 'SwitchStatement':
        return disposalMayThrow(node);
      case 'ArrayPattern':
        return engine().context.settings.mode === 'strict' && !takesApartList(node);
      default:
        // Iteration by spread.
        return engine().context.settings.mode === 'strict';
    }
  }

  /** Whether the disposal at a block's end may fail: the runtime's own disposer never does, a class's may. */
  function disposalMayThrow(block: Node): boolean {
    const { context, acquisitions } = engine();
    const statements: readonly Node[] = block.type === 'BlockStatement' || block.type === 'Program' ? block.body : block.type === 'SwitchStatement' ? block.cases.flatMap((switchCase) => switchCase.consequent) : block.type === 'ForStatement' && block.init ? [block.init] : [];
    return statements.some((statement) => {
      if (!isUsing(statement)) return false;
      return statement.declarations.some((declarator) => {
        const value = declarator.init && withoutCasts(declarator.init);
        if (!value) return false;
        if (value.type === 'CallExpression' && isRuntimeCall(context, value, ['closing'])) return false;
        const client = acquisitions.clientOf(value);
        return client === undefined ? context.settings.mode === 'strict' && !isStackValue(value) : client.nativeDispose?.bounded !== true;
      });
    });
  }

  /** A stack fails only where one of its disposers does; those of the runtime never do. */
  function isStackValue(value: Node): boolean {
    return value.type === 'NewExpression' && value.callee.type === 'Identifier' && /^(?:Async)?DisposableStack$/u.test(value.callee.name);
  }

  /** `const [a, b] = [open(), open()]` or of a function's own list: there is nothing to iterate that could fail. */
  function takesApartList(pattern: Node): boolean {
    const parent = pattern.parent;
    const value = parent?.type === 'VariableDeclarator' ? parent.init : parent?.type === 'AssignmentExpression' ? parent.right : undefined;
    if (!value) return false;
    let inner = withoutCasts(value);
    if (inner.type === 'AwaitExpression') inner = withoutCasts(inner.argument);
    if (inner.type === 'ArrayExpression') return true;
    if (inner.type !== 'CallExpression') return false;
    if (isMember(inner.callee) && inner.callee.object.type === 'Identifier' && inner.callee.object.name === 'Promise') return true;
    const acquired = engine().acquisitions.of(inner);
    // A list that a function writes out: the session, or what closes it, has its place there.
    const places = acquired && [acquired.property ?? '', ...acquired.client.closes.map((close) => close.name)];
    return places?.some((place) => /^\d+$/u.test(place)) === true;
  }

  function callMayThrow(node: CallExpression | NewExpression): boolean {
    const { context, acquisitions } = engine();
    const isStrict = context.settings.mode === 'strict';
    if (isRuntimeCall(context, node, runtimeFunctions)) return throwsOnFailure(node);
    if (settlerOf(context, node.callee) !== undefined) return false;
    const name = calleeName(node);
    if (name !== undefined && (context.settings.ignoreThrowsFrom.has(name) || context.settings.ignoreThrowsFrom.has(context.textOf(node.callee)))) return false;

    if (node.callee.type === 'Super') return baseMayThrow(classOfThis(node), 0);
    const visible = node.type === 'CallExpression' ? context.functionOf(node.callee) : undefined;
    if (visible) return visible.async || visible.generator ? false : canThrow(visible);
    const foreign = node.type === 'CallExpression' ? context.foreignFunctionOf(node.callee, 'everywhere') : undefined;
    if (foreign) return foreign.fn.async || foreign.fn.generator ? false : foreign.file.engine.canThrow(foreign.fn);
    if (!isStrict && isPromiseAtOnce(node)) return false;
    const acquired = acquisitions.of(node);
    // Another face of a session that is there (`pool.promise()`): nothing is opened that could fail.
    if (acquired?.wraps !== undefined) return false;
    // What gives a promise of a session tells of failure by that.
    if (!isStrict && acquired?.isPromised === true && node.parent.type !== 'AwaitExpression') return false;
    if (node.type === 'NewExpression') {
      const classNode = context.classOf(node.callee);
      if (classNode) return constructionMayThrow(classNode, 0);
      if (acquired !== undefined && !isStrict) return false;
    }

    const callee = withoutCasts(node.callee);
    if (isOnPromiseOfSession(callee)) return false;
    if (isMember(callee)) {
      const method = propertyName(callee);
      if (method === 'call' || method === 'apply') {
        const target = context.functionOf(callee.object);
        if (target) return target.async ? false : canThrow(target);
      }
      if (method === 'bind' && (!isStrict || context.functionOf(callee.object) !== undefined)) return false;
      const client = method === undefined ? undefined : acquisitions.clientOf(callee.object);
      if (client && method !== undefined) {
        if (client.configures.includes(method)) return isStrict;
        // What gives the session itself, or a promise of it, tells of failure by that.
        if (!isStrict && (client.chains?.includes(method) === true || (client.armedBy !== 'acquisition' && client.armedBy.includes(method)))) return false;
        const close = closingMethod(client, method);
        if (close) return close.mayThrow && close.settles !== 'promise';
        const request = client.requests.find((candidate) => candidate.name === method);
        // What starts event-driven work tells of failure by its events.
        if (request) return isStrict || (request.gives !== 'promise' && client.endEvents === undefined);
        return true;
      }
    }

    const row = knownCallOf(context, node);
    if (row === undefined) return true;
    // What the language makes of nothing (`new Set()`) does not fail.
    if (isStrict) return !isConsole(node) && row.takes !== 'passes on' && !(node.type === 'NewExpression' && (node.arguments.length === 0 || isMadeOfList(node)));
    if (!row.throws) return false;
    const runsCallback = row.callbacks.some(({ timing }) => timing === 'once now' || timing === 'maybe now');
    if (!runsCallback) return true;
    // A method that runs its callback throws where the callback throws.
    const callbacks = node.arguments.filter((argument) => isFunction(argument) || context.functionOf(argument) !== undefined);
    if (callbacks.length === 0) return node.arguments.some((argument) => withoutCasts(argument).type !== 'Literal') && !takesKnownCallback(node);
    return callbacks.some((argument) => {
      const fn = context.functionOf(argument);
      return fn === undefined || (!fn.async && canThrow(fn));
    });
  }

  /** `open().then(…)`, and what is chained on it: a method of a promise tells of failure by the promise that it gives. */
  function isOnPromiseOfSession(callee: Node): boolean {
    let member = callee;
    while (isMember(member)) {
      const method = propertyName(member);
      const object = withoutCasts(member.object);
      if (method === undefined || object.type !== 'CallExpression') return false;
      const client = engine().acquisitions.clientOf(object);
      if (!isPromiseMethod(method, client)) return false;
      if (client !== undefined) return true;
      member = withoutCasts(object.callee);
    }
    return false;
  }

  /** `new Set([a, b])`, `new Map([[key, a]])`: of a list that is written out. */
  function isMadeOfList(node: NewExpression): boolean {
    const origin = engine().context.origins.of(node.callee, 'everywhere');
    const name = origin?.kind === 'global' ? origin.path.join('.') : '';
    const [list, ...rest] = node.arguments;
    if (!['Set', 'Map'].includes(name) || list?.type !== 'ArrayExpression' || rest.length > 0) return false;
    return list.elements.every((element) => element !== null && element.type !== 'SpreadElement' && (name === 'Set' || element.type === 'ArrayExpression'));
  }

  /** `page.close().catch(…)`: what gives a promise tells of failure by that. */
  function isPromiseAtOnce(node: CallExpression | NewExpression): boolean {
    const member = node.parent;
    return node.type === 'CallExpression' && isMember(member) && member.object === node && isContinuation(propertyName(member)) && member.parent.type === 'CallExpression' && member.parent.callee === member;
  }

  /** `list.map(String)`, `list.map(safelyCloseClient)`: the callback itself is known not to throw. */
  function takesKnownCallback(node: CallExpression | NewExpression): boolean {
    const { context } = engine();
    const [first] = node.arguments;
    if (first === undefined) return true;
    const origin = context.origins.of(first, 'everywhere');
    if (origin?.kind === 'module') return origin.module === context.settings.runtime.module;
    return origin?.kind === 'global' && ['String', 'Number', 'Boolean', 'parseInt', 'parseFloat'].includes(origin.path.join('.'));
  }

  /** Only `throwOnFailure: true`, written out, makes the runtime's close throw. */
  function throwsOnFailure(node: Node): boolean {
    if (node.type !== 'CallExpression') return false;
    const options = node.arguments[1];
    if (options?.type !== 'ObjectExpression') return false;
    return options.properties.some((property) => property.type === 'Property' && propertyName(property) === 'throwOnFailure' && property.value.type === 'Literal' && property.value.value === true);
  }

  function isConsole(node: CallExpression | NewExpression): boolean {
    const origin = engine().context.origins.of(node.callee, 'everywhere');
    return origin?.kind === 'global' && origin.path[0] === 'console';
  }

  function constructionMayThrow(node: ClassNode, depth: number): boolean {
    if (depth > 8) return true;
    if (baseMayThrow(node, depth)) return true;
    for (const member of node.body.body) {
      if (isField(member) && !member.static && member.value && rootCanThrow(member)) return true;
      if (member.type === 'MethodDefinition' && member.kind === 'constructor' && member.value.body && canThrow(member.value)) return true;
    }
    return false;
  }

  /** Of a base class that is not seen, `strict` alone takes it that its constructor may throw. */
  function baseMayThrow(node: ClassNode | undefined, depth: number): boolean {
    if (!node?.superClass) return false;
    const { context } = engine();
    const base = context.classOf(node.superClass);
    return base ? constructionMayThrow(base, depth + 1) : context.settings.mode === 'strict';
  }

  function awaitMayReject(argument: Node): boolean {
    const { context } = engine();
    const inner = withoutCasts(argument);
    if (inner.type === 'Literal' || inner.type === 'ObjectExpression') return false;
    if (inner.type === 'NewExpression') return promiseMayReject(inner);
    if (inner.type !== 'CallExpression') return true;
    if (isRuntimeCall(context, inner, runtimeFunctions)) return throwsOnFailure(inner);
    const link = isMember(inner.callee) ? propertyName(inner.callee) : undefined;
    // These hand on how the promise before them settled.
    if (isMember(inner.callee) && (link === 'finally' || (link === 'then' && inner.arguments.length === 1))) return awaitMayReject(inner.callee.object) || handlerMayThrow(inner.arguments[0]);
    if (isMember(inner.callee, 'catch')) return handlerMayThrow(inner.arguments[0]);
    if (isMember(inner.callee, 'then') && inner.arguments.length > 1) return inner.arguments.some((handler) => handlerMayThrow(handler));
    if (onlyConfigures(inner)) return false;
    const visible = context.functionOf(inner.callee);
    if (visible?.async) return canThrow(visible);
    const foreign = context.foreignFunctionOf(inner.callee, 'everywhere');
    if (foreign?.fn.async === true) return foreign.file.engine.canThrow(foreign.fn);
    const origin = context.origins.of(inner.callee, 'everywhere');
    const path = origin?.kind === 'global' || origin?.kind === 'module' ? origin.path.join('.') : '';
    if (path === 'Promise.allSettled') return false;
    if (path === 'Promise.resolve') return inner.arguments[0] !== undefined && awaitMayReject(inner.arguments[0]);
    if (path === 'Promise.all') return gatheredMayReject(inner);
    if (origin?.kind === 'module' && /^(?:node:)?timers\/promises$/u.test(origin.module)) return context.settings.mode === 'strict';
    return true;
  }

  /** `await curl.on('end', …)`: what configures gives no promise, or one that is kept. */
  function onlyConfigures(node: CallExpression): boolean {
    const { context, acquisitions } = engine();
    const callee = withoutCasts(node.callee);
    if (context.settings.mode === 'strict' || !isMember(callee)) return false;
    const name = propertyName(callee);
    const client = name === undefined ? undefined : acquisitions.clientOf(callee.object);
    return name !== undefined && client !== undefined && (client.listens?.includes(name) === true || client.configures.includes(name));
  }

  /** `await task().catch(handler)` rejects where the handler throws, or the promise that it returns rejects. */
  function handlerMayThrow(handler: Node | undefined): boolean {
    const fn = handler && engine().context.functionOf(handler);
    if (!fn) return handler === undefined || !takesNothingIll(handler);
    if (canThrow(fn)) return true;
    if (fn.async) return false;
    return engine().context.graphOf(fn).nodes.some((node) => node.kind === 'return' && node.value !== undefined && node.value !== null && awaitMayReject(node.value) && withoutCasts(node.value).type === 'CallExpression');
  }

  /** `.catch(console.error)`. */
  function takesNothingIll(handler: Node): boolean {
    const origin = engine().context.origins.of(handler);
    return origin?.kind === 'global' && origin.path[0] === 'console';
  }

  /** `Promise.all([safelyCloseClient(a), …])` and `Promise.all(list.map(safelyCloseClient))`. */
  function gatheredMayReject(node: CallExpression): boolean {
    const [list] = node.arguments;
    if (list?.type === 'ArrayExpression') return list.elements.some((element) => element !== null && awaitMayReject(element));
    if (list?.type === 'CallExpression' && isMember(list.callee, 'map') && list.arguments[0]) {
      const callback = list.arguments[0];
      const fn = engine().context.functionOf(callback);
      if (fn) return fn.async ? canThrow(fn) : !(fn.body.type === 'CallExpression' && !awaitMayReject(fn.body));
      return !takesKnownCallback(list);
    }
    return true;
  }

  /** `new Promise((resolve) => setTimeout(resolve, 10))` has no way to reject. */
  function promiseMayReject(node: NewExpression): boolean {
    if (!makesPromise(engine().context, node)) return true;
    const executor = node.arguments[0] && engine().context.functionOf(node.arguments[0]);
    if (!executor) return true;
    return executor.params.length > 1 || canThrow(executor);
  }

  function canThrow(fn: FunctionNode): boolean {
    return endsOf(fn).throws;
  }

  function canReturn(fn: FunctionNode): boolean {
    return endsOf(fn).returns;
  }

  function endsOf(fn: FunctionNode): { throws: boolean; returns: boolean } {
    const known = ends.get(fn);
    if (known) return known;
    // A function that is reached again while it is looked at may do either.
    ends.set(fn, { throws: true, returns: true });
    const result = reach(fn);
    ends.set(fn, result);
    return result;
  }

  const roots = new Map<Node, boolean>();
  function rootCanThrow(root: Parameters<Engine['context']['graphOf']>[0]): boolean {
    const known = roots.get(root);
    if (known !== undefined) return known;
    roots.set(root, true);
    const result = reach(root).throws;
    roots.set(root, result);
    return result;
  }

  function reach(root: Parameters<Engine['context']['graphOf']>[0]): { throws: boolean; returns: boolean } {
    const graph = engine().context.graphOf(root);
    const seen = new Set<string>();
    const open: { node: number; frames: readonly Route[] }[] = [{ node: graph.entry, frames: [] }];
    let throws = false;
    let returns = false;
    for (let point = open.pop(); point !== undefined; point = open.pop()) {
      const key = `${String(point.node)};${point.frames.map((route) => route.join('>')).join('|')}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (point.node === graph.exit) returns = true;
      if (point.node === graph.throwExit) throws = true;
      const node = graph.nodes[point.node];
      if (node === undefined) continue;
      for (const route of exitsOf(node, point.frames)) open.push(followRoute(graph.nodes, route.route, route.frames));
    }
    return { throws, returns };
  }

  function exitsOf(node: FlowNode, frames: readonly Route[]): { route: Route; frames: readonly Route[] }[] {
    if (node.kind === 'finally end') {
      const rest = frames.at(-1);
      return rest === undefined ? [] : [{ route: rest, frames: frames.slice(0, -1) }];
    }
    const result: { route: Route; frames: readonly Route[] }[] = [];
    if (node.next && !isEndOfProcess(node)) result.push({ route: node.next, frames });
    if (node.otherwise) result.push({ route: node.otherwise, frames });
    const isThrowing = node.kind === 'throw' || ((node.kind === 'call' || node.kind === 'await' || node.kind === 'dispose' || node.kind === 'spread' || node.kind === 'iterate' || node.kind === 'yield') && mayThrow(node.ast));
    if (isThrowing) result.push({ route: node.onThrow, frames });
    return result;
  }

  function isEndOfProcess(node: FlowNode): boolean {
    return node.kind === 'call' && endsProcess(engine(), node.ast);
  }

  return { mayThrow, mayReject: awaitMayReject, canThrow, canReturn };
}

/** Whether a call never comes back: `process.exit()`, or a visible function that always throws or exits. */
export function endsProcess(engine: Engine, node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  if (knownCallOf(engine.context, node)?.endsProcess === true) return true;
  const fn = engine.context.functionOf(node.callee);
  return fn !== undefined && !fn.async && !fn.generator && !engine.canReturn(fn);
}

/** Goes along a route: to its first stop, with what is left of it kept for when that finalizer ends. */
export function followRoute(nodes: readonly FlowNode[], route: Route, frames: readonly Route[]): { node: number; frames: readonly Route[] } {
  const [first, ...rest] = route;
  const target = first === undefined ? undefined : nodes[first];
  if (first === undefined || target === undefined) return { node: -1, frames };
  if (target.kind === 'finally') return { node: first, frames: [...frames.slice(0, target.depth - 1), rest] };
  return { node: first, frames: frames.length > target.depth ? frames.slice(0, target.depth) : frames };
}
