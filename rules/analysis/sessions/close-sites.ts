/**
 * Every place of a file that closes something that is known to be a session.
 */
import type { ClientFacts } from 'safely-close/clients';
import { isRuntimeFunction, runtimeClosers } from '../names/runtime-calls.ts';
import type { Acquisitions } from './acquired.ts';
import type { FileContext } from '../file-context.ts';
import { timingOf } from '../results/ignored-result.ts';
import { isListenerMethod } from '../names/known-calls.ts';
import { fateOf } from '../results/promise-fate.ts';
import type { CloseSite } from './session-record.ts';
import type { AnalysisSettings } from '../settings.ts';
import type { CallExpression, NewExpression, Node, TSESTree, Variable } from '../syntax/syntax.ts';
import { disposers, isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { isFunction, keepsThis, nameOfFunction, ownerOf } from '../syntax/walk.ts';
import { closingMethod } from './closing-method.ts';

export interface CloseSiteFinder {
  /** The close that a member access is (`s.close` in whatever it stands), if it is one. */
  ofMember(node: TSESTree.MemberExpression): CloseSite[];
  /** The close that a call of the runtime's or of a user's closer is. */
  ofCall(node: CallExpression): CloseSite | undefined;
}

const closeNames = new WeakMap<AnalysisSettings, ReadonlySet<string>>();

/** The names of all methods that close some client. */
function closeNamesOf(settings: AnalysisSettings): ReadonlySet<string> {
  let names = closeNames.get(settings);
  if (names === undefined) {
    names = new Set([...disposers, ...settings.libraries.flatMap((library) => library.clients.flatMap((client) => client.closes.map((close) => close.name)))]);
    closeNames.set(settings, names);
  }
  return names;
}

export function createCloseSiteFinder(context: FileContext, acquisitions: Acquisitions): CloseSiteFinder {
  const names = closeNamesOf(context.settings);

  function base(node: Node): Pick<CloseSite, 'inFunction' | 'inFinallyOf' | 'onEvent'> {
    return { inFunction: ownerOf(node), inFinallyOf: finallyAround(node), onEvent: eventOf(node) };
  }

  function ofMember(node: TSESTree.MemberExpression): CloseSite[] {
    const name = propertyName(node);
    if (name === undefined || !names.has(name)) return [];
    const client = clientClosed(node);
    if (client === undefined) return [];
    const close = closingMethod(client, name);
    const isDispose = disposers.has(name);
    if (close === undefined && !isDispose) return [];
    const outer = outermost(node);
    const parent = outer.parent;
    // `client.close(done)` tells by its callback, and gives no promise.
    const last = parent?.type === 'CallExpression' && parent.callee === outer ? parent.arguments.at(-1) : undefined;
    const tellsByCallback = last !== undefined && context.functionOf(last) !== undefined;
    const isAsynchronous = isDispose ? name === '@@asyncDispose' : close?.settles === 'promise' && !tellsByCallback;
    const shared = { client, session: node.object as Node, method: name };
    if (parent?.type === 'CallExpression' && parent.callee === outer) {
      return [{ ...base(parent), ...shared, node: parent, form: isDispose ? 'dispose call' : 'bare call', isAsynchronous, promise: isAsynchronous ? fateOf(context, parent, false) : 'synchronous' }];
    }
    if (parent?.type === 'MemberExpression' && parent.object === outer) {
      const call = parent.parent;
      if (call.type !== 'CallExpression' || call.callee !== parent) return [];
      const via = propertyName(parent);
      if (via === 'call' || via === 'apply') {
        return [{ ...base(call), ...shared, node: call, form: 'bare call', isAsynchronous, promise: isAsynchronous ? fateOf(context, call, false) : 'synchronous' }];
      }
      return via === 'bind' ? ofReference(call, shared, isAsynchronous) : [];
    }
    return ofReference(node, shared, isAsynchronous);
  }

  /** A bound or bare reference to a close method: registered, kept in a variable, or dropped. */
  function ofReference(node: Node, shared: { client: ClientFacts; session: Node; method: string }, isAsynchronous: boolean): CloseSite[] {
    const outer = outermost(node);
    const parent = outer.parent;
    const site = (at: Node, form: CloseSite['form']): CloseSite => ({
      ...base(at),
      ...shared,
      node: at,
      form,
      isAsynchronous,
      promise: form === 'bare call' && isAsynchronous ? fateOf(context, at, false) : 'synchronous',
    });
    switch (parent?.type) {
      case 'ExpressionStatement':
        return [site(node, 'not called')];
      case 'ArrowFunctionExpression':
        // `() => s.close.bind(s)` gives a function that nobody calls.
        return parent.body === outer && node.type === 'CallExpression' ? [site(node, 'not called')] : [];
      case 'UnaryExpression':
        return parent.operator === 'void' ? [site(node, 'not called')] : [];
      case 'CallExpression':
      case 'NewExpression':
        return parent.callee === outer ? [] : ofGiven(parent, outer, site);
      case 'VariableDeclarator': {
        if (parent.init !== outer || parent.id.type !== 'Identifier') return [];
        const variable = context.origins.variableOf(parent.id);
        return variable ? usesOf(variable, site) : [];
      }
      default:
        return [];
    }
  }

  /** A reference that is given to a call: registered, as a rule. */
  function ofGiven(call: CallExpression | NewExpression, reference: Node, site: (at: Node, form: CloseSite['form']) => CloseSite): CloseSite[] {
    const callee = withoutCasts(call.callee);
    const isRegistered = timingOf(context, call, reference) !== undefined || (isMember(callee) && isListenerMethod(propertyName(callee) ?? ''));
    const made = outermost(call);
    // `await promisify(server.close.bind(server))()`.
    if (!isRegistered && made.parent?.type === 'CallExpression' && made.parent.callee === made) return [site(made.parent, 'bare call')];
    // `await promisify(server.close).call(server)`.
    const via = !isRegistered && made.parent?.type === 'MemberExpression' && made.parent.object === made && propertyName(made.parent) === 'call' ? made.parent : undefined;
    if (via?.parent.type === 'CallExpression' && via.parent.callee === via) return [site(via.parent, 'bare call')];
    // `server.close = promisify(server.close)` makes another function of it, and registers nothing.
    const isKept = made.parent?.type === 'AssignmentExpression' || made.parent?.type === 'VariableDeclarator';
    return !isRegistered && isKept ? [] : [site(reference, 'bound reference')];
  }

  function usesOf(variable: Variable, site: (at: Node, form: CloseSite['form']) => CloseSite): CloseSite[] {
    const sites: CloseSite[] = [];
    for (const reference of variable.references) {
      if (reference.isWrite()) continue;
      const use = reference.identifier as Node;
      const parent = use.parent;
      if (parent?.type === 'CallExpression' && parent.callee === use) sites.push(site(parent, 'bare call'));
      else if (parent?.type === 'CallExpression') sites.push(site(use, 'bound reference'));
    }
    return sites;
  }

  /** The client on which a close is called: known by its value, or `this` inside a handler of the session. */
  function clientClosed(node: TSESTree.MemberExpression): ClientFacts | undefined {
    const object = withoutCasts(node.object);
    if (object.type !== 'ThisExpression') return acquisitions.clientOf(object);
    const fn = functionOfThis(node);
    const registration = fn && registrationOf(fn);
    return registration && acquisitions.clientOf(registration.object);
  }

  /** `s.on('end', function () { … })`: the `s.on` that a function is given to, by itself or by its name. */
  function registrationOf(fn: Node): TSESTree.MemberExpression | undefined {
    const direct = listenerCall(fn);
    if (direct) return direct;
    const name = nameOfFunction(fn);
    const variable = name ? context.origins.variableOf(name) : undefined;
    for (const reference of variable?.references ?? []) {
      const found = listenerCall(reference.identifier);
      if (found) return found;
    }
    return undefined;
  }

  function listenerCall(argument: Node): TSESTree.MemberExpression | undefined {
    // `s.on('end', finish.bind(s))`.
    const bound = argument.parent;
    if (bound?.type === 'MemberExpression' && bound.object === argument && propertyName(bound) === 'bind' && bound.parent.type === 'CallExpression') return listenerCall(bound.parent);
    const call = argument.parent;
    if (call?.type !== 'CallExpression' || call.callee === argument) return undefined;
    const callee = withoutCasts(call.callee);
    return isMember(callee) && isListenerMethod(propertyName(callee) ?? '') ? callee : undefined;
  }

  function ofCall(node: CallExpression): CloseSite | undefined {
    const isRuntime = isRuntimeFunction(context, node.callee, runtimeClosers);
    if (isRuntime) {
      const session = node.arguments[0];
      return {
        ...base(node),
        node,
        form: 'safe call',
        client: session ? acquisitions.clientOf(session) : undefined,
        session,
        method: 'safelyCloseClient',
        isAsynchronous: true,
        promise: fateOf(context, node, true),
      };
    }
    return undefined;
  }

  return { ofMember, ofCall };
}

/** The function whose `this` a node means; arrow functions are looked through. */
export function functionOfThis(node: Node): Node | undefined {
  for (let outer = node.parent; outer; outer = outer.parent) {
    if ((outer.type === 'FunctionExpression' && !keepsThis(outer)) || outer.type === 'FunctionDeclaration') return outer;
  }
  return undefined;
}

/** The expression with casts and the mark of an optional chain around it. */
export function outermost(node: Node): Node {
  let inner = node;
  for (let outer = node.parent; outer && withoutCasts(outer) === withoutCasts(inner) && outer !== inner; outer = outer.parent) inner = outer;
  return inner;
}

/** The `try` in whose `finally` a statement stands directly, on every way through it. */
export function finallyAround(node: Node): TSESTree.TryStatement | undefined {
  let inner: Node = node;
  for (let outer = node.parent; outer; inner = outer, outer = outer.parent) {
    if (isFunction(outer) || outer.type === 'Program') return undefined;
    if (outer.type === 'BlockStatement' && outer.parent.type === 'TryStatement') return outer.parent.finalizer === outer ? outer.parent : undefined;
    const isConditional = ['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchCase', 'ForStatement', 'ForOfStatement', 'ForInStatement', 'WhileStatement', 'DoWhileStatement', 'TryStatement'].includes(outer.type);
    if (isConditional && inner !== outer) return undefined;
  }
  return undefined;
}

/** The event of the handler that a node stands in directly, or is itself. */
function eventOf(node: Node): string | undefined {
  let given: Node = node;
  for (let outer: Node | undefined = node; outer; outer = outer.parent) {
    if (isFunction(outer)) {
      given = outer;
      break;
    }
    if (outer.parent?.type === 'CallExpression' && outer.parent.arguments.includes(outer as TSESTree.Expression)) {
      const callee = withoutCasts(outer.parent.callee);
      if (isMember(callee) && isListenerMethod(propertyName(callee) ?? '')) {
        given = outer;
        break;
      }
    }
  }
  const call = given.parent;
  if (call?.type !== 'CallExpression' || call.callee === given) return undefined;
  const callee = withoutCasts(call.callee);
  if (!isMember(callee) || !isListenerMethod(propertyName(callee) ?? '')) return undefined;
  const [event] = call.arguments;
  return event?.type === 'Literal' && typeof event.value === 'string' ? event.value : undefined;
}
