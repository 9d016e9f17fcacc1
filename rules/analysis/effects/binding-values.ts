/**
 * What an assignment does to the places that hold the session: variables, patterns, fields, properties of objects.
 */
import { everyElement } from '../sessions/acquired.ts';
import { conditionOf, decidedBy, literalTruth } from '../paths/conditions.ts';
import type { GivingUp } from './giving-up.ts';
import { takesErrorFirst } from '../results/ignored-result.ts';
import { isListOfPlaces, isRecord, localContainer } from '../names/local-container.ts';
import { containerOf, elementOf, isContainer, partOf, partsHeld, withFact, withPlace, withoutFact, withoutFactsOf } from '../paths/path-state.ts';
import type { Holding, PathState } from '../paths/path-state.ts';
import { containsAcquisition, isHeld, isLocal } from '../paths/path-walk.ts';
import type { PathWalk } from '../paths/path-walk.ts';
import { closesHoweverItEnds } from '../sessions/session-ends.ts';
import type { Node, TSESTree, Variable } from '../syntax/syntax.ts';
import { isAllSettled, listOf, propertyName, withoutAwait, withoutCasts } from '../syntax/unwrap.ts';
import { isLoop, loopsAround } from '../syntax/walk.ts';
import { closingMethod } from '../sessions/closing-method.ts';
import { thisBehind } from '../names/this-behind.ts';

export interface Binding {
  /** Binds a value to a target. `undefined` where the path ends here. */
  readonly bind: (target: Node, value: Node | undefined, holding: Holding | undefined, state: PathState, at: Node) => PathState | undefined;
  /** Once it is open, or its work is started, and every end of that closes, the session is closed. */
  readonly settle: (state: PathState) => PathState;
}

export function createBinding(walk: PathWalk, { literalOf }: Pick<GivingUp, 'literalOf'>): Binding {
  const { engine, context, graph, tracked, watch, isRecommended, conditions, leak, handOver } = walk;
  return { bind, settle };

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
        return bindMember(inner, value, holding, afterWrite(inner, value, state), at);
      case 'ArrayPattern': {
        // Which of them is in which variable nobody can tell.
        if (isRecommended && holding === 'holder' && tracked.property === everyElement) {
          handOver(at, 'stored in container');
          return undefined;
        }
        const list = value && listOf(value);
        // Of `Promise.allSettled`, each result is an object with what it waited for.
        const isSettled = value !== undefined && isAllSettled(value);
        // All values are there before the first is bound (`[a, b] = [b, a]`); those that hold it are bound first.
        const parts: { target: Node; part: Node | undefined; inside: Holding | undefined }[] = [];
        for (const [index, element] of inner.elements.entries()) {
          if (element === null) continue;
          const part = list?.elements[index];
          const isRest = element.type === 'RestElement';
          const isResult = value !== undefined && tracked.property !== undefined && tracked.property !== everyElement && withoutAwait(value) === tracked.acquisition;
          const inside: Holding | undefined = part && !isRest ? heldByResult(engine().holdingOf(part, state, tracked), isSettled) : (isResult || holding === 'self' || isKnownInParts(value, state)) && !isRest ? ofProperty(value, holding, String(index), state) : fromInside(holding, isRest);
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

  function fromInside(holding: Holding | undefined, isRest: boolean): Holding | undefined {
    return isContainer(holding) ? (isRest ? holding : elementOf(holding)) : undefined;
  }

  /** Whether it is known which elements of a list have it. */
  function isKnownInParts(value: Node | undefined, state: PathState): boolean {
    const whole = value?.type === 'Identifier' ? context.origins.variableOf(value) : undefined;
    return whole !== undefined && !state.held.has(whole) && partsHeld(context, whole, state).length > 0;
  }

  /** What an object literal has under a name. */
  function propertyOf(value: Node, name: string | undefined): Node | undefined {
    const literal = withoutCasts(withoutAwait(value));
    if (literal.type !== 'ObjectExpression') return undefined;
    const property = literal.properties.find((candidate) => candidate.type === 'Property' && propertyName(candidate) === name);
    return property?.type === 'Property' ? property.value : undefined;
  }

  /** How `value.name` holds the session where `value` does. */
  function ofProperty(value: Node | undefined, holding: Holding | undefined, name: string | undefined, state: PathState): Holding | undefined {
    if (value && thisBehind(context, value) !== undefined && name !== undefined) return state.held.get(`this.${name}`);
    if (holding === 'self') return closingMethod(tracked.client, name) ? 'closer' : undefined;
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
    for (const [{ key, variables }, isTrue] of holding === undefined ? decidedBy(context, variable, value, conditions) : []) next = withFact(next, key, { isTrue, variables });
    if (holding !== undefined) {
      if (!isLocal(walk, variable)) {
        handOver(at, 'stored in outer variable');
        return undefined;
      }
      next = withParts(next, variable, value, state) ?? withPlace(next, variable, holding);
      if (value && containsAcquisition(walk, value)) {
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
    if ((before === 'self' || before === 'holder' || before === 'records') && !isHeld(next) && next.status === 'open') {
      if (at.type === 'VariableDeclarator' || at.type === 'ForOfStatement') leak('exit', (isLoop(at) ? at : loopsAround(at)[0]) ?? at);
      else leak('overwritten', at);
      return undefined;
    }
    return next;
  }

  /** `const all = { a: open(), b }`, `const list = [open(), b]`: which of its properties or elements have it is known. */
  function withParts(next: PathState, variable: Variable, value: Node | undefined, state: PathState): PathState | undefined {
    const literal = value && withoutCasts(value);
    const written = literal && context.origins.onlyValueOf(variable) === value ? partsWritten(literal, variable) : undefined;
    if (written === undefined) return undefined;
    let parts = next;
    for (const [name, part] of written) {
      const holding = engine().holdingOf(part, state, tracked);
      if (holding !== undefined) parts = withPlace(parts, partOf(context, variable, name), holding);
    }
    return parts;
  }

  /** What a literal has under which name, where that can be told of all that it has. */
  function partsWritten(literal: Node, variable: Variable): readonly (readonly [string, Node])[] | undefined {
    if (literal.type !== 'ObjectExpression' && !isListOfPlaces(literal, variable)) return undefined;
    const written = literal.type === 'ObjectExpression'
      ? literal.properties.map((property) => (property.type === 'Property' ? ([propertyName(property), property.value] as const) : undefined))
      : literal.elements.map((element, index) => (element?.type === 'SpreadElement' ? undefined : ([String(index), element] as const)));
    const parts: (readonly [string, Node])[] = [];
    for (const part of written) {
      const [name, value] = part ?? [];
      if (name === undefined || value === undefined) return undefined;
      if (value !== null) parts.push([name, value]);
    }
    return parts;
  }

  function ownCallback(state: PathState): Node | undefined {
    const { openingCallback, armedBy } = tracked.client;
    // Whether it is called at all, `strict` knows of those that come with the opening. What opens later is given something else: a
    // server's handler of visitors, who may never come.
    const isCalled = isRecommended || (openingCallback !== undefined && armedBy === 'acquisition' && closesHoweverItEnds(tracked.client, false, (event) => event === openingCallback));
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

  /** What was decided of a property holds no longer once it is written. */
  function afterWrite(target: TSESTree.MemberExpression, value: Node | undefined, state: PathState): PathState {
    const condition = conditions.size === 0 ? undefined : conditionOf(context, target);
    if (condition === undefined || !conditions.has(condition.key)) return state;
    const truth = value && literalTruth(value);
    return truth === undefined ? withoutFact(state, condition.key) : withFact(state, condition.key, { isTrue: truth === condition.isPositive, variables: condition.variables });
  }

  function bindMember(target: TSESTree.MemberExpression, value: Node | undefined, holding: Holding | undefined, state: PathState, at: Node): PathState | undefined {
    const name = propertyName(target);
    const isOwn = thisBehind(context, target.object) !== undefined;
    if (holding === undefined) {
      const place = name === undefined ? undefined : isOwn ? `this.${name}` : partWritten(target.object, name);
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
    if (watch.followsFields === true && isOwn && name !== undefined) return withPlace({ ...state, isFresh: false }, `this.${name}`, holding);
    const part = name === undefined ? undefined : partWritten(target.object, name);
    if (part !== undefined) return withPlace({ ...state, isFresh: false }, part, holding);
    const container = localContainer(context, target.object, graph.root);
    if (container !== undefined) return withPlace({ ...state, isFresh: false }, container, containerOf(holding, value !== undefined && isRecord(context, value)));
    handOver(at, isOwn ? 'stored in field' : 'stored in container');
    return undefined;
  }

  /** The place that `state.name` is, where `state` is an object that this function wrote out. */
  function partWritten(object: Node, name: string): string | undefined {
    const inner = withoutCasts(object);
    const variable = inner.type === 'Identifier' ? localContainer(context, inner, graph.root) : undefined;
    const literal = literalOf(inner);
    return variable && (literal.type === 'ObjectExpression' || isListOfPlaces(literal, variable)) ? partOf(context, variable, name) : undefined;
  }

  /** Once it is open, or its work is started, and every end of that closes, the session is closed. */
  function settle(state: PathState): PathState {
    if (state.closingEvents.size === 0 || (!state.isStarted && state.status !== 'open')) return state;
    return closesHoweverItEnds(tracked.client, state.isStarted, (event) => state.closingEvents.has(event)) ? { ...state, status: 'closed' } : state;
  }
}

/** How a result of `Promise.allSettled` holds the session, if it is one. */
function heldByResult(holding: Holding | undefined, isSettled: boolean): Holding | undefined {
  return isSettled && holding === 'self' ? 'holder' : holding;
}
