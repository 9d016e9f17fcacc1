/** What a call does to the session, and how what a followed function does becomes that. */
import type { Effect, Engine, Tracked } from '../engine.ts';
import { decidedByArguments } from '../paths/conditions.ts';
import { withoutFactsOf, withPlace } from '../paths/path-state.ts';
import type { Holding, PathState } from '../paths/path-state.ts';
import type { EscapeSite } from '../sessions/session-record.ts';
import { storeOf } from './stores.ts';
import type { CallExpression, FunctionNode, NewExpression, Node, TSESTree } from '../syntax/syntax.ts';
import { withoutCasts } from '../syntax/unwrap.ts';
import { isFunction, ownerOf } from '../syntax/walk.ts';

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

export type Call = CallExpression | NewExpression;

export const closed = (state: PathState): PathState => ({ ...state, status: 'closed' });

export const handed = (state: PathState, manner: EscapeSite['manner'], node?: Node): CallOutcome => ({ state: { ...state, status: 'handed over' }, manner, ...(node ? { node } : {}) });

/** The session inside of a function, where this call of it says more: how its flags come out. */
export const asCalled = ({ context }: Engine, fn: FunctionNode, call: Call, tracked: Tracked): Tracked => ({ ...tracked, decided: decidedByArguments(context, fn, call.arguments, tracked.decided) });

/** Takes over what a followed function does. */
export function applyEffect(engine: Engine, effect: Effect, state: PathState, fn: FunctionNode, call: Node): CallOutcome {
  const next: PathState = {
    ...state,
    closingEvents: effect.closingEvents.size === 0 ? state.closingEvents : new Set([...state.closingEvents, ...effect.closingEvents]),
    isStarted: state.isStarted || effect.isStarted,
    status: state.status === 'unarmed' && effect.isArmed ? 'open' : state.status,
    openWay: effect.discharges === 'sometimes' ? (effect.openExit ?? state.openWay) : state.openWay,
  };
  const failing = effect.openThrow === undefined ? {} : { thrown: next, thrownAt: effect.openThrow };
  if (effect.storedAt !== undefined) return { ...stored(engine, effect.storedAt, call, next), ...(fn.generator ? {} : failing) };
  if (effect.discharges === 'always') {
    const done: PathState = { ...next, status: effect.closes ? 'closed' : 'handed over' };
    return { state: done, manner: 'passed to keeper', isClosedNow: effect.closes && (!fn.async || isAwaited(call)), ...(fn.generator ? {} : failing) };
  }
  // With the session as its argument more is known of what it may throw than without.
  return { state: next, cannotThrow: effect.isFollowed && effect.openThrow === undefined };
}

/** `await finish(s)`: what an asynchronous function does is done when its promise is waited for. */
function isAwaited(call: Node): boolean {
  let outer = call.parent;
  while (outer !== undefined && withoutCasts(outer) === call) outer = outer.parent;
  return outer?.type === 'AwaitExpression';
}

/** `open().then((s) => { session = s; })`: it is in the variable from then on, which may be one of the function that is followed. */
function stored(engine: Engine, at: Node, call: Node, state: PathState): CallOutcome {
  const { context } = engine;
  const variable = storeOf(engine, { node: at, manner: 'stored in outer variable' })?.variable;
  // The variable of another file says nothing here.
  if (variable === undefined) return handed(state, 'passed to keeper');
  const home = context.homeOf(variable);
  const isHere = isFunction(home) && home === ownerOf(call);
  return isHere ? { state: withPlace(withoutFactsOf(state, variable), variable, 'self') } : handed(state, 'stored in outer variable', at);
}

/** Places in another file are told by the call here that leads to them. */
export function toldHere(outcome: CallOutcome, node: Node): CallOutcome {
  const state: PathState = outcome.state.openWay === undefined ? outcome.state : { ...outcome.state, openWay: node };
  return outcome.thrown === undefined ? { ...outcome, state } : { ...outcome, state, thrownAt: node };
}

export function holdingOfArgument(engine: Engine, argument: TSESTree.CallExpressionArgument, state: PathState, tracked: Tracked): Holding | undefined {
  return engine.holdingOf(argument.type === 'SpreadElement' ? argument.argument : argument, state, tracked);
}
