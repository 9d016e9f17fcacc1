/**
 * What one call does to the session: closes it, takes it, arms it, starts its work, registers what will close it.
 */
import { calleeName, functionOfParameter, knownCallOf, settlerOf } from '../names/callee.ts';
import type { Effect, Engine, Entry, Tracked } from '../engine.ts';
import type { FlowGraph } from '../paths/flow-graph.ts';
import { forwardedCall } from '../names/forwarded-call.ts';
import { localContainer } from '../names/local-container.ts';
import { isRuntimeClose, isStackVariable } from './holding.ts';
import { isClosingName, isHandingName, isKeepingName, isPromiseMethod, stackMethods } from '../names/known-calls.ts';
import { timingOf, takesErrorFirst } from '../results/ignored-result.ts';
import { partOf, withoutFactsOf, withPlace } from '../paths/path-state.ts';
import type { Holding, PathState, Place } from '../paths/path-state.ts';
import { closesWhatItKeeps } from './owner-classes.ts';
import { declarationOf, parameterName, tagsBefore } from '../sessions/ownership-tags.ts';
import type { EscapeSite } from '../sessions/session-record.ts';
import { storeOf } from './stores.ts';
import type { CallExpression, FieldNode, FunctionNode, NewExpression, Node, TSESTree } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { classOfThis, isField, isFunction, ownerOf } from '../syntax/walk.ts';

export interface CallOutcome {
  readonly state: PathState;
  /** The state in which the call itself throws, where that differs from before. */
  readonly onThrow?: PathState;
  /** A state in which the callee's body fails before it closes, and where. */
  readonly thrown?: PathState;
  readonly thrownAt?: Node;
  /** For a hand-over: how. */
  readonly manner?: EscapeSite['manner'];
  readonly node?: Node;
  /** Whether this call cannot throw with this argument, whatever is known of its callee. */
  readonly cannotThrow?: boolean;
  /** Whether the session is closed when the call is done, and not by a handler later. */
  readonly isClosedNow?: boolean;
}

type Call = CallExpression | NewExpression;
const disposers: ReadonlySet<string> = new Set(['@@asyncDispose', '@@dispose']);
const stackDisposers: ReadonlySet<string> = new Set(['dispose', 'disposeAsync', '@@asyncDispose', '@@dispose']);

export function createCallEffects(engine: () => Engine): (node: Call | TSESTree.TaggedTemplateExpression, state: PathState, tracked: Tracked, graph: FlowGraph) => CallOutcome {
  const closed = (state: PathState): PathState => ({ ...state, status: 'closed' });
  const handed = (state: PathState, manner: EscapeSite['manner'], node?: Node): CallOutcome => ({ state: { ...state, status: 'handed over' }, manner, ...(node ? { node } : {}) });

  function callEffects(node: Call | TSESTree.TaggedTemplateExpression, state: PathState, tracked: Tracked, graph: FlowGraph): CallOutcome {
    if (node.type === 'TaggedTemplateExpression') return onForwarded(node, state, tracked) ?? { state };
    const callee = withoutCasts(node.callee);
    const method = isMember(callee) ? propertyName(callee) : undefined;
    const receiver = isMember(callee) ? engine().holdingOf(callee.object, state, tracked) : undefined;
    if (receiver === 'self' && method !== undefined && isMember(callee)) return onSession(node, method, state, tracked);
    if (receiver === 'stack' && method !== undefined && stackDisposers.has(method)) return { state: closed(state) };
    if (receiver === 'stack' && method === 'move' && isMember(callee)) {
      const stack = withoutCasts(callee.object);
      const variable = stack.type === 'Identifier' ? engine().context.origins.variableOf(stack) : undefined;
      return { state: variable ? withPlace({ ...state, isFresh: false }, variable, 'moved stack') : state, cannotThrow: true };
    }
    if ((receiver === 'holder' || receiver === 'closer') && method !== undefined) {
      const outcome = onContainer(node, method, receiver, state, tracked);
      if (outcome) return outcome;
    }
    if (isRuntimeClose(engine(), node) || isSettingsCloser(node)) {
      const isGiven = node.arguments.some((argument) => isSessionOrHolder(holdingOfArgument(argument, state, tracked)));
      if (isGiven) return { state: closed(state), isClosedNow: true };
    }
    const fn = engine().context.functionOf(node.callee);
    const captured = fn && engine().captureEffect(fn, state, tracked);
    if (fn) {
      const own = ownProperties(callee, state);
      for (const effect of [own && engine().effectOf(fn, [{ by: 'places', places: own }], tracked), captured]) {
        if (effect === undefined) continue;
        const outcome = applyEffect(effect, state, fn, node);
        if (outcome.state.status !== state.status || outcome.state.closingEvents !== state.closingEvents || outcome.state.isStarted !== state.isStarted) return outcome;
      }
    }
    // Of `c ? nothing : close` this path may know that it is the second.
    if (captured === undefined && engine().holdingOf(callee, state, tracked) === 'closer') return { state: closed(state), isClosedNow: true };
    return onForwarded(node, state, tracked) ?? onArguments(node, state, tracked, graph);
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
    if (isRuntimeCloser(forwarded.callee)) return { state: closed(state), isClosedNow: true };
    if (fn) return applyEffect(engine().effectOf(fn, entries, tracked), state, fn, node);
    const foreign = context.foreignFunctionOf(forwarded.callee, 'everywhere');
    return foreign && toldHere(applyEffect(foreign.file.engine.effectOf(foreign.fn, entries, tracked), state, foreign.fn, node), node);
  }

  const isSessionOrHolder = (holding: Holding | undefined): boolean => holding === 'self' || holding === 'holder';

  function holdingOfArgument(argument: TSESTree.CallExpressionArgument, state: PathState, tracked: Tracked): Holding | undefined {
    return engine().holdingOf(argument.type === 'SpreadElement' ? argument.argument : argument, state, tracked);
  }

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

  /** Takes over what a followed function does. */
  function applyEffect(effect: Effect, state: PathState, fn: FunctionNode, call: Node): CallOutcome {
    const next: PathState = {
      ...state,
      closingEvents: effect.closingEvents.size === 0 ? state.closingEvents : new Set([...state.closingEvents, ...effect.closingEvents]),
      isStarted: state.isStarted || effect.isStarted,
      status: state.status === 'unarmed' && effect.isArmed ? 'open' : state.status,
      openWay: effect.discharges === 'sometimes' ? (effect.openExit ?? state.openWay) : state.openWay,
    };
    const failing = effect.openThrow === undefined ? {} : { thrown: next, thrownAt: effect.openThrow };
    if (effect.storedAt !== undefined) return { ...stored(effect.storedAt, call, next), ...(fn.generator ? {} : failing) };
    if (effect.discharges === 'always') {
      const done: PathState = { ...next, status: effect.closes ? 'closed' : 'handed over' };
      return { state: done, manner: 'passed to keeper', isClosedNow: effect.closes && !fn.async, ...(fn.generator ? {} : failing) };
    }
    // With the session as its argument more is known of what it may throw than without.
    return { state: next, cannotThrow: effect.isFollowed && effect.openThrow === undefined };
  }

  /** `open().then((s) => { session = s; })`: it is in the variable from then on, which may be one of the function that is followed. */
  function stored(at: Node, call: Node, state: PathState): CallOutcome {
    const { context } = engine();
    const variable = storeOf(engine(), { node: at, manner: 'stored in outer variable' })?.variable;
    // The variable of another file says nothing here.
    if (variable === undefined) return handed(state, 'passed to keeper');
    const home = context.homeOf(variable);
    const isHere = isFunction(home) && home === ownerOf(call);
    return isHere ? { state: withPlace(withoutFactsOf(state, variable), variable, 'self') } : handed(state, 'stored in outer variable', at);
  }

  /** Places in another file are told by the call here that leads to them. */
  function toldHere(outcome: CallOutcome, node: Node): CallOutcome {
    const state: PathState = outcome.state.openWay === undefined ? outcome.state : { ...outcome.state, openWay: node };
    return outcome.thrown === undefined ? { ...outcome, state } : { ...outcome, state, thrownAt: node };
  }

  // ---- a method of the session itself ------------------------------------------------------------------------------

  function onSession(node: Call, method: string, state: PathState, tracked: Tracked): CallOutcome {
    const { client } = tracked;
    const isClose = client.closes.some((close) => close.name === method) || disposers.has(method);
    if (isClose) return { state: closed(state), isClosedNow: true };
    if (isPromiseMethod(method, client)) return onPromise(node, method, state, tracked);
    const isRequest = client.requests.some((request) => request.name === method) || (client.otherMethodsGive !== undefined && !client.configures.includes(method) && client.listens?.includes(method) !== true);
    const arms = state.status === 'unarmed' && (tracked.armedBy.includes(method) || (tracked.isLazyByOption && isRequest));
    if (client.takenOverBy?.includes(method) === true) return handed(state, 'passed to keeper', node);
    let next: PathState = arms ? { ...state, status: 'open' } : state;
    if (client.listens?.includes(method) === true) next = onListener(node, next, tracked);
    if (isRequest) next = { ...next, isStarted: true };
    if (arms) next = onOpening(node.arguments, next, tracked);
    const [eventName] = node.arguments;
    const isEndEvent = eventName?.type === 'Literal' && client.endEvents?.some((events) => events.includes(String(eventName.value))) === true;
    for (const argument of isEndEvent ? [] : node.arguments) {
      // `server.listen(port, () => resolve(server))`, `s.once('ready', () => resolve(s))`: handed over by the callback.
      if (handsOver(argument, next, tracked)) return handed(next, 'captured by registered closure', argument);
    }
    // A callback of the session's own request that closes it (`db.query(sql, () => db.end())`).
    if (client.listens?.includes(method) !== true) {
      for (const argument of node.arguments) {
        const holding = holdingOfArgument(argument, next, tracked);
        if (holding === 'closer' && engine().context.settings.mode === 'recommended') return handed(next, 'captured by registered closure', argument);
      }
    }
    return arms ? { state: next, onThrow: state } : { state: next };
  }

  /** `once(worker, 'exit')` of what ends by itself. */
  function waitsForItsEnd(node: Call, tracked: Tracked): boolean {
    const [, event] = node.arguments;
    if (tracked.client.endsByItself !== true || event?.type !== 'Literal' || calleeName(node) !== 'once') return false;
    return tracked.client.endEvents?.some((events) => events.includes(String(event.value))) === true;
  }

  /** A function that, on every way on which there is no error, gives the session to somebody else. It may never be called: `strict` does not count on it. */
  function handsOver(argument: Node, state: PathState, tracked: Tracked): boolean {
    const { context } = engine();
    const fn = context.settings.mode === 'recommended' ? context.functionOf(argument) : undefined;
    const effect = fn && engine().captureEffect(fn, state, tracked);
    return fn !== undefined && effect !== undefined && !effect.closes && (effect.discharges === 'always' || (effect.discharges === 'sometimes' && takesErrorFirst(fn)));
  }

  function onListener(node: Call, state: PathState, tracked: Tracked): PathState {
    const [event, listener] = node.arguments;
    if (event?.type !== 'Literal' || typeof event.value !== 'string' || listener === undefined) return state;
    // What ends by itself needs no close once somebody waits for its end.
    const endsIt = tracked.client.endsByItself === true && tracked.client.endEvents?.some((events) => events.includes(event.value)) === true;
    if (endsIt) return { ...state, closingEvents: new Set([...state.closingEvents, event.value]), isStarted: true };
    const isClosing = listenerCloses(listener, event.value, state, tracked);
    if (isClosing === true) return { ...state, closingEvents: new Set([...state.closingEvents, event.value]) };
    return isClosing === false ? state : { ...state, openWay: isClosing };
  }

  /** `server.listen(port, listener)`: a listener of its opening. */
  function onOpening(given: readonly Node[], state: PathState, tracked: Tracked): PathState {
    const { openingCallback } = tracked.client;
    if (openingCallback === undefined || !given.some((argument) => listenerCloses(argument, openingCallback, state, tracked) === true)) return state;
    return { ...state, closingEvents: new Set([...state.closingEvents, openingCallback]) };
  }

  /** Whether a listener of the session closes it on all its paths; where it does on some, the way on which it does not. */
  function listenerCloses(listener: Node, event: string, state: PathState, tracked: Tracked): true | false | Node {
    const { context } = engine();
    if (engine().holdingOf(listener, state, tracked) === 'closer') return true;
    const fn = context.functionOf(listener);
    if (fn === undefined) return false;
    const effect = engine().captureEffect(fn, state, tracked, { argument: tracked.client.passesItself?.[event] });
    if (effect === undefined) return false;
    if (effect.discharges === 'always') return true;
    return effect.discharges === 'sometimes' ? (effect.openExit ?? false) : false;
  }

  /** `open().then((s) => …)`: the callback gets the session. */
  function onPromise(node: Call, method: string, state: PathState, tracked: Tracked): CallOutcome {
    const [callback] = node.arguments;
    if (method !== 'then' || callback === undefined) return { state };
    const { context } = engine();
    if (isRuntimeCloser(callback)) return { state: closed(state) };
    const fn = context.functionOf(callback);
    if (fn === undefined) return { state };
    if (engine().captureEffect(fn, state, tracked)?.discharges === 'always') return handed(state, 'captured by registered closure', callback);
    const effect = engine().effectOf(fn, [{ by: 'parameter', index: 0, holding: 'self' }], tracked);
    if (effect.returns !== undefined && effect.discharges === 'never') return { state };
    return applyEffect(effect, state, fn, node);
  }

  function isRuntimeCloser(node: Node): boolean {
    const { context } = engine();
    const origin = context.origins.of(node, 'everywhere');
    if (origin?.kind !== 'module') return false;
    const isRuntime = origin.module === context.settings.runtime.module || origin.module === 'safely-close';
    return isRuntime && ['safelyCloseClient', 'closeAll'].includes(origin.path.at(-1) ?? '');
  }

  // ---- a method of what holds it -----------------------------------------------------------------------------------

  const visitsEveryElement: ReadonlySet<string> = new Set(['forEach', 'map', 'flatMap', 'some', 'every', 'reduce', 'reduceRight', 'filter']);

  function onContainer(node: Call, method: string, receiver: 'holder' | 'closer', state: PathState, tracked: Tracked): CallOutcome | undefined {
    if (!visitsEveryElement.has(method)) return undefined;
    const [callback] = node.arguments;
    if (callback === undefined) return undefined;
    if (isRuntimeCloser(callback)) return { state: closed(state) };
    const fn = engine().context.functionOf(callback);
    if (fn === undefined) return undefined;
    const index = method.startsWith('reduce') ? 1 : 0;
    // `Object.entries(all).forEach(([name, s]) => …)`: the session is in a pair.
    const isPair = fn.params[index]?.type === 'ArrayPattern';
    const effect = engine().effectOf(fn, [{ by: 'parameter', index, holding: receiver === 'closer' ? 'closer' : isPair ? 'holder' : 'self' }], tracked);
    return effect.discharges === 'always' ? { state: closed(state) } : undefined;
  }

  // ---- arguments ---------------------------------------------------------------------------------------------------

  function onArguments(node: Call, state: PathState, tracked: Tracked, graph: FlowGraph): CallOutcome {
    let next = state;
    let cannotThrow = false;
    for (const [index, argument] of node.arguments.entries()) {
      const holding = holdingOfArgument(argument, next, tracked);
      const outcome =
        holding === undefined
          ? onPlainArgument(node, argument, next, tracked)
          : holding === 'closer'
            ? onCloser(node, index, argument, next, tracked, graph)
            : onGivenSession(node, index, argument, holding, next, tracked, graph);
      if (outcome.state.status === 'closed' || outcome.state.status === 'handed over') return outcome;
      next = outcome.state;
      cannotThrow ||= outcome.cannotThrow === true;
    }
    return { state: next, cannotThrow };
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
    if (timing === 'once now') return applyEffect(effect, state, fn, node);
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

  function onCloser(node: Call, index: number, argument: Node, state: PathState, tracked: Tracked, graph: FlowGraph): CallOutcome {
    const { context } = engine();
    const isStrict = context.settings.mode === 'strict';
    if (isOnStack(node)) return intoStack(node, state, graph);
    if (settlerOf(context, node.callee) === 'resolve') return handed(state, 'resolved', node);
    const fn = context.functionOf(node.callee);
    if (fn) {
      const effect = engine().effectOf(fn, [{ by: 'parameter', index, holding: 'closer' }], tracked);
      if (effect.discharges === 'always') return handed(state, 'captured by registered closure', argument);
      return { state };
    }
    const row = knownCallOf(context, node);
    switch (timingOf(context, node, argument)) {
      case 'once now':
      case 'on settlement':
        return { state: closed(state) };
      case 'once later':
        return isStrict ? { state } : { state: closed(state) };
      case 'at tear-down':
        return handed(state, 'captured by registered closure', argument);
      case 'on event':
        return isStrict ? { state } : handed(state, 'captured by registered closure', argument);
      case 'on fulfilment':
      case 'on rejection':
        return onSettled(node, state, tracked);
      case 'maybe now':
        return { state };
      default:
    }
    if (row?.takes === 'keeps') return intoContainer(node, 'closer', state, graph);
    if (row !== undefined) return { state };
    return isStrict ? { state } : handed(state, 'captured by registered closure', argument);
  }

  /** `p.then(close, close)`, `p.then(close).catch(close)`: closed once both ways close. */
  function onSettled(node: Call, state: PathState, tracked: Tracked): CallOutcome {
    const ways = new Set<string>();
    for (let call: Node | undefined = node; call?.type === 'CallExpression' && isMember(call.callee); call = withoutCasts(call.callee.object)) {
      const name = propertyName(call.callee);
      const [first, second] = call.arguments;
      const closes = (argument: Node | undefined): boolean => argument !== undefined && engine().holdingOf(argument, state, tracked) === 'closer';
      if (name === 'then' && closes(first)) ways.add('fulfilled');
      if ((name === 'then' && closes(second)) || (name === 'catch' && closes(first))) ways.add('rejected');
      // What catches before leaves nothing to reject.
      if (name === 'catch' && !closes(first) && call !== node) ways.add('rejected');
    }
    return ways.size === 2 ? { state: closed(state) } : { state };
  }

  function isOnStack(node: Call): boolean {
    const callee = withoutCasts(node.callee);
    if (!isMember(callee) || !stackMethods.has(propertyName(callee) ?? '')) return false;
    // `strict` takes no method's name for a stack.
    return engine().context.settings.mode === 'recommended' || isKnown(callee.object, /^(?:Async)?DisposableStack$/u);
  }

  /** A list, map or set of the language: by the value or the declared type of a variable or field. */
  function isKnownContainer(node: Node): boolean {
    return isKnown(node, /^(?:Readonly)?(?:Array|Map|Set|WeakMap|WeakSet)$/u);
  }

  function isKnown(node: Node, name: RegExp): boolean {
    const { context } = engine();
    const inner = withoutCasts(node);
    if (inner.type === 'Identifier') {
      const variable = context.origins.variableOf(inner);
      if (variable === undefined) return false;
      return variable.identifiers.some((identifier) => isTyped(identifier, name)) || variable.references.some(({ writeExpr }) => isMadeBy(writeExpr, name) || (writeExpr && isMember(withoutCasts(writeExpr)) && isKnown(writeExpr, name)));
    }
    if (!isMember(inner)) return false;
    const field = fieldOf(inner);
    if (field) return isTyped(field, name) || isMadeBy(field.value, name);
    return isMadeBy(valueOf(inner, 0), name);
  }

  function fieldOf(node: TSESTree.MemberExpression): FieldNode | undefined {
    if (node.object.type !== 'ThisExpression') return undefined;
    const field = classOfThis(node)?.body.body.find((member) => isField(member) && propertyName(member) === propertyName(node));
    return isField(field) ? field : undefined;
  }

  /** The expression that an object's part was made by: `const inside = this.inside; inside.running` of `inside = { running: new Set() }`. */
  function valueOf(node: Node, depth: number): Node | undefined {
    if (depth > 6) return undefined;
    const { origins } = engine().context;
    const inner = withoutCasts(node);
    if (inner.type === 'Identifier') {
      const variable = origins.variableOf(inner);
      const value = variable && origins.onlyValueOf(variable);
      return value && valueOf(value, depth + 1);
    }
    if (!isMember(inner)) return inner;
    const field = fieldOf(inner);
    if (field) return field.value ?? undefined;
    const whole = valueOf(inner.object, depth + 1);
    const name = propertyName(inner);
    const property = whole?.type === 'ObjectExpression' && name !== undefined ? whole.properties.find((candidate) => candidate.type === 'Property' && propertyName(candidate) === name) : undefined;
    return property?.type === 'Property' ? property.value : undefined;
  }

  function isMadeBy(value: Node | null | undefined, name: RegExp): boolean {
    const inner = value && withoutCasts(value);
    if (inner?.type === 'ArrayExpression') return name.test('Array');
    return inner?.type === 'NewExpression' && inner.callee.type === 'Identifier' && name.test(inner.callee.name);
  }

  function isTyped(pattern: Node, name: RegExp): boolean {
    const annotation = 'typeAnnotation' in pattern ? (pattern.typeAnnotation as TSESTree.TSTypeAnnotation | undefined)?.typeAnnotation : undefined;
    if (annotation?.type === 'TSArrayType') return name.test('Array');
    return annotation?.type === 'TSTypeReference' && annotation.typeName.type === 'Identifier' && name.test(annotation.typeName.name);
  }

  /** `stack.use(s)`: closed when the stack is disposed, or handed over where the stack is not this function's own. */
  function intoStack(node: Call, state: PathState, graph: FlowGraph): CallOutcome {
    const { context } = engine();
    const callee = withoutCasts(node.callee);
    const object = isMember(callee) ? withoutCasts(callee.object) : callee;
    const variable = object.type === 'Identifier' ? context.origins.variableOf(object) : undefined;
    if (variable === undefined || !isStackVariable(engine(), variable) || context.homeOf(variable) !== graph.root) return handed(state, 'put on stack', node);
    const declarator = variable.defs[0]?.node as Node | undefined;
    const declaration = declarator?.type === 'VariableDeclarator' ? declarator.parent : undefined;
    // What disposes the stack at the end of its block disposes the session, unless somebody takes it out of there.
    const isScoped = declaration?.kind === 'using' || declaration?.kind === 'await using';
    if (isScoped && !variable.references.some((reference) => isMoved(reference.identifier))) return handed(state, 'put on stack', node);
    return { state: withPlace({ ...state, isFresh: false }, variable, 'stack'), cannotThrow: true };
  }

  /** `Object.assign(target, { s })`. */
  function intoObject(target: Node, node: Call, state: PathState, graph: FlowGraph): CallOutcome {
    const object = withoutCasts(target);
    if (object.type === 'ThisExpression') return handed(state, 'stored in field', node);
    const container = localContainer(engine().context, object, graph.root);
    if (container !== undefined) return { state: withPlace({ ...state, isFresh: false }, container, 'holder'), cannotThrow: true };
    return object.type === 'ObjectExpression' ? { state } : handed(state, 'stored in container', node);
  }

  const isMoved = (use: Node): boolean => use.parent !== undefined && isMember(use.parent, 'move') && use.parent.object === use;

  function intoContainer(node: Call, holding: Holding, state: PathState, graph: FlowGraph): CallOutcome {
    const { context } = engine();
    const callee = withoutCasts(node.callee);
    const container = isMember(callee) ? localContainer(context, callee.object, graph.root) : undefined;
    if (container === undefined) {
      const isProven = context.settings.mode === 'recommended' || (isMember(callee) && isKnownContainer(callee.object));
      return isProven ? handed(state, 'stored in container', node) : { state };
    }
    return { state: withPlace({ ...state, isFresh: false }, container, holding === 'self' ? 'holder' : holding), cannotThrow: true };
  }

  function onGivenSession(node: Call, index: number, argument: Node, holding: Holding, state: PathState, tracked: Tracked, graph: FlowGraph): CallOutcome {
    const { context, acquisitions } = engine();
    const isStrict = context.settings.mode === 'strict';
    if (settlerOf(context, node.callee) === 'resolve') return handed(state, 'resolved', node);
    if (settlerOf(context, node.callee) === 'reject') return { state };
    if (waitsForItsEnd(node, tracked)) return { state: closed(state) };
    const made = acquisitions.of(node);
    if (made?.wraps !== undefined || isLeftOpen(made?.client.leavesOpen ?? [], argument)) return { state };
    const callee = withoutCasts(node.callee);
    const name = calleeName(node);
    if (isMember(callee) && isOnStack(node) && (name !== 'defer')) return intoStack(node, state, graph);
    const tagged = byTags(node, index, state);
    if (tagged) return tagged;

    if (node.type === 'CallExpression') {
      if (node.callee.type === 'Super') return intoSuper(node, index, holding, state, tracked);
      const fn = context.functionOf(node.callee);
      if (fn) {
        const effect = engine().effectOf(fn, [{ by: 'parameter', index, holding }], tracked);
        return applyEffect(effect, state, fn, node);
      }
      const foreign = context.foreignFunctionOf(node.callee, 'everywhere');
      if (foreign) return toldHere(applyEffect(foreign.file.engine.effectOf(foreign.fn, [{ by: 'parameter', index, holding }], tracked), state, foreign.fn, node), node);
    } else {
      const foreign = context.foreignClassOf(node.callee, 'everywhere');
      if (foreign) return toldHere(intoVisibleClass(foreign.file.engine, foreign.classNode, index, holding, state, tracked, node), node);
      const classNode = context.classOf(node.callee);
      if (classNode) return intoVisibleClass(engine(), classNode, index, holding, state, tracked, node);
    }

    // A method of another session uses what it is given (`multi.addHandle(easy)`), and may hand it back to be closed.
    if (isMember(callee) && acquisitions.clientOf(callee.object) !== undefined) return isHandedBack(callee, tracked) ? handed(state, 'captured by registered closure', node) : { state };
    const row = knownCallOf(context, node);
    if (row?.takes === 'keeps') return intoContainer(node, holding, state, graph);
    if (!isStrict && row?.takes === 'passes on' && name === 'assign' && index > 0 && node.arguments[0]) return intoObject(node.arguments[0], node, state, graph);
    if (row !== undefined) return { state };

    if (isStrict) return { state };
    if (name !== undefined) {
      const variable = callee.type === 'Identifier' ? context.origins.variableOf(callee) : undefined;
      if (variable !== undefined && functionOfParameter(variable) !== undefined && isHandingName(name)) return handed(state, 'passed to keeper', node);
      if (isClosingName(name)) {
        // `t.after(closeServer(server))`: what it gives is what closes, later.
        const { parent } = node;
        const isRegistered = parent.type === 'CallExpression' && parent.callee !== node && timingOf(context, parent, node) === 'at tear-down';
        return isRegistered ? handed(state, 'captured by registered closure', node) : { state: closed(state) };
      }
      if (node.type === 'CallExpression' && isKeepingName(name)) return handed(state, 'passed to keeper', node);
    }
    if (node.type === 'NewExpression') return handed(state, 'passed to keeper', node);
    if (holding === 'holder' && withoutCasts(argument).type === 'ObjectExpression') return handed(state, 'passed to keeper', node);
    return { state };
  }

  /** `new WebSocketServer({ server })`: the server stays open when that is closed. */
  function isLeftOpen(options: readonly string[], argument: Node): boolean {
    const given = withoutCasts(argument);
    return given.type === 'ObjectExpression' && given.properties.some((property) => property.type === 'Property' && options.includes(propertyName(property) ?? ''));
  }

  /** `multi.addHandle(easy)` where a listener of that `multi` closes what it is handed. It may never be called: `strict` does not count on it. */
  function isHandedBack(callee: TSESTree.MemberExpression, tracked: Tracked): boolean {
    const { context, acquisitions } = engine();
    const facts = acquisitions.clientOf(callee.object)?.handsBack;
    if (facts?.takenBy !== propertyName(callee) || facts === undefined || context.settings.mode === 'strict') return false;
    const object = withoutCasts(callee.object);
    const variable = object.type === 'Identifier' ? context.origins.variableOf(object) : undefined;
    return (
      variable?.references.some((reference) => {
        const member: Node | undefined = reference.identifier.parent;
        const call = member?.parent;
        if (member === undefined || !isMember(member, facts.listener) || call?.type !== 'CallExpression' || call.callee !== member) return false;
        const listener = call.arguments[0] && listenerGiven(call.arguments[0]);
        return listener !== undefined && engine().effectOf(listener, [{ by: 'parameter', index: facts.argument, holding: 'self' }], tracked).discharges === 'always';
      }) === true
    );
  }

  /** The function that an argument is, or that a visible function gives for it (`onMessage(multi)`). */
  function listenerGiven(argument: Node): FunctionNode | undefined {
    const { context } = engine();
    const fn = context.functionOf(argument);
    if (fn !== undefined || argument.type !== 'CallExpression') return fn;
    const body = context.functionOf(argument.callee)?.body;
    const given = body?.type === 'BlockStatement' ? body.body.find((statement) => statement.type === 'ReturnStatement')?.argument : body;
    return given ? context.functionOf(given) : undefined;
  }

  /** What the callee's documentation says of the parameter counts more than its body or name. */
  function byTags(node: Call, index: number, state: PathState): CallOutcome | undefined {
    const { context } = engine();
    const declaration = node.type === 'CallExpression' ? declarationOf(context, node.callee) : constructorOf(node);
    if (declaration === undefined) return undefined;
    const tags = tagsBefore(context, declaration);
    const parameter = parameterName(declaration, index) ?? '';
    if (tags.borrows.has(parameter)) return { state };
    if (tags.closes.has(parameter)) return { state: closed(state), isClosedNow: true };
    return tags.owns.has(parameter) ? handed(state, 'passed to keeper', node) : undefined;
  }

  function constructorOf(node: NewExpression): FunctionNode | undefined {
    const classNode = engine().context.classOf(node.callee);
    const member = classNode?.body.body.find((candidate) => candidate.type === 'MethodDefinition' && candidate.kind === 'constructor');
    return member?.type === 'MethodDefinition' ? (member.value as FunctionNode) : undefined;
  }

  /** `super(new Easy())`: into the base class, or kept by one that can't be seen. */
  function intoSuper(node: CallExpression, index: number, holding: Holding, state: PathState, tracked: Tracked): CallOutcome {
    const { context } = engine();
    const superClass = classOfThis(node)?.superClass;
    const base = superClass ? context.classOf(superClass) : undefined;
    if (base) return intoVisibleClass(engine(), base, index, holding, state, tracked, node);
    const foreign = superClass ? context.foreignClassOf(superClass, 'everywhere') : undefined;
    if (foreign) return toldHere(intoVisibleClass(foreign.file.engine, foreign.classNode, index, holding, state, tracked, node), node);
    return context.settings.mode === 'recommended' ? handed(state, 'passed to keeper', node) : { state };
  }

  function intoVisibleClass(home: Engine, classNode: TSESTree.ClassDeclaration | TSESTree.ClassExpression, index: number, holding: Holding, state: PathState, tracked: Tracked, node: Node): CallOutcome {
    const { context } = home;
    const constructor = classNode.body.body.find((member) => member.type === 'MethodDefinition' && member.kind === 'constructor');
    const fn = constructor?.type === 'MethodDefinition' ? constructor.value : undefined;
    if (fn?.type !== 'FunctionExpression' || !(fn as { body?: unknown }).body) {
      const base = classNode.superClass ? context.classOf(classNode.superClass) : undefined;
      if (base) return intoVisibleClass(home, base, index, holding, state, tracked, node);
      return classNode.superClass && context.settings.mode === 'recommended' ? handed(state, 'passed to keeper') : { state };
    }
    // `constructor(private readonly client: Client)` stores it.
    if (fn.params[index]?.type === 'TSParameterProperty') {
      const isOwned = context.settings.mode === 'recommended' || closesWhatItKeeps(home, classNode, fn, index, tracked.client);
      return isOwned ? handed(state, 'passed to keeper') : { state };
    }
    const effect = home.effectOf(fn, [{ by: 'parameter', index, holding }], tracked);
    // What only keeps it, and has no method that closes it, is not its owner.
    if (context.settings.mode === 'strict' && effect.discharges !== 'never' && !effect.closes && !closesWhatItKeeps(home, classNode, fn, index, tracked.client)) return { state, cannotThrow: effect.openThrow === undefined };
    return applyEffect(effect, state, fn, node);
  }

  return callEffects;
}
