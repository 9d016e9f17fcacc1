/**
 * A flow graph while it is built: what leads nowhere yet, and what is around the point that is built, to which exceptions go and which
 * every way out passes.
 */
import type { Node } from '../syntax/syntax.ts';
import type { FlowGraph, FlowKind, FlowNode, Route } from './flow-graph.ts';

/** An edge that still lacks its target. */
export interface OpenEnd {
  readonly node: FlowNode;
  readonly side: 'next' | 'otherwise';
  /** Finalizers that the edge passes before it arrives. */
  readonly through: Route;
}

export const after = (node: FlowNode, side: OpenEnd['side'] = 'next'): OpenEnd => ({ node, side, through: [] });

type Around =
  | { readonly kind: 'catch'; readonly entry: number }
  | { readonly kind: 'finally'; readonly entry: number };

export interface GrowingGraph {
  readonly nodes: readonly FlowNode[];
  readonly at: ReadonlyMap<Node, number>;
  readonly entry: FlowNode;
  readonly exit: FlowNode;
  readonly throwExit: FlowNode;
  /** The ways that lead to the point where the graph grows. */
  open: readonly OpenEnd[];
  /** What is around that point, from the outside in. */
  readonly surroundings: readonly Around[];
  /** Adds a point to which all open ways lead, and from which the next goes on. */
  append(kind: FlowKind, ast: Node, value?: Node): FlowNode;
  /** The same for the point at which an expression's own effect happens. */
  appendMarked(kind: FlowKind, ast: Node): FlowNode;
  connect(ends: readonly OpenEnd[], target: number): void;
  /** Ends that leave all surroundings but the outer `count`, past the finalizers of the others. */
  jump(from: readonly OpenEnd[], count: number): OpenEnd[];
  /** Visits a body whose exceptions come to `handler`, and then what handles them. */
  withCatch(handler: Node, visitBody: () => void, visitHandler: () => void): void;
  /** Visits a body, and then what runs however it is left. */
  withFinalizer(ast: Node, visitBody: () => void, visitFinalizer: () => void): void;
  /** A body at whose end sessions are disposed, if it declares some. */
  withDisposal(hasUsing: boolean, block: Node, visitBody: () => void): void;
}

export function createGrowingGraph(root: FlowGraph['root']): GrowingGraph {
  const nodes: FlowNode[] = [];
  const at = new Map<Node, number>();
  const surroundings: Around[] = [];
  let depth = 0;
  const entry = make('entry', root, []);
  const exit = make('exit', root, []);
  const throwExit = make('throw exit', root, []);
  const graph: GrowingGraph = { nodes, at, entry, exit, throwExit, open: [after(entry)], surroundings, append, appendMarked, connect, jump, withCatch, withFinalizer, withDisposal };
  return graph;

  function make(kind: FlowKind, ast: Node, onThrow: Route, value?: Node): FlowNode {
    const node: FlowNode = { id: nodes.length, kind, ast, value, depth, next: undefined, otherwise: undefined, onThrow };
    nodes.push(node);
    return node;
  }

  function append(kind: FlowKind, ast: Node, value?: Node): FlowNode {
    const node = make(kind, ast, throwRoute(), value);
    connect(graph.open, node.id);
    graph.open = [after(node)];
    return node;
  }

  function appendMarked(kind: FlowKind, ast: Node): FlowNode {
    const node = append(kind, ast);
    at.set(ast, node.id);
    return node;
  }

  function connect(ends: readonly OpenEnd[], target: number): void {
    for (const end of ends) end.node[end.side] = [...end.through, target];
  }

  /** Where an exception goes that is thrown here. */
  function throwRoute(): Route {
    const route: number[] = [];
    for (let index = surroundings.length - 1; index >= 0; index -= 1) {
      const around = surroundings[index];
      if (around === undefined) break;
      route.push(around.entry);
      if (around.kind === 'catch') return route;
    }
    route.push(throwExit.id);
    return route;
  }

  function jump(from: readonly OpenEnd[], count: number): OpenEnd[] {
    const through = surroundings.slice(count).reverse().flatMap((around) => (around.kind === 'finally' ? [around.entry] : []));
    return from.map((end) => ({ ...end, through: [...end.through, ...through] }));
  }

  function within(around: Around, visitBody: () => void): void {
    surroundings.push(around);
    visitBody();
    surroundings.pop();
  }

  function withCatch(handler: Node, visitBody: () => void, visitHandler: () => void): void {
    const catchEntry = make('catch', handler, throwRoute());
    within({ kind: 'catch', entry: catchEntry.id }, visitBody);
    const afterBlock = graph.open;
    graph.open = [after(catchEntry)];
    visitHandler();
    graph.open = [...afterBlock, ...graph.open];
    if (graph.open.length > 0) append('join', handler);
  }

  function withFinalizer(ast: Node, visitBody: () => void, visitFinalizer: () => void): void {
    depth += 1;
    const start = make('finally', ast, throwRoute());
    depth -= 1;
    within({ kind: 'finally', entry: start.id }, visitBody);
    const normalEnds = graph.open;
    depth += 1;
    graph.open = [after(start)];
    visitFinalizer();
    const end = append('finally end', ast);
    end.next = undefined;
    depth -= 1;
    graph.open = normalEnds.map((normal) => ({ ...normal, through: [...normal.through, start.id] }));
    if (graph.open.length > 0) append('join', ast);
  }

  function withDisposal(hasUsing: boolean, block: Node, visitBody: () => void): void {
    if (hasUsing) withFinalizer(block, visitBody, () => void appendMarked('dispose', block));
    else visitBody();
  }
}
