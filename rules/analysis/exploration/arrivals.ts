/**
 * What the paths that lead to a point have decided before anything is followed from there.
 */
import { conditionOf, decidedBy, relevantConditions } from '../paths/conditions.ts';
import type { Condition } from '../paths/conditions.ts';
import type { Engine } from '../engine.ts';
import type { FileContext } from '../file-context.ts';
import type { FlowGraph } from '../paths/flow-graph.ts';
import type { PathState } from '../paths/path-state.ts';
import type { Node } from '../syntax/syntax.ts';
import { followRoute } from '../paths/throwing.ts';
import { isAssigning } from '../syntax/unwrap.ts';

/** What the paths that lead to a point have decided: the conditions, and the finalizers they are in. */
export function arrivals(engine: Engine, graph: FlowGraph, point: number): readonly Pick<PathState, 'facts' | 'frames'>[] {
  const { context } = engine;
  const conditions = relevantConditions(context, graph);
  const node = graph.nodes[point];
  if (conditions.size === 0 && node?.depth === 0) return isReachable(graph, point) ? [{ facts: new Map(), frames: [] }] : [];
  // Nothing is followed on the way here but conditions: a session of no kind, which never ends a path.
  const found = arrivalStates(engine, graph);
  return found.get(point) ?? [];
}

const arrivalCache = new WeakMap<FlowGraph, Map<number, Pick<PathState, 'facts' | 'frames'>[]>>();
const mostArrivals = 12;

function arrivalStates(engine: Engine, graph: FlowGraph): Map<number, Pick<PathState, 'facts' | 'frames'>[]> {
  const before = arrivalCache.get(graph);
  if (before) return before;
  const { context } = engine;
  const conditions = relevantConditions(context, graph);
  const result = new Map<number, Pick<PathState, 'facts' | 'frames'>[]>();
  arrivalCache.set(graph, result);
  const seen = new Map<number, Set<string>>();
  const open: { node: number; facts: PathState['facts']; frames: PathState['frames'] }[] = [{ node: graph.entry, facts: new Map(), frames: [] }];
  // The list grows meanwhile, and the loop goes on to its new end.
  for (const here of open) {
    const node = graph.nodes[here.node];
    if (!node) continue;
    let states = seen.get(here.node);
    if (!states) {
      states = new Set();
      seen.set(here.node, states);
    }
    let { facts } = here;
    if (states.size >= mostArrivals && facts.size > 0) facts = new Map();
    const key = `${[...facts].map(([name, fact]) => `${fact.isTrue ? '+' : '-'}${name}`).sort().join('&')};${here.frames.map((route) => route.join('>')).join('|')}`;
    if (states.has(key)) continue;
    states.add(key);
    if (node.kind === 'call') {
      const list = result.get(here.node) ?? [];
      list.push({ facts, frames: here.frames });
      result.set(here.node, list);
    }
    const go = (route: readonly number[] | undefined, next: PathState['facts']): void => {
      if (!route) return;
      const target = followRoute(graph.nodes, route, here.frames);
      open.push({ node: target.node, facts: next, frames: target.frames });
    };
    if (node.kind === 'finally end') {
      const rest = here.frames.at(-1);
      if (rest) {
        const target = followRoute(graph.nodes, rest, here.frames.slice(0, -1));
        open.push({ node: target.node, facts, frames: target.frames });
      }
      continue;
    }
    if (node.kind === 'branch' || node.kind === 'nullish') {
      const condition = conditionOf(context, node.ast);
      const isNullish = node.kind === 'nullish';
      const known = condition && facts.get(condition.key);
      if (condition && known) {
        const isTrue = known.isTrue === condition.isPositive;
        go((isNullish ? !isTrue : isTrue) ? node.next : node.otherwise, facts);
        continue;
      }
      if (condition && conditions.has(condition.key)) {
        const decided = (isTrue: boolean): PathState['facts'] => new Map([...facts, [condition.key, { isTrue: isTrue === condition.isPositive, variables: condition.variables }]]);
        go(node.next, decided(!isNullish));
        go(node.otherwise, decided(isNullish));
        continue;
      }
    }
    const next = node.kind === 'assign' ? afterAssignment(context, node.ast, facts, conditions) : facts;
    go(node.next, next);
    go(node.otherwise, next);
    if (['call', 'await', 'throw', 'yield', 'iterate', 'spread', 'dispose'].includes(node.kind) && (node.kind === 'throw' || engine.mayThrow(node.ast))) go(node.onThrow, facts);
  }
  return result;
}

/** The conditions that still hold after an assignment, and what a literal decides anew. */
function afterAssignment(context: FileContext, ast: Node, facts: PathState['facts'], conditions: ReadonlyMap<string, Condition>): PathState['facts'] {
  const target = ast.type === 'VariableDeclarator' ? ast.id : ast.type === 'AssignmentExpression' ? ast.left : undefined;
  const value = ast.type === 'VariableDeclarator' ? ast.init : ast.type === 'AssignmentExpression' && isAssigning(ast) ? ast.right : undefined;
  const variable = target?.type === 'Identifier' ? context.origins.variableOf(target) : undefined;
  if (target?.type === 'MemberExpression' && facts.size > 0) {
    const written = conditionOf(context, target)?.key;
    return new Map([...facts].filter(([key]) => key !== written));
  }
  if (!variable) return facts;
  const next = new Map([...facts].filter(([, fact]) => !fact.variables.includes(variable)));
  for (const [{ key, variables }, isTrue] of decidedBy(context, variable, value ?? undefined, conditions)) next.set(key, { isTrue, variables });
  return next;
}

const reachable = new WeakMap<FlowGraph, Set<number>>();
function isReachable(graph: FlowGraph, point: number): boolean {
  let nodes = reachable.get(graph);
  if (!nodes) {
    nodes = new Set();
    reachable.set(graph, nodes);
    const open = [graph.entry];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (nodes.has(id)) continue;
      nodes.add(id);
      const node = graph.nodes[id];
      if (!node) continue;
      for (const route of [node.next, node.otherwise, node.onThrow]) if (route) open.push(...route);
    }
  }
  return nodes.has(point);
}
