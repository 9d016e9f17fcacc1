/** What a call of one of the session's own methods does: closes, arms, starts work, registers what will close it. */
import type { Engine, Tracked } from '../engine.ts';
import { isPromiseMethod } from '../names/known-calls.ts';
import { takesErrorFirst } from '../results/ignored-result.ts';
import type { PathState } from '../paths/path-state.ts';
import type { Node } from '../syntax/syntax.ts';
import { applyEffect, closed, handed, holdingOfArgument } from './call-outcome.ts';
import type { Call, CallOutcome } from './call-outcome.ts';
import { isRuntimeFunction, runtimeClosers } from '../names/runtime-calls.ts';
import { closingMethod } from '../sessions/closing-method.ts';
import { disposers } from '../syntax/unwrap.ts';

export function onSession(engine: Engine, node: Call, method: string, state: PathState, tracked: Tracked): CallOutcome {
  const { client } = tracked;
  const isClose = closingMethod(client, method) !== undefined || disposers.has(method);
  if (isClose) return { state: closed(state), isClosedNow: true };
  if (isPromiseMethod(method, client)) return onPromise(engine, node, method, state, tracked);
  const isRequest = client.requests.some((request) => request.name === method) || (client.otherMethodsGive !== undefined && !client.configures.includes(method) && client.listens?.includes(method) !== true);
  const arms = state.status === 'unarmed' && (tracked.armedBy.includes(method) || (tracked.isLazyByOption && isRequest));
  if (client.takenOverBy?.includes(method) === true) return handed(state, 'passed to keeper', node);
  let next: PathState = arms ? { ...state, status: 'open' } : state;
  if (client.listens?.includes(method) === true) next = onListener(engine, node, next, tracked);
  if (isRequest) next = { ...next, isStarted: true };
  if (arms) next = onOpening(engine, node.arguments, next, tracked);
  const [eventName] = node.arguments;
  const isEndEvent = eventName?.type === 'Literal' && client.endEvents?.some((events) => events.includes(String(eventName.value))) === true;
  for (const argument of isEndEvent ? [] : node.arguments) {
    // `server.listen(port, () => resolve(server))`, `s.once('ready', () => resolve(s))`: handed over by the callback.
    if (handsOver(engine, argument, next, tracked)) return handed(next, 'captured by registered closure', argument);
  }
  // A callback of the session's own request that closes it (`db.query(sql, () => db.end())`).
  if (client.listens?.includes(method) !== true) {
    for (const argument of node.arguments) {
      const holding = holdingOfArgument(engine, argument, next, tracked);
      if (holding === 'closer' && engine.context.settings.mode === 'recommended') return handed(next, 'captured by registered closure', argument);
    }
  }
  return arms ? { state: next, onThrow: state } : { state: next };
}

/** A function that, on every way on which there is no error, gives the session to somebody else. It may never be called: `strict` does not count on it. */
function handsOver(engine: Engine, argument: Node, state: PathState, tracked: Tracked): boolean {
  const { context } = engine;
  const fn = context.settings.mode === 'recommended' ? context.functionOf(argument) : undefined;
  const effect = fn && engine.captureEffect(fn, state, tracked);
  return fn !== undefined && effect !== undefined && !effect.closes && (effect.discharges === 'always' || (effect.discharges === 'sometimes' && takesErrorFirst(fn)));
}

function onListener(engine: Engine, node: Call, state: PathState, tracked: Tracked): PathState {
  const [event, listener] = node.arguments;
  if (event?.type !== 'Literal' || typeof event.value !== 'string' || listener === undefined) return state;
  // What ends by itself needs no close once somebody waits for its end.
  const endsIt = tracked.client.endsByItself === true && tracked.client.endEvents?.some((events) => events.includes(event.value)) === true;
  if (endsIt) return { ...state, closingEvents: new Set([...state.closingEvents, event.value]), isStarted: true };
  const isClosing = listenerCloses(engine, listener, event.value, state, tracked);
  if (isClosing === true) return { ...state, closingEvents: new Set([...state.closingEvents, event.value]) };
  return isClosing === false ? state : { ...state, openWay: isClosing };
}

/** `server.listen(port, listener)`: a listener of its opening. */
function onOpening(engine: Engine, given: readonly Node[], state: PathState, tracked: Tracked): PathState {
  const { openingCallback } = tracked.client;
  if (openingCallback === undefined || !given.some((argument) => listenerCloses(engine, argument, openingCallback, state, tracked) === true)) return state;
  return { ...state, closingEvents: new Set([...state.closingEvents, openingCallback]) };
}

/** Whether a listener of the session closes it on all its paths; where it does on some, the way on which it does not. */
function listenerCloses(engine: Engine, listener: Node, event: string, state: PathState, tracked: Tracked): true | false | Node {
  const { context } = engine;
  if (engine.holdingOf(listener, state, tracked) === 'closer') return true;
  const fn = context.functionOf(listener);
  if (fn === undefined) return false;
  // One that ends the process leaves nothing open.
  if (!fn.async && !engine.canReturn(fn) && !engine.canThrow(fn)) return true;
  const effect = engine.captureEffect(fn, state, tracked, { argument: tracked.client.passesItself?.[event] });
  if (effect === undefined) return false;
  if (effect.discharges === 'always') return true;
  return effect.discharges === 'sometimes' ? (effect.openExit ?? false) : false;
}

/** `open().then((s) => …)`: the callback gets the session. */
function onPromise(engine: Engine, node: Call, method: string, state: PathState, tracked: Tracked): CallOutcome {
  const [callback] = node.arguments;
  if (method !== 'then' || callback === undefined) return { state };
  const { context } = engine;
  if (isRuntimeFunction(context, callback, runtimeClosers)) return { state: closed(state) };
  const fn = context.functionOf(callback);
  if (fn === undefined) return { state };
  if (engine.captureEffect(fn, state, tracked)?.discharges === 'always') return handed(state, 'captured by registered closure', callback);
  const effect = engine.effectOf(fn, [{ by: 'parameter', index: 0, holding: 'self' }], tracked);
  if (effect.returns !== undefined && effect.discharges === 'never') return { state };
  return applyEffect(engine, effect, state, fn, node);
}
