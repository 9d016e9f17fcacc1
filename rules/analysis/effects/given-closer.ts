/** What a call does with a function that closes the session: calls it at once, later, however something ends, or perhaps never. */
import { knownCallOf, settlerOf } from '../names/callee.ts';
import type { Engine, Tracked } from '../engine.ts';
import type { FlowGraph } from '../paths/flow-graph.ts';
import { timingOf } from '../results/ignored-result.ts';
import type { PathState } from '../paths/path-state.ts';
import type { Node } from '../syntax/syntax.ts';
import { closed, handed } from './call-outcome.ts';
import type { Call, CallOutcome } from './call-outcome.ts';
import { intoContainer, intoStack, isOnStack } from './into-containers.ts';

export function onCloser(engine: Engine, node: Call, index: number, argument: Node, state: PathState, tracked: Tracked, graph: FlowGraph): CallOutcome {
  const { context } = engine;
  const isStrict = context.settings.mode === 'strict';
  if (isOnStack(engine, node)) return intoStack(engine, node, state, graph);
  if (settlerOf(context, node.callee) === 'resolve') return handed(state, 'resolved', node);
  const fn = context.functionOf(node.callee);
  if (fn) {
    const effect = engine.effectOf(fn, [{ by: 'parameter', index, holding: 'closer' }], tracked);
    if (effect.discharges === 'always') return handed(state, 'captured by registered closure', argument);
    return { state };
  }
  const row = knownCallOf(context, node);
  switch (timingOf(context, node, argument)) {
    case 'once now':
      return { state: closed(state) };
    case 'once later':
      return isStrict ? { state } : { state: closed(state) };
    case 'at tear-down':
      return handed(state, 'captured by registered closure', argument);
    case 'on event':
      return isStrict ? { state } : handed(state, 'captured by registered closure', argument);
    // The whole chain says what becomes of it.
    case 'on fulfilment':
    case 'on rejection':
    case 'on settlement':
    case 'maybe now':
      return { state };
    default:
  }
  if (row?.takes === 'keeps') return intoContainer(engine, node, argument, 'closer', state, graph);
  if (row !== undefined) return { state };
  return isStrict ? { state } : handed(state, 'captured by registered closure', argument);
}
