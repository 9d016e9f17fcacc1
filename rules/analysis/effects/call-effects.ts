/**
 * What one call does to the session: closes it, takes it, arms it, starts its work, registers what will close it.
 */
import { calleeName } from '../names/callee.ts';
import type { Effect, Engine, Entry, Tracked } from '../engine.ts';
import type { FlowGraph } from '../paths/flow-graph.ts';
import { forwardedCall } from '../names/forwarded-call.ts';
import { isRuntimeClose } from './holding.ts';
import { timingOf } from '../results/ignored-result.ts';
import { elementOf, isContainer, partOf, withPlace } from '../paths/path-state.ts';
import type { Container, Holding, PathState, Place } from '../paths/path-state.ts';
import type { FunctionNode, Node, TSESTree } from '../syntax/syntax.ts';
import { disposers, isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { applyEffect, asCalled, closed, handed, holdingOfArgument, toldHere } from './call-outcome.ts';
import type { Call, CallOutcome } from './call-outcome.ts';
import { onSession } from './methods-of-session.ts';
import { onCloser } from './given-closer.ts';
import { onGivenSession } from './given-session.ts';
import { chainDischarges } from './promise-chain.ts';
import { isRuntimeFunction, runtimeClosers } from '../names/runtime-calls.ts';
import { thisBehind } from '../names/this-behind.ts';

const stackDisposers: ReadonlySet<string> = new Set(['dispose', 'disposeAsync', ...disposers]);

export function createCallEffects(engine: () => Engine): (node: Call | TSESTree.TaggedTemplateExpression, state: PathState, tracked: Tracked, graph: FlowGraph) => CallOutcome {
  function callEffects(node: Call | TSESTree.TaggedTemplateExpression, state: PathState, tracked: Tracked, graph: FlowGraph): CallOutcome {
    if (node.type === 'TaggedTemplateExpression') return onForwarded(node, state, tracked) ?? { state };
    const callee = withoutCasts(node.callee);
    const method = isMember(callee) ? propertyName(callee) : undefined;
    const receiver = isMember(callee) ? engine().holdingOf(callee.object, state, tracked) : undefined;
    // A client's subclass has methods of its own.
    const isOwnMethod = isMember(callee) && callee.object.type === 'ThisExpression' && engine().context.functionOf(callee) !== undefined;
    if (receiver === 'self' && method !== undefined && isMember(callee) && !isOwnMethod) return onSession(engine(), node, method, state, tracked);
    if (receiver === 'stack' && method !== undefined && stackDisposers.has(method)) return { state: closed(state) };
    if (receiver === 'stack' && method === 'move' && isMember(callee)) {
      const stack = withoutCasts(callee.object);
      const variable = stack.type === 'Identifier' ? engine().context.origins.variableOf(stack) : undefined;
      return { state: variable ? withPlace({ ...state, isFresh: false }, variable, 'moved stack') : state, cannotThrow: true };
    }
    if (isContainer(receiver) && method !== undefined) {
      const outcome = onContainer(node, method, receiver, state, tracked);
      if (outcome) return outcome;
    }
    if (isRuntimeClose(engine(), node) || isSettingsCloser(node)) {
      const isGiven = node.arguments.some((argument) => isSessionOrHolder(holdingOfArgument(engine(), argument, state, tracked)));
      if (isGiven) return { state: closed(state), isClosedNow: true };
      // A list of objects is no list of sessions: nothing is closed.
      if (node.arguments.some((argument) => holdingOfArgument(engine(), argument, state, tracked) === 'records')) return { state };
    }
    const fn = engine().context.functionOf(node.callee);
    const within = fn ? asCalled(engine(), fn, node, tracked) : tracked;
    const captured = fn && engine().captureEffect(fn, state, within);
    if (fn) {
      const own = ownProperties(callee, state);
      for (const effect of [own && engine().effectOf(fn, [{ by: 'places', places: own }], within), captured]) {
        if (effect === undefined) continue;
        const outcome = applyEffect(engine(), effect, state, fn, node);
        if (outcome.state.status !== state.status || outcome.state.closingEvents !== state.closingEvents || outcome.state.isStarted !== state.isStarted) return outcome;
      }
    }
    const inherited = fn === undefined && isMember(callee) ? inheritedEffect(callee, state, tracked) : undefined;
    if (inherited !== undefined) {
      const outcome = toldHere(applyEffect(engine(), inherited.effect, state, inherited.fn, node), node);
      if (outcome.state.status !== state.status) return outcome;
    }
    // Of `c ? nothing : close` this path may know that it is the second.
    if (captured === undefined && engine().holdingOf(callee, state, tracked) === 'closer') return { state: closed(state), isClosedNow: true };
    return onForwarded(node, state, tracked) ?? onArguments(node, state, tracked, graph);
  }

  /** What a method does that the class has from one in another file: `super.close()`, `this.stop()`. */
  function inheritedEffect(callee: TSESTree.MemberExpression, state: PathState, tracked: Tracked): { readonly effect: Effect; readonly fn: FunctionNode } | undefined {
    if (callee.object.type !== 'ThisExpression' && callee.object.type !== 'Super') return undefined;
    const places = new Map([...state.held].filter(([place]) => typeof place === 'string' && place.startsWith('this.') && !place.startsWith('this.#')));
    const inherited = places.size === 0 ? undefined : engine().context.foreignFunctionOf(callee, 'everywhere');
    return inherited && { effect: inherited.file.engine.effectOf(inherited.fn, [{ by: 'places', places }], tracked), fn: inherited.fn };
  }

  /** `api.close()` of `const api = { client: open(), close() { return this.client.close(); } }`: what the method has as `this`. */
  function ownProperties(callee: Node, state: PathState): ReadonlyMap<Place, Holding> | undefined {
    const { context } = engine();
    const object = isMember(callee) ? withoutCasts(callee.object) : undefined;
    const variable = object?.type === 'Identifier' ? context.origins.variableOf(object) : undefined;
    if (variable === undefined) return undefined;
    const prefix = partOf(context, variable, '');
    const own = [...state.held].flatMap(([place, holding]): [Place, Holding][] => (typeof place === 'string' && place.startsWith(prefix) ? [[`this.${place.slice(prefix.length)}`, holding]] : []));
    return own.length === 0 ? undefined : new Map(own);
  }

  /** `finish.call(undefined, s)`, `finish.apply(undefined, [s])`: what the visible function behind the detour does with it. */
  function onForwarded(node: Call | TSESTree.TaggedTemplateExpression, state: PathState, tracked: Tracked): CallOutcome | undefined {
    const { context } = engine();
    const forwarded = forwardedCall(context, node);
    if (forwarded === undefined) return undefined;
    const entries: Entry[] = [];
    for (const [index, argument] of forwarded.arguments.entries()) {
      const holding = engine().holdingOf(argument, state, tracked);
      if (holding !== undefined) entries.push({ by: 'parameter', index, holding });
    }
    const fn = context.functionOf(forwarded.callee);
    const self = forwarded.self && fn?.type !== 'ArrowFunctionExpression' ? engine().holdingOf(forwarded.self, state, tracked) : undefined;
    if (self !== undefined) entries.push({ by: 'places', places: new Map([['this', self]]) });
    if (entries.length === 0) return undefined;
    if (isRuntimeFunction(context, forwarded.callee, runtimeClosers)) return { state: closed(state), isClosedNow: true };
    if (fn) return applyEffect(engine(), engine().effectOf(fn, entries, tracked), state, fn, node);
    const foreign = context.foreignFunctionOf(forwarded.callee, 'everywhere');
    return foreign && toldHere(applyEffect(engine(), foreign.file.engine.effectOf(foreign.fn, entries, tracked), state, foreign.fn, node), node);
  }

  const isSessionOrHolder = (holding: Holding | undefined): boolean => holding === 'self' || holding === 'holder';

  function isSettingsCloser(node: Call): boolean {
    const { context } = engine();
    const { closers } = context.settings;
    if (closers.length === 0) return false;
    const origin = context.origins.of(node.callee, 'everywhere');
    const name = calleeName(node);
    return closers.some((closer) =>
      closer.module === undefined
        ? name === closer.name || (origin?.kind === 'module' && origin.path.at(-1) === closer.name)
        : origin?.kind === 'module' && origin.module === closer.module && origin.path.at(-1) === closer.name,
    );
  }

  const visitsEveryElement: ReadonlySet<string> = new Set(['forEach', 'map', 'flatMap', 'some', 'every', 'reduce', 'reduceRight', 'filter']);

  function onContainer(node: Call, method: string, receiver: Container, state: PathState, tracked: Tracked): CallOutcome | undefined {
    if (!visitsEveryElement.has(method)) return undefined;
    const [callback] = node.arguments;
    if (callback === undefined) return undefined;
    if (receiver !== 'records' && isRuntimeFunction(engine().context, callback, runtimeClosers)) return { state: closed(state) };
    const fn = engine().context.functionOf(callback);
    if (fn === undefined) return undefined;
    const index = method.startsWith('reduce') ? 1 : 0;
    // `Object.entries(all).forEach(([name, s]) => …)`: the session is in a pair.
    const isPair = fn.params[index]?.type === 'ArrayPattern';
    const effect = engine().effectOf(fn, [{ by: 'parameter', index, holding: isPair ? receiver : elementOf(receiver) }], tracked);
    return effect.discharges === 'always' ? { state: closed(state) } : undefined;
  }

  function onArguments(node: Call, state: PathState, tracked: Tracked, graph: FlowGraph): CallOutcome {
    const settled = chainDischarges(engine(), node, state, tracked);
    if (settled === 'closed') return { state: closed(state) };
    if (settled === 'handed over') return handed(state, 'captured by registered closure', node);
    let next = state;
    let cannotThrow = false;
    for (const [index, argument] of node.arguments.entries()) {
      const holding = holdingOfArgument(engine(), argument, next, tracked);
      const outcome =
        holding === undefined
          ? (onInstance(node, index, argument, next, tracked) ?? onPlainArgument(node, argument, next, tracked))
          : holding === 'closer'
            ? onCloser(engine(), node, index, argument, next, tracked, graph)
            : onGivenSession(engine(), node, index, argument, holding, next, tracked, graph);
      if (outcome.state.status === 'closed' || outcome.state.status === 'handed over') return outcome;
      next = outcome.state;
      cannotThrow ||= outcome.cannotThrow === true;
    }
    return { state: next, cannotThrow };
  }

  /** `finish(this)`: what a visible function does to the fields of what it is given. */
  function onInstance(node: Call, index: number, argument: Node, state: PathState, tracked: Tracked): CallOutcome | undefined {
    const { context } = engine();
    if (node.type !== 'CallExpression' || thisBehind(context, withoutCasts(argument)) === undefined) return undefined;
    const parts = new Map([...state.held].flatMap(([place, holding]): [string, Holding][] => (typeof place === 'string' && place.startsWith('this.') ? [[place.slice('this.'.length), holding]] : [])));
    if (parts.size === 0) return undefined;
    const entries: readonly Entry[] = [{ by: 'parts of parameter', index, parts }];
    const fn = context.functionOf(node.callee);
    if (fn) return applyEffect(engine(), engine().effectOf(fn, entries, asCalled(engine(), fn, node, tracked)), state, fn, node);
    const foreign = context.foreignFunctionOf(node.callee, 'everywhere');
    return foreign && toldHere(applyEffect(engine(), foreign.file.engine.effectOf(foreign.fn, entries, tracked), state, foreign.fn, node), node);
  }

  /** A function that captures the session without closing it on all its paths. */
  function onPlainArgument(node: Call, argument: Node, state: PathState, tracked: Tracked): CallOutcome {
    const { context } = engine();
    const timing = timingOf(context, node, argument);
    const isKnownToRun = timing !== undefined && timing !== 'maybe now';
    if (isKnownToRun && context.settings.mode === 'recommended' && isBoundRequest(argument, state, tracked)) return { state: { ...state, isStarted: true } };
    const fn = context.functionOf(argument);
    if (fn === undefined) return { state };
    const effect = engine().captureEffect(fn, state, tracked);
    if (effect === undefined) return { state };
    if (timing === 'once now') return applyEffect(engine(), effect, state, fn, node);
    if (isKnownToRun && context.settings.mode === 'recommended') {
      if (effect.discharges === 'always' && !effect.closes) return handed(state, 'captured by registered closure', argument);
      // `process.nextTick(() => curl.perform())`: its handlers end what is started there.
      if (effect.isStarted) return { state: { ...state, isStarted: true } };
    }
    return effect.discharges === 'sometimes' ? { state: { ...state, openWay: effect.openExit ?? state.openWay } } : { state };
  }

  /** `process.nextTick(curl.perform.bind(curl))`. */
  function isBoundRequest(argument: Node, state: PathState, tracked: Tracked): boolean {
    const bound = withoutCasts(argument);
    const method = bound.type === 'CallExpression' && isMember(bound.callee, 'bind') ? withoutCasts(bound.callee.object) : undefined;
    if (method === undefined || !isMember(method) || engine().holdingOf(method.object, state, tracked) !== 'self') return false;
    return tracked.client.requests.some(({ name }) => name === propertyName(method));
  }

  return callEffects;
}
