/**
 * Follows one acquisition through the function that makes it.
 */
import { decidedAt } from '../paths/conditions.ts';
import type { Acquired } from '../sessions/acquired.ts';
import { arrivals } from './arrivals.ts';
import type { Engine, Exploration, Tracked, Watch } from '../engine.ts';
import { stateOnArrival } from '../paths/handed-to-callback.ts';
import { emptyState, withPlace } from '../paths/path-state.ts';
import type { PathState } from '../paths/path-state.ts';
import type { CallExpression, NewExpression, Node } from '../syntax/syntax.ts';
import { followRoute } from '../paths/throwing.ts';
import { ownerOf } from '../syntax/walk.ts';

/** What is known where nothing was followed. */
export const noExploration: Exploration = { leaks: [], escapes: [], atExit: [], atThrow: [], closedPaths: 0, handedPaths: 0, isIncomplete: false };

/** A session of a client that comes from elsewhere. */
export function trackedOf(client: Tracked['client'], literals: Tracked['literals'] = new Map()): Tracked {
  return { client, acquisition: undefined, gives: 'session', property: undefined, isInRecords: false, closers: [], literals, decided: new Map(), ...armingOf(client, false), isArmedFromStart: true };
}

/** When a session of a client holds something. */
function armingOf(client: Tracked['client'], isLazy: boolean): Pick<Tracked, 'isArmedFromStart' | 'armedBy' | 'isLazyByOption'> {
  const own = client.armedBy === 'acquisition' ? [] : client.armedBy;
  return { isArmedFromStart: client.armedBy === 'acquisition' && !isLazy, armedBy: isLazy ? [...own, ...(client.lazyWhen?.armedBy ?? [])] : own, isLazyByOption: isLazy };
}

/** Every session that a call makes; none where it only wraps one that is there. */
export function everyAcquired(acquired: Acquired | undefined): readonly Acquired[] {
  return acquired === undefined || acquired.wraps !== undefined ? [] : [acquired, ...acquired.others];
}


const explorations = new WeakMap<Engine, Map<Node, Map<string | undefined, Exploration>>>();

/** Follows one acquisition through the function that makes it. */
export function exploreAcquisition(engine: Engine, call: CallExpression | NewExpression, acquired: Acquired): Exploration {
  let known = explorations.get(engine);
  if (known === undefined) {
    known = new Map();
    explorations.set(engine, known);
  }
  const parts = known.get(call) ?? new Map<string | undefined, Exploration>();
  known.set(call, parts);
  const before = parts.get(acquired.property);
  if (before) return before;
  parts.set(acquired.property, noExploration);
  const exploration = ownExploration(engine, call, acquired);
  parts.set(acquired.property, exploration);
  return exploration;
}

/** A generator that closes what it yields when the reader goes on still owns it; else the reader does. */
function ownExploration(engine: Engine, call: CallExpression | NewExpression, acquired: Acquired): Exploration {
  const exploration = followAcquisition(engine, call, acquired, {});
  if (!exploration.escapes.some((escape) => escape.manner === 'yielded')) return exploration;
  const kept = followAcquisition(engine, call, acquired, { keepsYielded: true });
  return kept.closedPaths > exploration.closedPaths ? kept : exploration;
}

/** The same with a rule's own eyes, and not remembered. */
export function followAcquisition(engine: Engine, call: CallExpression | NewExpression, acquired: Acquired, watch: Watch): Exploration {
  const tracked: Tracked = { client: acquired.client, acquisition: call, gives: acquired.gives, property: acquired.property, isInRecords: acquired.isInRecords, closers: acquired.closers, literals: acquired.literals, decided: decidedAt(engine.context, call), ...armingOf(acquired.client, acquired.isLazy) };
  if (acquired.handedTo) {
    const inside = engine.context.graphOf(acquired.handedTo.fn);
    return engine.explore(inside, [{ node: inside.entry, state: stateOnArrival(engine.context, acquired.handedTo) }], { ...tracked, acquisition: undefined, gives: 'session' }, watch);
  }
  const graph = engine.context.graphOf(ownerOf(call));
  const at = graph.at.get(call);
  if (at === undefined) return noExploration;
  const node = graph.nodes[at];
  const inside = acquired.inside;
  const first: PathState = { ...(inside ? withPlace(emptyState, inside, 'self') : emptyState), isFresh: true, status: (tracked.isArmedFromStart || acquired.isArmed) && acquired.gives !== 'iterator' ? 'open' : 'unarmed' };
  const starts = arrivals(engine, graph, at).flatMap((arriving) => {
    if (node?.next === undefined) return [];
    const target = followRoute(graph.nodes, node.next, arriving.frames);
    return [{ node: target.node, state: { ...first, facts: arriving.facts, frames: target.frames } }];
  });
  return engine.explore(graph, starts, tracked, watch);
}
