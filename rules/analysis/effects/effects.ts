/**
 * What a function does to a session that it is given, captures, or has as `this`: found by following its body.
 */
import { noEffect } from '../engine.ts';
import type { Effect, Engine, Entry, Listening, Tracked } from '../engine.ts';
import { keepsPlaces } from '../names/local-container.ts';
import { elementOf, emptyState, partOf } from '../paths/path-state.ts';
import type { Holding, PathState, Place } from '../paths/path-state.ts';
import type { EscapeSite } from '../sessions/session-record.ts';
import { storeOf } from './stores.ts';
import type { FunctionNode, Node, Variable } from '../syntax/syntax.ts';
import { propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { isField, keepsThis } from '../syntax/walk.ts';
import { thisOf } from '../names/this-behind.ts';

/** Functions followed into functions further than this are taken to do nothing with the session. */
const deepest = 64;
/** Open questions of which the answer is hoped for at once: each of them doubles the work inside it. */
const mostHopes = 2;

/** An answer, and the open questions whose assumed answers it rests on: until these are answered it may still change. */
interface Answer {
  readonly effect: Effect;
  restsOn: ReadonlySet<OpenQuestion>;
}

/** What a function does with the session at certain places, while that is being found out. */
interface OpenQuestion {
  readonly answers: Map<string, Answer>;
  readonly key: string;
  /** What a recursive call is told meanwhile. */
  readonly assumed: Effect;
  /** The open questions, itself among them, whose assumed answers were told to what it asked. */
  readonly met: Set<OpenQuestion>;
}

/** A recursive call that leaves nothing open behind it. */
const taken: Effect = { ...noEffect, discharges: 'always', isFollowed: true };

export interface Effects {
  effectOf: Engine['effectOf'];
  captureEffect: Engine['captureEffect'];
}

export function createEffects(engine: () => Engine): Effects {
  const known = new Map<FunctionNode, Map<string, Answer>>();
  /** The questions that are being answered, outermost first. */
  const open: OpenQuestion[] = [];
  /** Answers that rest on some of them. */
  let resting: { readonly answers: Map<string, Answer>; readonly key: string; readonly answer: Answer }[] = [];

  function effectOf(fn: FunctionNode, entries: readonly Entry[], tracked: Tracked): Effect {
    const { context } = engine();
    const places = new Map<Place, Holding>();
    for (const entry of entries) {
      if (entry.by === 'places') for (const [place, holding] of entry.places) places.set(place, holding);
      else if (entry.by === 'parts of parameter') for (const [place, holding] of boundByParts(fn, entry.index, entry.parts)) places.set(place, holding);
      else for (const [variable, holding] of boundByParameter(fn, entry.index, entry.holding)) places.set(variable, holding);
    }
    if (places.size === 0 || fn.generator) return noEffect;

    const key = `${tracked.client.name}/${[...places].map(([place, holding]) => `${typeof place === 'string' ? place : String(context.idOf(place))}${holding}`).sort().join(',')}/${[...tracked.literals, ...tracked.decided].join(';')}`;
    let answers = known.get(fn);
    if (answers === undefined) {
      answers = new Map();
      known.set(fn, answers);
    }
    const asked = open.find((question) => question.answers === answers && question.key === key);
    if (asked !== undefined) {
      open.at(-1)?.met.add(asked);
      return asked.assumed;
    }
    const before = answers.get(key);
    if (before === undefined && open.length >= deepest) return noEffect;
    const answer = before ?? answered(fn, places, tracked, answers, key);
    const around = open.at(-1);
    for (const question of answer.restsOn) around?.met.add(question);
    if (before === undefined) {
      answers.set(key, answer);
      if (answer.restsOn.size > 0) resting.push({ answers, key, answer });
    }
    return answer.effect;
  }

  /**
   * A recursive call borrows, at first. Where that leaves the session open, it is taken to close it, as the call around it
   * may: if the function then closes it on every way to its end, each of its calls that comes back has closed it.
   */
  function answered(fn: FunctionNode, places: ReadonlyMap<Place, Holding>, tracked: Tracked, answers: Map<string, Answer>, key: string): Answer {
    function ask(assumed: Effect): { readonly question: OpenQuestion; readonly isMet: boolean; readonly answer: Answer } {
      const question: OpenQuestion = { answers, key, assumed, met: new Set() };
      open.push(question);
      const effect = follow(fn, places, tracked);
      open.pop();
      const isMet = question.met.delete(question);
      return { question, isMet, answer: { effect, restsOn: question.met } };
    }

    const { question, isMet, answer } = ask(noEffect);
    if (!isMet) return answer;
    // What rests on another question that is open is found anew when that one is.
    if ([...answer.restsOn].some((other) => other.assumed === noEffect)) return keep(question, answer);
    if (open.filter((other) => other.assumed === taken).length >= mostHopes) return keep(question, answer);
    forget(question);
    if (answer.effect.discharges === 'always' && answer.effect.openThrow === undefined) return answer;
    const hopeful = ask(taken);
    if (hopeful.answer.effect.discharges === 'always') return keep(hopeful.question, hopeful.answer);
    forget(hopeful.question);
    return answer;
  }

  /** What rests on the question rests on what its answer rests on, now that it has one. */
  function keep(question: OpenQuestion, answer: Answer): Answer {
    for (const other of resting) {
      if (!other.answer.restsOn.has(question)) continue;
      other.answer.restsOn = new Set([...other.answer.restsOn, ...answer.restsOn].filter((left) => left !== question));
    }
    resting = resting.filter((other) => other.answer.restsOn.size > 0);
    return answer;
  }

  /** What rests on an answer that was only assumed is asked again. */
  function forget(question: OpenQuestion): void {
    resting = resting.filter(({ answers, key, answer }) => {
      const isResting = answer.restsOn.has(question);
      if (isResting) answers.delete(key);
      return !isResting;
    });
  }

  function follow(fn: FunctionNode, places: ReadonlyMap<Place, Holding>, tracked: Tracked): Effect {
    const graph = engine().context.graphOf(fn);
    const own: Tracked = { ...tracked, acquisition: undefined };
    const state: PathState = { ...emptyState, held: places };
    const exploration = engine().explore(graph, [{ node: graph.entry, state }], own);
    if (exploration.isIncomplete) return noEffect;
    // Whether it arms is asked apart: a session that is closed again afterwards looks like one that never was armed.
    const isArmed = !tracked.isArmedFromStart && engine().explore(graph, [{ node: graph.entry, state: { ...state, status: 'unarmed' } }], own).atExit.some((exit) => exit.status === 'open');

    const discharged = exploration.closedPaths + exploration.handedPaths;
    const openAtExit = exploration.atExit.filter((exit) => exit.status === 'open');
    const [first] = openAtExit;
    const sharedEvents = first === undefined ? new Set<string>() : new Set([...first.closingEvents].filter((event) => openAtExit.every((exit) => exit.closingEvents.has(event))));
    return {
      discharges: discharged === 0 || isOnlyReturned(exploration.escapes.map((escape) => escape.manner), exploration.closedPaths) ? 'never' : openAtExit.length === 0 ? 'always' : 'sometimes',
      closes: exploration.closedPaths > 0,
      closingEvents: sharedEvents,
      isStarted: openAtExit.length > 0 && openAtExit.every((exit) => exit.isStarted),
      isArmed,
      isFollowed: true,
      returns: returnedHolding(exploration.escapes),
      storedAt: exploration.closedPaths === 0 && openAtExit.length === 0 ? onlyStore(exploration.escapes) : undefined,
      openExit: exploration.leaks.find((leak) => leak.kind !== 'throw')?.node,
      openThrow: exploration.atThrow.find((exit) => exit.status === 'open')?.thrownAt,
    };
  }

  function returnedHolding(escapes: readonly EscapeSite[]): Holding | undefined {
    const shape = escapes.find((escape) => escape.manner === 'returned')?.shape;
    return shape === undefined ? undefined : shape.is === 'session' ? 'self' : shape.is;
  }

  /** The assignment that puts it into the one variable of an outer function where it goes. */
  function onlyStore(escapes: readonly EscapeSite[]): Node | undefined {
    const [first] = escapes;
    const variable = first && storeOf(engine(), first)?.variable;
    const isOnly = variable !== undefined && escapes.every((escape) => escape.manner === 'stored in outer variable' && storeOf(engine(), escape)?.variable === variable);
    return isOnly ? first?.node : undefined;
  }

  /** A function that only gives back what it was given has not taken it. */
  function isOnlyReturned(manners: readonly string[], closedPaths: number): boolean {
    return closedPaths === 0 && manners.every((manner) => manner === 'returned');
  }

  /** The places that a parameter binds, each with how it then holds the session. */
  function boundByParameter(fn: FunctionNode, index: number, holding: Holding): [Place, Holding][] {
    const last = fn.params.at(-1);
    if (last?.type === 'RestElement' && index >= fn.params.length - 1) return boundByRest(last.argument, index - (fn.params.length - 1), holding);
    const parameter = parameterAt(fn, index);
    return parameter === undefined ? [] : boundByPattern(parameter, holding);
  }

  /** Of the list of all further arguments, it is the element at `index`. */
  function boundByRest(list: Node, index: number, holding: Holding): [Place, Holding][] {
    const { context } = engine();
    const variable = list.type === 'Identifier' ? context.origins.variableOf(list) : undefined;
    return variable && keepsPlaces(variable) ? [[partOf(context, variable, String(index)), holding]] : boundByPattern(list, 'holder');
  }

  /** The same of an object that has the session in some of its properties. */
  function boundByParts(fn: FunctionNode, index: number, parts: ReadonlyMap<string, Holding>): [Place, Holding][] {
    const { context } = engine();
    const parameter = parameterAt(fn, index);
    const variable = parameter?.type === 'Identifier' ? context.origins.variableOf(parameter) : undefined;
    return [...parts].flatMap(([name, holding]): [Place, Holding][] => {
      if (variable !== undefined) return [[partOf(context, variable, name), holding]];
      const property = parameter?.type === 'ObjectPattern' ? parameter.properties.find((candidate) => candidate.type === 'Property' && propertyName(candidate) === name) : undefined;
      return property?.type === 'Property' ? boundByPattern(property.value, holding) : [];
    });
  }

  function parameterAt(fn: FunctionNode, index: number): Node | undefined {
    let parameter: Node | undefined = fn.params[index];
    if (parameter?.type === 'TSParameterProperty') parameter = parameter.parameter;
    return parameter?.type === 'AssignmentPattern' ? parameter.left : parameter;
  }

  function boundByPattern(pattern: Node, holding: Holding): [Variable, Holding][] {
    const { origins } = engine().context;
    switch (pattern.type) {
      case 'Identifier': {
        const variable = origins.variableOf(pattern);
        return variable ? [[variable, holding]] : [];
      }
      case 'AssignmentPattern':
        return boundByPattern(pattern.left, holding);
      case 'ArrayPattern':
        return holding === 'holder' || holding === 'records' ? pattern.elements.flatMap((element) => (element ? boundByPattern(element, elementOf(holding)) : [])) : [];
      case 'ObjectPattern':
        if (holding !== 'holder') return [];
        return pattern.properties.flatMap((property) => boundByPattern(property.type === 'Property' ? property.value : property.argument, property.type === 'Property' ? 'self' : 'holder'));
      case 'RestElement':
        return boundByPattern(pattern.argument, 'holder');
      default:
        return [];
    }
  }

  /** Functions whose captures are being looked at: one that refers to itself says nothing new. */
  const capturing = new Set<FunctionNode>();

  function captureEffect(fn: FunctionNode, state: PathState, tracked: Tracked, asListener?: Listening): Effect | undefined {
    if (capturing.has(fn)) return undefined;
    capturing.add(fn);
    const places = capturedPlaces(fn, state, tracked, asListener);
    capturing.delete(fn);
    return places.size === 0 ? undefined : effectOf(fn, [{ by: 'places', places }], tracked);
  }

  /** The places of the session that a function comes to. */
  function capturedPlaces(fn: FunctionNode, state: PathState, tracked: Tracked, asListener: Listening | undefined): Map<Place, Holding> {
    const captured = engine().context.reachedBy(fn);
    const places = new Map<Place, Holding>();
    // `const self = this` takes the instance into functions that have a `this` of their own.
    const hasInstance = keepsThis(fn) || fn.parent.type === 'MethodDefinition' || isField(fn.parent) || [...captured].some((variable) => thisOf(engine().context, variable) !== undefined);
    for (const [place, holding] of state.held) {
      if (typeof place === 'string') {
        if ([...captured].some((variable) => place.startsWith(partOf(engine().context, variable, '')))) places.set(place, holding);
        if (hasInstance) places.set(place, holding);
      } else if (captured.has(place)) {
        places.set(place, holding);
      }
    }
    if (asListener && !keepsThis(fn)) places.set('this', 'self');
    if (asListener?.argument !== undefined) for (const [variable, holding] of boundByParameter(fn, asListener.argument, 'self')) places.set(variable, holding);
    addCapturedClosers(fn, captured, state, tracked, places);
    return places;
  }

  /** `const close = s.close.bind(s)` captured by the function is a way to the session, too. */
  function addCapturedClosers(fn: FunctionNode, captured: ReadonlySet<Variable>, state: PathState, tracked: Tracked, places: Map<Place, Holding>): void {
    if (state.held.size === 0) return;
    const { origins } = engine().context;
    for (const variable of captured) {
      // Only what is written once, as a bound method or a member, can be a closer.
      if (places.has(variable) || String(variable.defs[0]?.type) === 'ImportBinding') continue;
      const value = origins.onlyValueOf(variable);
      const inner = value && withoutCasts(value);
      const isBound = inner?.type === 'CallExpression' && inner.callee.type === 'MemberExpression';
      const isMemberValue = inner?.type === 'MemberExpression';
      if (inner === undefined || inner === fn || !(isBound || isMemberValue)) continue;
      if (engine().holdingOf(inner, state, tracked) === 'closer') places.set(variable, 'closer');
    }
  }

  return { effectOf, captureEffect };
}
