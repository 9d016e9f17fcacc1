/**
 * One walk of a session along the paths of a function, as its parts see it: what is followed where, and where to tell what is found.
 */
import type { Engine, Tracked, Watch } from '../engine.ts';
import type { FileContext } from '../file-context.ts';
import type { Condition } from './conditions.ts';
import type { FlowGraph, FlowNode, Route } from './flow-graph.ts';
import type { IndexedVisits } from '../effects/indexed-visit.ts';
import type { PathState } from './path-state.ts';
import type { EscapeSite, LeakPath } from '../sessions/session-record.ts';
import type { Node, Variable } from '../syntax/syntax.ts';
import { isWithin } from '../syntax/walk.ts';

export interface PathWalk {
  readonly engine: () => Engine;
  readonly context: FileContext;
  readonly graph: FlowGraph;
  readonly tracked: Tracked;
  readonly watch: Watch;
  readonly isRecommended: boolean;
  /** The conditions of which the outcome is remembered. */
  readonly conditions: ReadonlyMap<string, Condition>;
  readonly indexedVisits: IndexedVisits;
  readonly leak: (kind: LeakPath['kind'], node: Node) => void;
  readonly handOver: (node: Node, manner: EscapeSite['manner'], given?: Pick<EscapeSite, 'shape' | 'isArmed'>) => void;
  /** A path on which it is closed ends here. */
  readonly countClosed: () => void;
}

/** Where a path goes on, and with what. */
export interface Step {
  readonly route: Route;
  readonly state: PathState;
}

export const step = (route: Route | undefined, state: PathState): Step[] => (route ? [{ route, state }] : []);

export const both = (node: FlowNode, next: PathState, otherwise: PathState): Step[] => [...step(node.next, next), ...step(node.otherwise, otherwise)];

/** Whether anything on this path can still reach the session. */
export const isHeld = (state: PathState): boolean => state.held.size > 0 || state.isFresh || state.isReturned;

/** Whether the function that is walked through declares a variable. */
export const isLocal = ({ context, graph }: PathWalk, variable: Variable): boolean => context.homeOf(variable) === graph.root;

/** Whether the expression that makes the session is a part of another. */
export const containsAcquisition = ({ tracked }: PathWalk, value: Node): boolean => tracked.acquisition !== undefined && isWithin(tracked.acquisition, value);
