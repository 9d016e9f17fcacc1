/**
 * What is known of one session at one point of one path.
 */
import type { FileContext } from '../file-context.ts';
import type { Route } from './flow-graph.ts';
import type { Node, Variable } from '../syntax/syntax.ts';

/** Where a session can be held: a variable, a field of `this` by its name (`this.client`), or `this` itself. */
export type Place = Variable | string;

/** How a place or value holds the session. */
export type Holding =
  /** It is the session, or a promise of it. */
  | 'self'
  /** It is a container, object or promise in which the session is. */
  | 'holder'
  /** It is a container of objects, in one of which the session is: `[{ socket, timer }]`. */
  | 'records'
  /** It is a DisposableStack that disposes the session when it is disposed itself. */
  | 'stack'
  /** It is such a stack, of which `move()` took out all that it had. */
  | 'moved stack'
  /** It is an element of the list that the session is in, and not the session. */
  | 'another'
  /** It is a function (or an object of functions) that closes the session when called. */
  | 'closer';

/** What has the session, or what closes it, among its elements. */
export type Container = 'holder' | 'records' | 'closer';

export const isContainer = (holding: Holding | undefined): holding is Container => holding === 'holder' || holding === 'records' || holding === 'closer';

/** How an element of a container holds the session. */
export const elementOf = (container: Container): Holding => (container === 'holder' ? 'self' : container === 'records' ? 'holder' : 'closer');

/** How a container holds the session into which something that holds it is put. */
export const containerOf = (element: Holding, isRecord: boolean): Holding => (element === 'self' ? 'holder' : element === 'holder' && isRecord ? 'records' : element);

export type Status =
  /** Made, but it holds nothing yet. */
  | 'unarmed'
  | 'open'
  | 'closed'
  /** Somebody else is responsible from here on. */
  | 'handed over';

/** A condition that the path has decided: what it depends on, and how it came out. */
export interface Fact {
  readonly isTrue: boolean;
  readonly variables: readonly Variable[];
}

export interface PathState {
  readonly status: Status;
  /** Whether the acquisition's own expression still denotes this session (and not one of a later round). */
  readonly isFresh: boolean;
  readonly held: ReadonlyMap<Place, Holding>;
  /** Events of the session whose handler closes it. */
  readonly closingEvents: ReadonlySet<string>;
  /** Whether a `return` of it is under way, through finalizers that may still fail. */
  readonly isReturned: boolean;
  /** What that `return` gives, where, and how the session was held then. Of all this only the place is a part of the identity. */
  readonly returning: ({ readonly value: Node; readonly at: Node } & Pick<PathState, 'isFresh' | 'held'>) | undefined;
  /** Whether its work was started. */
  readonly isStarted: boolean;
  readonly facts: ReadonlyMap<string, Fact>;
  /** `for … of` loops that have visited the session as their element. */
  readonly visitedBy: ReadonlySet<number>;
  /** What is left of the routes through the finalizers that are running, innermost last. */
  readonly frames: readonly Route[];
  /** The last place that threw. Not part of the state's identity: the nearest one stays. */
  readonly thrownAt: Node | undefined;
  /** A way through a handler or helper on which it does not close, though it does on others. Not part of the identity either. */
  readonly openWay: Node | undefined;
}

/** The place of one property of an object that a variable holds. */
export const partOf = (context: FileContext, object: Variable, name: string): string => `${String(context.idOf(object))}.${name}`;

/** How the properties of an object that a variable holds have the session, where some are known to. */
export function partsHeld(context: FileContext, object: Variable, state: PathState): readonly Holding[] {
  const parts: Holding[] = [];
  for (const [place, holding] of state.held) if (typeof place === 'string' && place.startsWith(`${String(context.idOf(object))}.`)) parts.push(holding);
  return parts;
}

const noPlaces: ReadonlyMap<Place, Holding> = new Map();
const noNames: ReadonlySet<string> = new Set();
const noFacts: ReadonlyMap<string, Fact> = new Map();
const noLoops: ReadonlySet<number> = new Set();

export const emptyState: PathState = {
  status: 'open',
  isFresh: false,
  held: noPlaces,
  closingEvents: noNames,
  isReturned: false,
  returning: undefined,
  isStarted: false,
  facts: noFacts,
  visitedBy: noLoops,
  frames: [],
  thrownAt: undefined,
  openWay: undefined,
};

/** What makes two states at one point the same. */
export function keyOf(state: PathState, context: FileContext): string {
  const held = [...state.held].map(([place, holding]) => `${typeof place === 'string' ? place : String(context.idOf(place))}${holding[0] ?? ''}${holding[1] ?? ''}`).sort();
  const facts = [...state.facts].map(([key, fact]) => `${fact.isTrue ? '+' : '-'}${key}`).sort();
  return [
    state.status,
    state.isFresh ? 'f' : '',
    state.isStarted ? 's' : '',
    state.isReturned ? `r${String(state.returning?.at.range[0])}` : '',
    held.join(','),
    [...state.closingEvents].sort().join(','),
    facts.join('&'),
    [...state.visitedBy].join(','),
    state.frames.map((route) => route.join('>')).join('|'),
  ].join(';');
}

export function withPlace(state: PathState, place: Place, holding: Holding | undefined): PathState {
  if (state.held.get(place) === holding) return state;
  const held = new Map(state.held);
  if (holding === undefined) held.delete(place);
  else held.set(place, holding);
  return { ...state, held };
}

/** Forgets every fact that depends on a variable which gets a new value. */
export function withoutFactsOf(state: PathState, variable: Variable): PathState {
  let facts: Map<string, Fact> | undefined;
  for (const [key, fact] of state.facts) {
    if (!fact.variables.includes(variable)) continue;
    facts ??= new Map(state.facts);
    facts.delete(key);
  }
  return facts === undefined ? state : { ...state, facts };
}

export function withoutFact(state: PathState, key: string): PathState {
  if (!state.facts.has(key)) return state;
  return { ...state, facts: new Map([...state.facts].filter(([other]) => other !== key)) };
}

export function withFact(state: PathState, key: string, fact: Fact): PathState {
  const facts = new Map(state.facts);
  facts.set(key, fact);
  return { ...state, facts };
}
