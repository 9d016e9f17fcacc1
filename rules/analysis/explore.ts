/**
 * Follows one session along every path of a function, from where it is made (or given) to where it is closed, handed
 * over, or left open. Each point of the graph is visited once for each state, so the work grows with the function's
 * length and not with the number of its paths.
 */
import { everyElement, isRuntimeCall } from './acquisitions.ts';
import { createCallEffects } from './call-effects.ts';
import type { CallOutcome } from './call-effects.ts';
import { calleeName, functionOfParameter, knownCallOf } from './callee.ts';
import { conditionOf, isNeverReassigned, relevantConditions } from './conditions.ts';
import type { Condition } from './conditions.ts';
import type { Engine, Exploration } from './engine.ts';
import type { FlowNode, Route } from './flow-graph.ts';
import { receivedBy } from './handed-to-callback.ts';
import { handsOutItsResult, isEventHandler, takesErrorFirst } from './ignored-result.ts';
import { createIndexedVisits, elementAt, keyedBy } from './indexed-visit.ts';
import type { IndexedVisit } from './indexed-visit.ts';
import { isClosingName } from './known-calls.ts';
import { localContainer } from './local-container.ts';
import { keyOf, partOf, withFact, withPlace, withoutFact, withoutFactsOf } from './path-state.ts';
import type { Fact, Holding, PathState } from './path-state.ts';
import { closesHoweverItEnds } from './session-ends.ts';
import type { EscapeSite, LeakPath } from './session-record.ts';
import type { CallExpression, NewExpression, Node, TSESTree, Variable } from './syntax.ts';
import { endsProcess, followRoute } from './throwing.ts';
import { isMember, listOf, propertyName, withoutAwait, withoutCasts } from './unwrap.ts';
import { isFunction, isGetter, isLoop, loopsAround, ownerOf } from './walk.ts';

/** Points visited for one session before it is given up; far beyond what a person would write in one function. */
const mostVisits = 60_000;
/** States at one point beyond which decided conditions are forgotten, so that the number of states stays small. */
const mostStatesAtPoint = 24;
/** In functions longer than this, one leak behind the last mention of a session is enough: nothing there can close it. */
const longFunction = 1500;

const saysClosed = /^(?:closed|destroyed|isClosed|ended|finished|terminated|isDestroyed|closing)$/u;
const saysOpen = /^(?:isOpen|open|connected|isConnected|listening|isRunning|alive|isAlive|opened|isInsideMultiHandle|isReady)$/u;

/** Methods that a closed session still answers. */
const harmlessAfterClose = /^(?:on|once|off|addListener|prependListener|prependOnceListener|removeListener|removeAllListeners|setMaxListeners|listeners|listenerCount|eventNames|unref|ref|address|addEventListener|removeEventListener|removeHandle|getCount)$/u;

/** Questions about a session's state, which a closed one answers, too. */
const asksState = /^(?:is|has|can)[A-Z]|^(?:closed|destroyed|status|listening|connected|readyState|toString|toJSON|valueOf|then|catch|finally|bind|emit)$/u;

interface Step {
  readonly route: Route;
  readonly state: PathState;
}

export function createExplore(engine: () => Engine): Engine['explore'] {
  const callEffects = createCallEffects(engine);
  let visitsByIndex: ReturnType<typeof createIndexedVisits> | undefined;

  return function explore(graph, starts, tracked, watch = {}): Exploration {
    const { context } = engine();
    const isRecommended = context.settings.mode === 'recommended';
    const keys = relevantConditions(context, graph);
    const indexedVisits = (visitsByIndex ??= createIndexedVisits(context));
    const leaks: LeakPath[] = [];
    const escapes: EscapeSite[] = [];
    const atExit: PathState[] = [];
    const atThrow: PathState[] = [];
    let closedPaths = 0;
    let handedPaths = 0;
    let visits = 0;
    const seen = new Map<number, Set<string>>();
    const queue: { node: number; state: PathState }[] = starts.map((start) => ({ ...start }));

    const isLong = graph.nodes.length > longFunction;
    const endsWithProcess = isRecommended && (graph.root.type === 'Program' || (isFunction(graph.root) && (isEventHandler(context, graph.root) || receivedBy(engine().acquisitions, graph.root) !== undefined)));

    function leak(kind: LeakPath['kind'], node: Node): void {
      if (!leaks.some((other) => other.kind === kind && other.node === node)) leaks.push({ kind, node });
    }

    function handOver(node: Node, manner: EscapeSite['manner'], shape?: EscapeSite['shape']): void {
      handedPaths += 1;
      if (!escapes.some((other) => other.node === node)) escapes.push(shape ? { node, manner, shape } : { node, manner });
    }

    /** How a returned value holds the session: it is it, or keeps it (and what closes it) under names. */
    function shapeOf(value: Node, holding: Holding, state: PathState): EscapeSite['shape'] {
      if (holding === 'self') return { is: 'session' };
      const literal = literalOf(value);
      const parts: [string, Node][] =
        literal.type === 'ObjectExpression'
          ? literal.properties.flatMap((property): [string, Node][] => (property.type === 'Property' ? [[propertyName(property) ?? '', property.value]] : []))
          : literal.type === 'ArrayExpression'
            ? literal.elements.flatMap((element, index): [string, Node][] => (element ? [[String(index), element]] : []))
            : [];
      const holdings = parts.map(([name, part]) => [name, withoutAwait(part) === tracked.acquisition && tracked.property === undefined ? 'self' : engine().holdingOf(part, state, tracked)] as const);
      if (holding !== 'holder') return { is: 'closer', closers: holdings.filter(([name, part]) => part === 'closer' && name !== '').map(([name]) => name) };
      return {
        is: 'holder',
        property: holdings.find(([, part]) => part === 'self')?.[0] ?? (isManyIn(value) ? everyElement : undefined),
        closers: holdings.filter(([, part]) => part === 'closer').map(([name]) => name),
        literals: new Map(parts.flatMap(([name, part]): [string, boolean][] => {
          const truth = literalTruth(part);
          return truth === undefined ? [] : [[name, truth]];
        })),
      };
    }

    /** The literal that a value is, or that a variable of this function was made by. */
    function literalOf(value: Node): Node {
      const inner = withoutCasts(value);
      const variable = inner.type === 'Identifier' ? context.origins.variableOf(inner) : undefined;
      const made = variable && isLocal(variable) ? context.origins.onlyValueOf(variable) : undefined;
      return made ? withoutCasts(made) : inner;
    }

    /** Whether it is a list, map or object that was filled bit by bit, or one of a session for each element of another. */
    function isManyIn(value: Node): boolean {
      return localContainer(context, value, graph.root) !== undefined || (tracked.property === everyElement && literalOf(value) === tracked.acquisition);
    }

    /** Whether anything on this path can still reach the session. */
    const isHeld = (state: PathState): boolean => state.held.size > 0 || state.isFresh;

    const lastMentions = new Map<Variable, number>();
    /** Behind which offset a variable is not mentioned any more, whatever loops do. */
    function lastMentionOf(variable: Variable): number {
      let last = lastMentions.get(variable);
      if (last === undefined) {
        last = 0;
        for (const reference of variable.references) {
          // A function that mentions it may be called anywhere.
          if (ownerOf(reference.identifier) !== graph.root) last = Number.POSITIVE_INFINITY;
          const loop = isInside(reference.identifier, graph.root) ? loopsAround(reference.identifier).at(-1) : undefined;
          last = Math.max(last, (loop ?? reference.identifier).range[1]);
        }
        lastMentions.set(variable, last);
      }
      return last;
    }

    /** Whether nothing behind a point can touch the session any more. */
    function isSettledAt(node: FlowNode, state: PathState): boolean {
      if (state.isFresh || state.frames.length > 0 || node.ast === graph.root) return false;
      for (const place of state.held.keys()) if (typeof place === 'string' || lastMentionOf(place) >= node.ast.range[0]) return false;
      return true;
    }

    // ---- binding ---------------------------------------------------------------------------------------------------

    const isLocal = (variable: Variable): boolean => context.homeOf(variable) === graph.root;

    /** Binds a value to a target. `undefined` where the path ends here. */
    function bind(target: Node, value: Node | undefined, holding: Holding | undefined, state: PathState, at: Node): PathState | undefined {
      const inner = withoutCasts(target);
      switch (inner.type) {
        case 'Identifier': {
          const variable = context.origins.variableOf(inner);
          if (variable === undefined) {
            if (holding === undefined) return state;
            handOver(at, 'stored in outer variable');
            return undefined;
          }
          return bindVariable(variable, value, holding, state, at);
        }
        case 'AssignmentPattern':
          // The default has been bound before, where it was needed.
          return holding === undefined ? state : bind(inner.left, value, holding, state, at);
        case 'MemberExpression':
          return bindMember(inner, holding, afterWrite(inner, value, state), at);
        case 'ArrayPattern': {
          // Which of them is in which variable nobody can tell.
          if (isRecommended && holding === 'holder' && tracked.property === everyElement) {
            handOver(at, 'stored in container');
            return undefined;
          }
          const list = value && listOf(value);
          // All values are there before the first is bound (`[a, b] = [b, a]`); those that hold it are bound first.
          const parts: { target: Node; part: Node | undefined; inside: Holding | undefined }[] = [];
          for (const [index, element] of inner.elements.entries()) {
            if (element === null) continue;
            const part = list?.elements[index];
            const isRest = element.type === 'RestElement';
            const isResult = value !== undefined && tracked.property !== undefined && tracked.property !== everyElement && withoutAwait(value) === tracked.acquisition;
            const inside: Holding | undefined = part && !isRest ? engine().holdingOf(part, state, tracked) : (isResult || holding === 'self') && !isRest ? ofProperty(value, holding, String(index), state) : fromInside(holding, isRest);
            parts.push({ target: isRest ? element.argument : element, part: part ?? undefined, inside });
          }
          let next: PathState | undefined = state;
          for (const { target: element, part, inside } of parts.sort((a, b) => Number(b.inside !== undefined) - Number(a.inside !== undefined))) {
            if (next !== undefined) next = bind(element, part, inside, next, at);
          }
          return next;
        }
        case 'ObjectPattern': {
          let next: PathState | undefined = state;
          for (const property of inner.properties) {
            if (next === undefined) break;
            if (property.type === 'RestElement') {
              next = bind(property.argument, undefined, holding === 'holder' ? 'holder' : undefined, next, at);
              continue;
            }
            next = bind(property.value, value && propertyOf(value, propertyName(property)), ofProperty(value, holding, propertyName(property), state), next, at);
          }
          return next;
        }
        default:
          return state;
      }
    }

    const fromInside = (holding: Holding | undefined, isRest: boolean): Holding | undefined =>
      holding === 'holder' ? (isRest ? 'holder' : 'self') : holding === 'closer' ? 'closer' : undefined;

    /** What an object literal has under a name. */
    function propertyOf(value: Node, name: string | undefined): Node | undefined {
      const literal = withoutCasts(withoutAwait(value));
      if (literal.type !== 'ObjectExpression') return undefined;
      const property = literal.properties.find((candidate) => candidate.type === 'Property' && propertyName(candidate) === name);
      return property?.type === 'Property' ? property.value : undefined;
    }

    /** How `value.name` holds the session where `value` does. */
    function ofProperty(value: Node | undefined, holding: Holding | undefined, name: string | undefined, state: PathState): Holding | undefined {
      if (value?.type === 'ThisExpression' && name !== undefined) return state.held.get(`this.${name}`);
      if (holding === 'self') return name !== undefined && tracked.client.closes.some((close) => close.name === name) ? 'closer' : undefined;
      if (holding !== 'holder') return holding === 'closer' ? 'closer' : undefined;
      const whole = value?.type === 'Identifier' ? context.origins.variableOf(value) : undefined;
      if (whole && name !== undefined && !state.held.has(whole)) return state.held.get(partOf(context, whole, name));
      const literal = value && withoutCasts(withoutAwait(value));
      if (literal?.type === 'ObjectExpression') {
        const part = propertyOf(literal, name);
        return part && engine().holdingOf(part, state, tracked);
      }
      if (tracked.property !== undefined && tracked.property !== everyElement && literal === tracked.acquisition) {
        if (name === tracked.property) return 'self';
        return name !== undefined && tracked.closers.includes(name) ? 'closer' : undefined;
      }
      return 'self';
    }

    function bindVariable(variable: Variable, value: Node | undefined, holding: Holding | undefined, state: PathState, at: Node): PathState | undefined {
      let next = withoutFactsOf(state, variable);
      const key = `v${String(context.idOf(variable))}`;
      const truth = value && literalTruth(value);
      if (keys.has(key) && holding === undefined && truth !== undefined) next = withFact(next, key, { isTrue: truth, variables: [variable] });
      if (holding !== undefined) {
        if (!isLocal(variable)) {
          handOver(at, 'stored in outer variable');
          return undefined;
        }
        next = withParts(next, variable, value, state) ?? withPlace(next, variable, holding);
        if (value && containsAcquisition(value)) {
          next = { ...next, isFresh: false };
          // `const socket = connect(port, () => resolve(socket))`: its own callback hands it over or closes it.
          const callback = holding === 'self' ? ownCallback(next) : undefined;
          if (callback) {
            handOver(callback, 'captured by registered closure');
            return undefined;
          }
        }
        return next;
      }
      const before = next.held.get(variable);
      if (before === undefined) return next;
      next = withPlace(next, variable, undefined);
      if ((before === 'self' || before === 'holder') && !isHeld(next) && next.status === 'open') {
        if (at.type === 'VariableDeclarator' || at.type === 'ForOfStatement') leak('exit', (isLoop(at) ? at : loopsAround(at)[0]) ?? at);
        else leak('overwritten', at);
        return undefined;
      }
      return next;
    }

    /** `const all = { a: open(), b }`: which of its properties have it is known. */
    function withParts(next: PathState, variable: Variable, value: Node | undefined, state: PathState): PathState | undefined {
      const literal = value && withoutCasts(value);
      if (literal?.type !== 'ObjectExpression' || context.origins.onlyValueOf(variable) !== value) return undefined;
      let parts = next;
      for (const property of literal.properties) {
        const name = property.type === 'Property' ? propertyName(property) : undefined;
        if (property.type !== 'Property' || name === undefined) return undefined;
        const holding = engine().holdingOf(property.value, state, tracked);
        if (holding !== undefined) parts = withPlace(parts, partOf(context, variable, name), holding);
      }
      return parts;
    }

    function ownCallback(state: PathState): Node | undefined {
      const { openingCallback } = tracked.client;
      // Whether it is called at all, `strict` knows of those that come with the opening.
      const isCalled = isRecommended || (openingCallback !== undefined && closesHoweverItEnds(tracked.client, false, (event) => event === openingCallback));
      if (!isCalled) return undefined;
      // A listener by nature: what it is called on is the session.
      const listening = tracked.client.listens === undefined ? undefined : { argument: undefined };
      return tracked.acquisition?.arguments.find((argument) => {
        const fn = context.functionOf(argument);
        if (fn === undefined) return false;
        const discharges = engine().captureEffect(fn, state, tracked, listening)?.discharges;
        // Where the callback is told an error, nothing was made.
        return discharges === 'always' || (isRecommended && discharges === 'sometimes' && takesErrorFirst(fn));
      });
    }

    const containsAcquisition = (value: Node): boolean => tracked.acquisition !== undefined && value.range[0] <= tracked.acquisition.range[0] && value.range[1] >= tracked.acquisition.range[1];

    /** What was decided of a property holds no longer once it is written. */
    function afterWrite(target: TSESTree.MemberExpression, value: Node | undefined, state: PathState): PathState {
      const condition = keys.size === 0 ? undefined : conditionOf(context, target);
      if (condition === undefined || !keys.has(condition.key)) return state;
      const truth = value && literalTruth(value);
      return truth === undefined ? withoutFact(state, condition.key) : withFact(state, condition.key, { isTrue: truth === condition.isPositive, variables: condition.variables });
    }

    function bindMember(target: TSESTree.MemberExpression, holding: Holding | undefined, state: PathState, at: Node): PathState | undefined {
      const name = propertyName(target);
      if (holding === undefined) {
        const place = name === undefined ? undefined : target.object.type === 'ThisExpression' ? `this.${name}` : partWritten(target.object, name);
        if (place === undefined || !state.held.has(place)) return state;
        const next = withPlace(state, place, undefined);
        if (isHeld(next) || next.status !== 'open') return next;
        leak('overwritten', at);
        return undefined;
      }
      const object = engine().holdingOf(target.object, state, tracked);
      // `socket.onclose = () => socket.close()` registers a handler.
      if (object === 'self' && holding === 'closer' && name?.startsWith('on') === true) {
        return settle({ ...state, closingEvents: new Set([...state.closingEvents, name.slice(2)]) });
      }
      if (watch.followsFields === true && target.object.type === 'ThisExpression' && name !== undefined) return withPlace({ ...state, isFresh: false }, `this.${name}`, holding);
      const part = name === undefined ? undefined : partWritten(target.object, name);
      if (part !== undefined) return withPlace({ ...state, isFresh: false }, part, holding);
      const container = localContainer(context, target.object, graph.root);
      if (container !== undefined) return withPlace({ ...state, isFresh: false }, container, holding === 'self' ? 'holder' : holding);
      handOver(at, target.object.type === 'ThisExpression' ? 'stored in field' : 'stored in container');
      return undefined;
    }

    /** The place that `state.name` is, where `state` is an object that this function wrote out. */
    function partWritten(object: Node, name: string): string | undefined {
      const inner = withoutCasts(object);
      const variable = inner.type === 'Identifier' ? localContainer(context, inner, graph.root) : undefined;
      return variable && literalOf(inner).type === 'ObjectExpression' ? partOf(context, variable, name) : undefined;
    }

    /** Once it is open, or its work is started, and every end of that closes, the session is closed. */
    function settle(state: PathState): PathState {
      if (state.closingEvents.size === 0 || (!state.isStarted && state.status !== 'open')) return state;
      return closesHoweverItEnds(tracked.client, state.isStarted, (event) => state.closingEvents.has(event)) ? { ...state, status: 'closed' } : state;
    }

    // ---- branches --------------------------------------------------------------------------------------------------

    /** How a test comes out for sure, because of what the path holds. */
    function certainTruth(test: Node, state: PathState): boolean | undefined {
      const node = withoutCasts(test);
      if (node.type === 'UnaryExpression' && node.operator === '!') {
        const inner = certainTruth(node.argument, state);
        return inner === undefined ? undefined : !inner;
      }
      if (!isMember(node) || tracked.literals.size === 0) {
        if (engine().holdingOf(node, state, tracked) !== undefined) return true;
      }
      const origin = context.origins.of(node, 'everywhere');
      if (origin?.kind === 'function' || origin?.kind === 'class' || (origin?.kind === 'module' && origin.path.length > 0)) return node.type === 'Identifier' ? true : undefined;
      // `if (opened.ok)`: what the factory's result says where a session is in it.
      if (isMember(node) && tracked.literals.size > 0 && (node.object.type === 'ThisExpression' || engine().holdingOf(node.object, state, tracked) === 'holder')) {
        const said = tracked.literals.get(propertyName(node) ?? '');
        if (said !== undefined) return said;
      }
      if (engine().holdingOf(node, state, tracked) !== undefined) return true;
      if (isMember(node) && ['length', 'size'].includes(propertyName(node) ?? '') && isContainerOfIt(node.object, state)) return true;
      if (node.type === 'BinaryExpression' && node.left.type !== 'PrivateIdentifier') {
        const isNothing = (side: Node): boolean => (side.type === 'Literal' && side.value === null) || (side.type === 'Identifier' && side.name === 'undefined');
        const subject = isNothing(node.right) ? node.left : isNothing(node.left) ? node.right : undefined;
        const typeTest = node.left.type === 'UnaryExpression' && node.left.operator === 'typeof' && node.right.type === 'Literal' && node.right.value === 'undefined' ? node.left.argument : undefined;
        if (typeTest && engine().holdingOf(typeTest, state, tracked) !== undefined) return node.operator.startsWith('!');
        if (subject && engine().holdingOf(subject, state, tracked) !== undefined) {
          if (node.operator === '===' || node.operator === '==') return false;
          if (node.operator === '!==' || node.operator === '!=') return true;
        }
        const isSameTest = node.operator === '===' || node.operator === '==';
        if (isSameTest || node.operator === '!==' || node.operator === '!=') {
          const left = engine().holdingOf(node.left, state, tracked);
          const right = engine().holdingOf(node.right, state, tracked);
          if ((left === 'self' && isOfParameter(node.right)) || (right === 'self' && isOfParameter(node.left))) return !isSameTest;
        }
        if (node.operator === '>' && node.right.type === 'Literal' && node.right.value === 0 && isMember(node.left) && ['length', 'size'].includes(propertyName(node.left) ?? '') && isContainerOfIt(node.left.object, state)) return true;
      }
      return undefined;
    }

    /** `if (s !== given)`: what came in as a parameter is not what was made here. */
    function isOfParameter(node: Node): boolean {
      let root = withoutCasts(node);
      while (isMember(root)) root = withoutCasts(root.object);
      const variable = root.type === 'Identifier' && tracked.acquisition !== undefined ? context.origins.variableOf(root) : undefined;
      return variable !== undefined && functionOfParameter(variable) === graph.root && isNeverReassigned(variable);
    }

    const isContainerOfIt = (node: Node, state: PathState): boolean => {
      const holding = engine().holdingOf(node, state, tracked);
      return holding === 'holder' || holding === 'closer';
    };

    /** `if (s.closed)`, `if (!s.isOpen())`: the outcome on which the session itself says that it is closed. */
    function outcomeMeaningClosed(test: Node, state: PathState): boolean | undefined {
      if (!isRecommended) return undefined;
      const node = withoutCasts(test);
      if (node.type === 'BinaryExpression' && isMember(node.left, 'readyState') && engine().holdingOf(node.left.object, state, tracked) === 'self') {
        const isOpenTest = /OPEN|\b1\b|open/u.test(context.textOf(node.right));
        const isEquality = node.operator.startsWith('==');
        return isOpenTest ? !isEquality : isEquality;
      }
      const member = node.type === 'CallExpression' ? withoutCasts(node.callee) : node;
      if (!isMember(member)) return undefined;
      const name = propertyName(member) ?? '';
      if (engine().holdingOf(member.object, state, tracked) !== 'self') return undefined;
      if (saysClosed.test(name)) return true;
      return saysOpen.test(name) ? false : undefined;
    }

    function branch(node: FlowNode, state: PathState): Step[] {
      const isNullish = node.kind === 'nullish';
      if (node.ast.type === 'SwitchCase') return both(node, state, state);
      const visit = indexedVisits(node.ast, graph);
      const visited = visit && visitByIndex(node, visit, state);
      if (visited) return visited;
      const certain = certainTruth(node.ast, state);
      if (certain !== undefined) {
        // A nullish test takes `next` where the value is nothing.
        const takesNext = isNullish ? !certain : certain;
        return takesNext ? step(node.next, state) : step(node.otherwise, state);
      }
      const closedOutcome = isNullish ? undefined : outcomeMeaningClosed(node.ast, state);
      if (closedOutcome !== undefined) {
        if (state.status === 'closed') return closedOutcome ? step(node.next, state) : step(node.otherwise, state);
        closedPaths += 1;
        return closedOutcome ? step(node.otherwise, state) : step(node.next, state);
      }
      const condition = conditionOf(context, node.ast);
      if (condition === undefined) return both(node, state, state);
      const known = state.facts.get(condition.key)?.isTrue ?? tracked.decided.get(condition.key) ?? initialFact(condition)?.isTrue;
      if (known !== undefined) {
        const isTrue = known === condition.isPositive;
        const takesNext = isNullish ? !isTrue : isTrue;
        return takesNext ? step(node.next, state) : step(node.otherwise, state);
      }
      if (!keys.has(condition.key)) return both(node, state, state);
      const decided = (isTrue: boolean): PathState => withFact(state, condition.key, { isTrue: isTrue === condition.isPositive, variables: condition.variables });
      return both(node, decided(!isNullish), decided(isNullish));
    }

    /** `for (const key of Object.keys(all))`, `for (const key in all)`, `for (const key of all.keys())`. */
    function visitByKey(node: FlowNode, loop: TSESTree.ForOfStatement | TSESTree.ForInStatement, declared: Node | undefined, state: PathState): Step[] | undefined {
      const all = keyedBy(loop);
      const key = all && declared?.type === 'Identifier' ? context.origins.variableOf(declared) : undefined;
      const holding = all && key ? engine().holdingOf(all, state, tracked) : undefined;
      if (!all || !key || (holding !== 'holder' && holding !== 'closer')) return undefined;
      return visitElements(node, node.next, node.otherwise, elementAt(context, all, key), holding, state);
    }

    /** Every element in turn: the session is one of them. */
    function visitElements(node: FlowNode, inside: Route | undefined, outside: Route | undefined, place: string, holding: 'holder' | 'closer', state: PathState): Step[] {
      if (state.visitedBy.has(node.id)) return [...step(inside, withPlace(state, place, 'another')), ...step(outside, withPlace(state, place, undefined))];
      const visited: PathState = { ...state, visitedBy: new Set([...state.visitedBy, node.id]) };
      // What fails in a round before that one may be the same for all: `recommended` does not ask.
      const earlier = isRecommended ? [] : step(inside, withPlace(state, place, 'another'));
      return [...step(inside, withPlace(visited, place, holding === 'holder' ? 'self' : 'closer')), ...earlier];
    }

    /** `i < list.length`: the index comes to the session as to every other element. */
    function visitByIndex(node: FlowNode, { list, index, isTrueWithin, by }: IndexedVisit, state: PathState): Step[] | undefined {
      const holding = engine().holdingOf(list, state, tracked);
      if (holding !== 'holder' && holding !== 'closer') return undefined;
      const place = elementAt(context, list, index);
      const within = (from: PathState, element: Holding): Step[] => step(isTrueWithin ? node.next : node.otherwise, withPlace(from, place, element));
      const atSession = holding === 'holder' ? 'self' : 'closer';
      if (by === 'recursion') {
        // What is called with the next index gets the rest of the list, in which the session is no more.
        const listed = list.type === 'Identifier' ? context.origins.variableOf(list) : undefined;
        return state.held.has(place) || !listed ? undefined : [...within(withPlace(state, listed, undefined), atSession), ...(isRecommended ? [] : within(state, 'another'))];
      }
      return visitElements(node, isTrueWithin ? node.next : node.otherwise, isTrueWithin ? node.otherwise : node.next, place, holding, state);
    }

    /**
     * A flag that guards a closing function against its second call (`if (done) return; done = true; s.close()`) has its
     * first value on the first call: where only functions that reach the session set it.
     */
    function initialFact(condition: Condition): Fact | undefined {
      const field = /^tthis\.([#\w$]+)$/u.exec(condition.key)?.[1];
      if (field !== undefined) return setsField(field) ? { isTrue: false, variables: [] } : undefined;
      const [variable] = condition.variables;
      if (variable === undefined || condition.variables.length !== 1 || !condition.key.startsWith('v') || isLocal(variable) || isNeverReassigned(variable)) return undefined;
      const definition = variable.defs[0]?.node as Node | undefined;
      if (definition?.type !== 'VariableDeclarator') return undefined;
      const first = definition.init ? literalTruth(definition.init) : false;
      if (first === undefined) return undefined;
      const setsElsewhere = variable.references.some((reference) => reference.isWrite() && reference.init !== true && !isInside(reference.identifier, graph.root));
      return setsElsewhere ? undefined : { isTrue: first, variables: [variable] };
    }

    /** `if (this.closed) return; this.closed = true`: the same guard, in a field. */
    function setsField(name: string): boolean {
      return graph.nodes.some((node) => node.kind === 'assign' && node.ast.type === 'AssignmentExpression' && isMember(node.ast.left, name) && node.ast.left.object.type === 'ThisExpression');
    }

    const isInside = (inner: Node, outer: Node): boolean => inner.range[0] >= outer.range[0] && inner.range[1] <= outer.range[1];

    const step = (route: Route | undefined, state: PathState): Step[] => (route ? [{ route, state }] : []);
    const both = (node: FlowNode, next: PathState, otherwise: PathState): Step[] => [...step(node.next, next), ...step(node.otherwise, otherwise)];

    // ---- points ----------------------------------------------------------------------------------------------------

    function assign(node: FlowNode, state: PathState): PathState | undefined {
      const { ast } = node;
      switch (ast.type) {
        case 'VariableDeclarator': {
          const value = node.value ?? ast.init;
          if (!value) return state;
          const holding = engine().holdingOf(value, state, tracked);
          const { kind } = ast.parent;
          if (watch.untilScopeEnds !== true && (kind === 'using' || kind === 'await using') && (holding === 'self' || holding === 'stack')) {
            closedPaths += 1;
            return undefined;
          }
          return bind(ast.id, value, holding, state, ast);
        }
        case 'AssignmentExpression': {
          const value = node.value ?? ast.right;
          const holding = ast.operator === '=' || ast.operator.length === 3 ? engine().holdingOf(value, state, tracked) : undefined;
          if (holding === undefined && sameTarget(ast.left, value)) return state;
          return bind(ast.left, value, holding, state, ast);
        }
        case 'AssignmentPattern': {
          const holding = engine().holdingOf(ast.right, state, tracked);
          if (holding !== undefined && ast.parent.type === 'TSParameterProperty' && watch.followsFields !== true) {
            handOver(ast, 'stored in field');
            return undefined;
          }
          return holding === undefined ? state : bind(ast.left, ast.right, holding, state, ast);
        }
        case 'PropertyDefinition':
        case 'AccessorProperty': {
          const holding = ast.value ? engine().holdingOf(ast.value, state, tracked) : undefined;
          if (holding === undefined) return state;
          handOver(ast, 'stored in field');
          return undefined;
        }
        default:
          return state;
      }
    }

    function iterate(node: FlowNode, state: PathState): Step[] {
      const { ast } = node;
      if (ast.type !== 'ForOfStatement' && ast.type !== 'ForInStatement') return both(node, state, state);
      const declared = ast.left.type === 'VariableDeclaration' ? ast.left.declarations[0]?.id : ast.left;
      const isDisposing = ast.left.type === 'VariableDeclaration' && (ast.left.kind === 'using' || ast.left.kind === 'await using');
      const byKey = visitByKey(node, ast, declared, state);
      if (byKey) return byKey;
      const holding = ast.type === 'ForOfStatement' ? engine().holdingOf(ast.right, state, tracked) : undefined;
      if (holding === 'self' && tracked.client.iterationCloses === true) {
        closedPaths += 1;
        return [];
      }
      if ((holding === 'holder' || holding === 'closer') && !state.visitedBy.has(node.id)) {
        // The loop reaches the session: it is some element, so the body runs at least once.
        if (isDisposing) {
          closedPaths += 1;
          return [];
        }
        const visited: PathState = { ...read(state), visitedBy: new Set([...state.visitedBy, node.id]) };
        const bound = declared ? bindElement(declared, holding, visited, ast) : visited;
        // A round before that one may end the loop. What fails in it may be the same for all: `recommended` does not ask.
        const earlier = isRecommended ? undefined : declared ? bind(declared, undefined, undefined, state, ast) : state;
        return [...(bound ? step(node.next, bound) : []), ...(earlier ? step(node.next, earlier) : [])];
      }
      const isReading = readsToItsEnd(node, state);
      const reading = isReading ? { ...state, visitedBy: new Set([...state.visitedBy, node.id]) } : state;
      const unbound = declared ? bind(declared, undefined, undefined, reading, ast) : reading;
      const round = unbound ? step(node.next, unbound) : [];
      if (!isReading) return [...round, ...step(node.otherwise, state)];
      closedPaths += 1;
      return round;
    }

    /** Binds what a loop takes out of a list; of a pair, either may be the session. */
    function bindElement(target: Node, holding: 'holder' | 'closer', state: PathState, at: Node): PathState | undefined {
      if (target.type !== 'ArrayPattern') return bind(target, undefined, holding === 'holder' ? 'self' : 'closer', state, at);
      let next: PathState | undefined = state;
      for (const element of target.elements) if (element && next) next = bind(element, undefined, holding === 'holder' ? 'self' : 'closer', next, at);
      return next;
    }

    /** What gives sessions step by step makes the session when it is read. */
    function read(state: PathState): PathState {
      return tracked.gives === 'iterator' && state.status === 'unarmed' ? { ...state, status: 'open' } : state;
    }

    /** `for await (const line of lines)`: with the last round, the session has ended by itself, or has failed. A loop that is left early leaves it open. */
    function readsToItsEnd({ id, ast }: FlowNode, state: PathState): boolean {
      if (ast.type !== 'ForOfStatement' || !ast.await || tracked.client.endsByItself !== true) return false;
      return state.visitedBy.has(id) || engine().holdingOf(ast.right, state, tracked) === 'self';
    }

    /** Whether an iteration throws only where the session that it reads is gone by that. */
    function failsWithIt(node: FlowNode, state: PathState): boolean {
      if (readsToItsEnd(node, state) || tracked.gives === 'iterator') return true;
      return tracked.client.iterationCloses === true && node.ast.type === 'ForOfStatement' && engine().holdingOf(node.ast.right, state, tracked) === 'self';
    }

    /** `await once(server, 'listening')`: it fails only where the session does not open, and so closes itself. */
    function failsUnopened(call: Node, state: PathState): boolean {
      if (call.type !== 'CallExpression' || call.arguments.length !== 2 || calleeName(call) !== 'once') return false;
      const [emitter, event] = call.arguments;
      if (emitter === undefined || event?.type !== 'Literal' || engine().holdingOf(emitter, state, tracked) !== 'self') return false;
      return closesHoweverItEnds(tracked.client, false, (name) => name === event.value);
    }

    /** Whether a block's end disposes what the session is held by. */
    function isDisposedBy(block: Node, state: PathState, only?: Holding): boolean {
      return [...state.held].some(([place, holding]) => {
        if (holding === 'moved stack' || (only !== undefined && holding !== only)) return false;
        const declarator = typeof place === 'string' ? undefined : (place.defs[0]?.node as Node | undefined);
        if (declarator?.type !== 'VariableDeclarator') return false;
        const declaration = declarator.parent;
        return (declaration.kind === 'using' || declaration.kind === 'await using') && declaration.parent === block;
      });
    }

    /** Behind the scope that closed it, whatever else still holds the session holds a closed one. */
    function afterScope(node: FlowNode, state: PathState): Step[] {
      const held = new Map([...state.held].filter(([place]) => typeof place === 'string' || !isUsingVariable(place)));
      return held.size === 0 || state.isReturned ? [] : step(node.next, { ...state, held, status: 'closed' });
    }

    function isUsingVariable(variable: Variable): boolean {
      const declarator = variable.defs[0]?.node as Node | undefined;
      return declarator?.type === 'VariableDeclarator' && (declarator.parent.kind === 'using' || declarator.parent.kind === 'await using');
    }

    function throwStep(node: FlowNode, state: PathState, thrownAt: Node): Step {
      return { route: node.onThrow, state: { ...state, thrownAt } };
    }

    /** The session's own configuration, also where only the path tells that it is the session. */
    function isOwnConfiguration(ast: Node, state: PathState): boolean {
      if (!isRecommended || ast.type !== 'CallExpression') return false;
      const callee = withoutCasts(ast.callee);
      if (!isMember(callee)) return false;
      const name = propertyName(callee) ?? '';
      return tracked.client.configures.includes(name) && engine().holdingOf(callee.object, state, tracked) === 'self';
    }

    function call(node: FlowNode, state: PathState): Step[] {
      const { ast } = node;
      if (endsProcess(engine(), ast)) {
        if (state.status === 'open') watch.atProcessEnd?.(ast);
        return [];
      }
      const canThrow = engine().mayThrow(ast) && !isOwnConfiguration(ast, state);
      if (ast.type !== 'CallExpression' && ast.type !== 'NewExpression' && ast.type !== 'TaggedTemplateExpression') {
        return [...step(node.next, state), ...(canThrow ? [throwStep(node, state, ast)] : [])];
      }
      if (ast === tracked.acquisition) {
        // A later round makes another session: the expression no longer means this one.
        const later: PathState = { ...state, isFresh: false };
        return [...step(node.next, later), ...(canThrow ? [throwStep(node, later, ast)] : [])];
      }
      if (state.status === 'closed' && watch.afterClose && ast.type !== 'TaggedTemplateExpression') return [...step(node.next, afterUse(ast, state)), ...(canThrow ? [throwStep(node, state, ast)] : [])];
      const outcome: CallOutcome = callEffects(ast, isReadBy(ast, state) ? read(state) : state, tracked, graph);
      const steps: Step[] = [];
      const after = settle(outcome.state);
      const isDone = after.status === 'closed' || after.status === 'handed over';
      if (after.status === 'closed') {
        closedPaths += 1;
        // A server that is closed may listen again: that is a new obligation.
        if (tracked.armedBy.length > 0 && watch.afterClose === undefined) steps.push(...step(node.next, { ...after, status: 'unarmed' }));
        else if (watch.afterClose && outcome.isClosedNow === true) steps.push(...step(node.next, after));
      } else if (after.status === 'handed over') {
        handOver(outcome.node ?? ast, outcome.manner ?? 'passed to keeper');
      } else {
        steps.push(...step(node.next, after));
      }
      if (outcome.thrown !== undefined) steps.push(throwStep(node, outcome.thrown, outcome.thrownAt ?? ast));
      else if (canThrow && !isDone && outcome.cannotThrow !== true) steps.push(throwStep(node, outcome.onThrow ?? state, ast));
      return steps;
    }

    /** `made.next()`, `Array.from(made)`. */
    function isReadBy(ast: CallExpression | NewExpression | TSESTree.TaggedTemplateExpression, state: PathState): boolean {
      if (tracked.gives !== 'iterator' || state.status !== 'unarmed' || ast.type === 'TaggedTemplateExpression') return false;
      const callee = withoutCasts(ast.callee);
      const holds = (part: Node): boolean => engine().holdingOf(part, state, tracked) === 'holder';
      return (isMember(callee) && holds(callee.object)) || (context.functionOf(callee) === undefined && ast.arguments.some(holds));
    }

    /** What a call does with a session that is closed: using it, closing it again, or arming it anew. */
    function afterUse(ast: CallExpression | NewExpression, state: PathState): PathState {
      const callee = withoutCasts(ast.callee);
      const position = ast.arguments.findIndex((argument) => engine().holdingOf(argument, state, tracked) === 'self');
      const isGiven = position >= 0;
      if (isGiven && armsAnew(ast, position)) return { ...state, status: 'open' };
      const isHarmless = isRuntimeCall(context, ast, ['safelyCloseClient', 'closeAll', 'closing', 'isSessionClosed']) || knownCallOf(context, ast) !== undefined;
      if (!isMember(callee)) {
        const fn = context.functionOf(callee);
        if (fn && [...state.held.keys()].some((place) => typeof place !== 'string' && context.reachedBy(fn).has(place))) watch.afterCloseCalling?.(fn);
        if (isGiven && !isHarmless && !isClosingName(calleeName(ast) ?? '')) watch.afterClose?.(ast, 'use');
        return state;
      }
      const method = propertyName(callee) ?? '';
      const { client } = tracked;
      if (engine().holdingOf(callee.object, state, tracked) === 'self') {
        if (tracked.armedBy.includes(method)) return { ...state, status: 'open' };
        if (client.closes.some((close) => close.name === method)) {
          // The catalog says what a second polite close does; a harder one after it is an escalation by hand.
          const [firstClose] = client.closes;
          const repeated = client.closes.find((close) => close.manner === 'polite') ?? firstClose;
          if (client.secondClose !== 'ignored' && repeated?.name === method) watch.afterClose?.(ast, 'close');
        } else if (!harmlessAfterClose.test(method) && !asksState.test(method)) {
          watch.afterClose?.(ast, 'use');
        }
        return state;
      }
      if (isGiven && !isHarmless && !harmlessAfterClose.test(method) && !isClosingName(method)) watch.afterClose?.(ast, 'use');
      return state;
    }

    /** `await listening(server)`, where the function can be seen to arm what it is given. */
    function armsAnew(ast: CallExpression | NewExpression, index: number): boolean {
      if (tracked.armedBy.length === 0) return false;
      const entries = [{ by: 'parameter', index, holding: 'self' }] as const;
      const fn = context.functionOf(ast.callee);
      if (fn) return engine().effectOf(fn, entries, tracked).isArmed;
      const foreign = context.foreignFunctionOf(ast.callee);
      return foreign?.file.engine.effectOf(foreign.fn, entries, tracked).isArmed === true;
    }

    const isWork = (node: Node): boolean => node.type === 'CallExpression' && node !== tracked.acquisition && isMember(node.callee);

    function isGivenUp(ast: Node | null | undefined, state: PathState, manner: 'returned' | 'yielded'): ast is Node {
      if (!ast) return false;
      if (manner === 'returned' && isFunction(graph.root) && !handsOutItsResult(context, graph.root)) return false;
      // Each read of such a property makes another one, and nothing shows a reader that it has to be closed.
      if (!isRecommended && tracked.acquisition !== undefined && isGetter(graph.root)) return false;
      return engine().holdingOf(ast, state, tracked) !== undefined;
    }

    function giveUp(ast: Node, state: PathState, at: Node, manner: 'returned' | 'yielded'): void {
      const holding = engine().holdingOf(ast, state, tracked);
      if (holding !== undefined) handOver(at, manner, shapeOf(ast, holding, state));
    }

    function follow(node: FlowNode, state: PathState): Step[] {
      switch (node.kind) {
        case 'call':
          return call(node, state);
        case 'await': {
          const argument = withoutCasts((node.ast as TSESTree.AwaitExpression).argument);
          const arms = argument.type === 'CallExpression' && isMember(argument.callee) && tracked.armedBy.includes(propertyName(argument.callee) ?? '');
          const rejected: PathState = arms ? { ...state, status: 'unarmed' } : state;
          // A promise of the session that rejects leaves no session.
          const isPromiseOfIt = argument === tracked.acquisition || (engine().holdingOf(argument, state, tracked) === 'self' && !isWork(argument));
          const canThrow = !isPromiseOfIt && !failsUnopened(argument, state) && engine().mayThrow(node.ast);
          return [...step(node.next, state), ...(canThrow ? [throwStep(node, rejected, node.ast)] : [])];
        }
        case 'spread':
          return [...step(node.next, read(state)), ...(engine().mayThrow(node.ast) ? [throwStep(node, state, node.ast)] : [])];
        case 'yield': {
          const { argument } = node.ast as TSESTree.YieldExpression;
          if (watch.keepsYielded !== true && isGivenUp(argument, state, 'yielded')) {
            giveUp(argument, state, node.ast, 'yielded');
            return [];
          }
          return [...step(node.next, state), throwStep(node, state, node.ast)];
        }
        case 'dispose':
          if (watch.untilScopeEnds === true && isDisposedBy(node.ast, state)) {
            if (state.isReturned && state.returning) giveUp(state.returning.value, { ...state, isFresh: state.returning.isFresh }, state.returning.at, 'returned');
            return watch.afterClose ? afterScope(node, state) : [];
          }
          if (isDisposedBy(node.ast, state, 'stack')) {
            closedPaths += 1;
            return [];
          }
          return [...step(node.next, state), ...(engine().mayThrow(node.ast) ? [throwStep(node, state, node.ast)] : [])];
        case 'throw':
          return [throwStep(node, state, node.ast)];
        case 'assign': {
          const next = assign(node, state);
          return next === undefined ? [] : step(node.next, next);
        }
        case 'iterate':
          return [...iterate(node, state), ...(engine().mayThrow(node.ast) && !failsWithIt(node, state) ? [throwStep(node, state, node.ast)] : [])];
        case 'branch':
        case 'nullish':
          return branch(node, state);
        case 'return': {
          const value = node.value ?? returnedValue(node.ast);
          if (state.status === 'closed') {
            if (watch.untilScopeEnds === true && isGivenUp(value, state, 'returned')) watch.afterClose?.(node.ast, 'use');
            return step(node.next, state);
          }
          if (isGivenUp(value, state, 'returned')) {
            // What runs in between may fail, or return something else.
            if (node.next !== undefined && node.next.length > 1) return step(node.next, { ...state, isFresh: false, isReturned: true, returning: { value, at: node.ast, isFresh: state.isFresh }, openWay: undefined });
            giveUp(value, state, node.ast, 'returned');
            return [];
          }
          return step(node.next, { ...state, isFresh: false, isReturned: false });
        }
        case 'discard': {
          const next: PathState = { ...state, isFresh: false };
          if (!isHeld(next) && next.status === 'open' && containsAcquisition(node.ast)) {
            leak('dropped', node.ast);
            return [];
          }
          return step(node.next, next);
        }
        case 'exit':
          if (state.status === 'closed') return [];
          if (state.isReturned && state.returning !== undefined) {
            giveUp(state.returning.value, { ...state, isFresh: state.returning.isFresh }, state.returning.at, 'returned');
            return [];
          }
          atExit.push(state);
          if (state.status === 'open') leak('exit', state.openWay ?? graph.root);
          return [];
        case 'throw exit':
          if (state.status === 'closed') return [];
          atThrow.push(state);
          if (state.status === 'open' && !endsWithProcess) leak('throw', state.thrownAt ?? graph.root);
          return [];
        default:
          return step(node.next, state);
      }
    }

    // The queue grows meanwhile, and the loop goes on to its new end.
    for (const point of queue) {
      let { state } = point;
      const node = graph.nodes[point.node];
      if (node === undefined) continue;
      let states = seen.get(point.node);
      if (states === undefined) {
        states = new Set();
        seen.set(point.node, states);
      }
      if (states.size >= mostStatesAtPoint && state.facts.size > 0) state = { ...state, facts: new Map() };
      const key = keyOf(state, context);
      // At the ends every way is looked at: the places that leave are told apart, though their states are alike.
      const isEnd = node.kind === 'exit' || node.kind === 'throw exit';
      if (states.has(key) && !isEnd) continue;
      states.add(key);
      visits += 1;
      if (visits > mostVisits) return { leaks: [], escapes, atExit, atThrow, closedPaths, handedPaths, isIncomplete: true };
      if (state.status === 'closed' && isSettledAt(node, state)) continue;
      if (isLong && leaks.length > 0 && isSettledAt(node, state)) continue;
      if (node.kind === 'finally end') {
        const rest = state.frames.at(-1);
        if (rest === undefined) continue;
        const target = followRoute(graph.nodes, rest, state.frames.slice(0, -1));
        queue.push({ node: target.node, state: { ...state, frames: target.frames } });
        continue;
      }
      for (const next of follow(node, state)) {
        const target = followRoute(graph.nodes, next.route, next.state.frames);
        const arriving: PathState = target.frames === next.state.frames ? next.state : { ...next.state, frames: target.frames };
        const isLeavingByReturn = node.kind === 'return' && arriving.status === 'open' && arriving.openWay === undefined && node.ast.type === 'ReturnStatement';
        queue.push({ node: target.node, state: isLeavingByReturn ? { ...arriving, openWay: node.ast } : arriving });
      }
    }
    return { leaks, escapes, atExit, atThrow, closedPaths, handedPaths, isIncomplete: false };
  };
}

/** Whether a literal is truthy; `undefined` for anything that is not one. */
function literalTruth(value: Node): boolean | undefined {
  const inner = withoutCasts(value);
  if (inner.type === 'Literal') return Boolean(inner.value);
  if (inner.type === 'Identifier' && inner.name === 'undefined') return false;
  if (inner.type === 'UnaryExpression' && inner.operator === 'void') return false;
  if (inner.type === 'ObjectExpression' || inner.type === 'ArrayExpression' || inner.type === 'NewExpression' || isFunction(inner)) return true;
  return undefined;
}

function sameTarget(left: Node, right: Node): boolean {
  return left.type === 'Identifier' && right.type === 'Identifier' && left.name === right.name;
}

function returnedValue(node: Node): Node | null {
  if (node.type === 'ReturnStatement') return node.argument;
  if (node.type === 'ExportDefaultDeclaration') return node.declaration;
  if (node.type === 'TSExportAssignment') return node.expression;
  return node;
}
