/** What a call does with a function that closes the session: calls it at once, later, however something ends, or perhaps never. */
import { knownCallOf, settlerOf } from '../names/callee.ts';
import type { Engine, Tracked } from '../engine.ts';
import type { FlowGraph } from '../paths/flow-graph.ts';
import { timingOf } from '../results/ignored-result.ts';
import type { PathState } from '../paths/path-state.ts';
import type { Node } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
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
      return onSettled(engine, node, state, tracked);
    case 'maybe now':
      return { state };
    default:
  }
  if (row?.takes === 'keeps') return intoContainer(engine, node, 'closer', state, graph);
  if (row !== undefined) return { state };
  return isStrict ? { state } : handed(state, 'captured by registered closure', argument);
}

/** `p.then(close, close)`, `p.then(close).catch(close)`: closed once both ways close. */
function onSettled(engine: Engine, node: Call, state: PathState, tracked: Tracked): CallOutcome {
  const ways = new Set<string>();
  for (let call: Node | undefined = node; call?.type === 'CallExpression' && isMember(call.callee); call = withoutCasts(call.callee.object)) {
    const name = propertyName(call.callee);
    const [first, second] = call.arguments;
    const closes = (argument: Node | undefined): boolean => argument !== undefined && engine.holdingOf(argument, state, tracked) === 'closer';
    if (name === 'then' && closes(first)) ways.add('fulfilled');
    if ((name === 'then' && closes(second)) || (name === 'catch' && closes(first))) ways.add('rejected');
    // What catches before leaves nothing to reject.
    if (name === 'catch' && !closes(first) && call !== node) ways.add('rejected');
  }
  return ways.size === 2 ? { state: closed(state) } : { state };
}
