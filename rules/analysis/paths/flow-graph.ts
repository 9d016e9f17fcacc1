/**
 * The flow graph of one function: what is evaluated, in which order, and where control may go from there.
 *
 * A `finally` block (and the disposal at the end of a block with `using`) stands in the graph once. An edge that leaves
 * through one is a *route*: the finalizers to run, in order, and where to go after them. Whoever follows the graph keeps
 * a stack of what is left of the routes it is on.
 */
import type { FieldNode, FunctionNode, Node, Program, TSESTree } from '../syntax/syntax.ts';

export type FlowKind =
  | 'entry'
  /** The function returns, or control reaches its end. */
  | 'exit'
  /** An exception leaves the function. */
  | 'throw exit'
  | 'call'
  | 'await'
  | 'yield'
  /** A value is bound: declarator, assignment, parameter default, `for … of` element. */
  | 'assign'
  /** Two ways, by whether `ast` is truthy. */
  | 'branch'
  /** Two ways: `next` where `ast` is null or undefined, `otherwise` where it is not. */
  | 'nullish'
  /** A `for … of` or `for … in` asks for the next element: `next` with one, `otherwise` when done. */
  | 'iterate'
  /** Something is iterated whole: spread, array pattern, `yield*`. */
  | 'spread'
  | 'return'
  | 'throw'
  /** A function value is made. */
  | 'closure'
  /** An expression statement ends; whatever it gave is dropped. */
  | 'discard'
  /** A block with `using` ends: its sessions are disposed. */
  | 'dispose'
  | 'catch'
  | 'finally'
  | 'finally end'
  | 'join';

/** Finalizers to run, in order, then the target. */
export type Route = readonly number[];

export interface FlowNode {
  readonly id: number;
  readonly kind: FlowKind;
  readonly ast: Node;
  /** What is returned or bound on this way, where `ast` alone leaves it open (`c ? a : b` has two ways). */
  readonly value: Node | undefined;
  /** How many finalizers are running around it. */
  readonly depth: number;
  next: Route | undefined;
  otherwise: Route | undefined;
  /** Where an exception goes that is thrown here. */
  readonly onThrow: Route;
}

export interface FlowGraph {
  readonly root: FunctionNode | Program | TSESTree.StaticBlock | FieldNode;
  readonly nodes: readonly FlowNode[];
  readonly entry: number;
  readonly exit: number;
  readonly throwExit: number;
  /** The graph node at which an expression's own effect happens. */
  readonly at: ReadonlyMap<Node, number>;
}
