/**
 * The parts of the analysis know each other through this: throwing, holding, effects of functions, exploration.
 */
import type { ClientFacts } from 'safely-close/clients';
import type { Acquisitions, Giving } from './sessions/acquired.ts';
import type { Decided } from './paths/conditions.ts';
import type { FileContext } from './file-context.ts';
import type { FlowGraph } from './paths/flow-graph.ts';
import type { Holding, PathState, Place } from './paths/path-state.ts';
import type { CallExpression, FunctionNode, NewExpression, Node } from './syntax/syntax.ts';
import type { EscapeSite, LeakPath } from './sessions/session-record.ts';

/** The session that is followed: one acquisition, or what a function was given. */
export interface Tracked {
  readonly client: ClientFacts;
  readonly acquisition: NewExpression | CallExpression | undefined;
  /** What that call gives. */
  readonly gives: Giving;
  /** Key under which a factory's result holds it. */
  readonly property: string | undefined;
  /** Whether that result is a list of objects, of which each has one. */
  readonly isInRecords: boolean;
  /** Keys of the same result whose function closes it. */
  readonly closers: readonly string[];
  /** What that result says besides where the session is in it. */
  readonly literals: ReadonlyMap<string, boolean>;
  /** How the conditions have come out under which it was made. */
  readonly decided: Decided;
  readonly isArmedFromStart: boolean;
  /** Methods that arm it, where it is not armed from the start or may be armed anew after a close. */
  readonly armedBy: readonly string[];
  /** Whether an option puts the arming off: then every request arms it, too. */
  readonly isLazyByOption: boolean;
}

/** What a function does to a session that it is given or captures. */
export interface Effect {
  /** On every way to its normal end, on some, on none. */
  readonly discharges: 'always' | 'sometimes' | 'never';
  /** Whether discharging means that it is closed (and not kept by somebody). */
  readonly closes: boolean;
  readonly closingEvents: ReadonlySet<string>;
  readonly isStarted: boolean;
  readonly isArmed: boolean;
  /** How its result holds the session, where it does. */
  readonly returns: Holding | undefined;
  /** Where it puts it into a variable outside itself, on every way, and does no more with it: that assignment. */
  readonly storedAt: Node | undefined;
  /** A way to its normal end on which the session stays open. */
  readonly openExit: Node | undefined;
  /** A place that throws out of it while the session is open. */
  readonly openThrow: Node | undefined;
  /** Whether its body was followed to the end, so that what is not said here does not happen. */
  readonly isFollowed: boolean;
}

export const noEffect: Effect = {
  discharges: 'never',
  closes: false,
  closingEvents: new Set(),
  isStarted: false,
  isArmed: false,
  returns: undefined,
  storedAt: undefined,
  openExit: undefined,
  openThrow: undefined,
  isFollowed: false,
};

export interface Exploration {
  readonly leaks: readonly LeakPath[];
  readonly escapes: readonly EscapeSite[];
  /** States at the function's normal end. */
  readonly atExit: readonly PathState[];
  /** States in which an exception leaves it. */
  readonly atThrow: readonly PathState[];
  /** Paths that ended because the session was closed. */
  readonly closedPaths: number;
  /** Paths that ended because somebody else took it. */
  readonly handedPaths: number;
  /** Whether it was too large to be followed to the end. */
  readonly isIncomplete: boolean;
}

/** A listener of the session itself has it as `this`, and maybe as an argument. */
export interface Listening {
  readonly argument: number | undefined;
}

/** How a function comes to a session: as a parameter, in properties of one, by capture, or as `this`. */
export type Entry =
  | { readonly by: 'parameter'; readonly index: number; readonly holding: Holding }
  | { readonly by: 'parts of parameter'; readonly index: number; readonly parts: ReadonlyMap<string, Holding> }
  | { readonly by: 'places'; readonly places: ReadonlyMap<Place, Holding> };

export interface Engine {
  readonly context: FileContext;
  readonly acquisitions: Acquisitions;
  /** Whether evaluating a graph node may throw, as the mode sees it. */
  mayThrow(node: Node): boolean;
  /** Whether waiting for what an expression gives may fail. */
  mayReject(value: Node): boolean;
  /** Whether an exception may leave a function's body. */
  canThrow(fn: FunctionNode): boolean;
  /** Whether a function's normal end can be reached at all. */
  canReturn(fn: FunctionNode): boolean;
  /** What a function does to a session it comes to as `entry` says. */
  effectOf(fn: FunctionNode, entries: readonly Entry[], tracked: Tracked): Effect;
  /** How the value of an expression holds the session in a state. */
  holdingOf(node: Node, state: PathState, tracked: Tracked): Holding | undefined;
  /** The effect of a function value on the session, through what it captures. */
  captureEffect(fn: FunctionNode, state: PathState, tracked: Tracked, asListener?: Listening): Effect | undefined;
  explore(graph: FlowGraph, starts: readonly { readonly node: number; readonly state: PathState }[], tracked: Tracked, watch?: Watch): Exploration;
}

/** What a rule wants to see on the way, beyond whether the session is closed. */
export interface Watch {
  /** Called where a closed session is used or closed again; paths then go on after a close. */
  readonly afterClose?: (node: Node, what: 'use' | 'close') => void;
  /** Called where, after the close, a local function is called that captures the session. */
  readonly afterCloseCalling?: (fn: FunctionNode) => void;
  /** Called where the process ends while the session is open. */
  readonly atProcessEnd?: (call: Node) => void;
  /** Whether a session stored in a field of `this` is still followed there. */
  readonly followsFields?: boolean;
  /** Whether a generator that yields the session still has it to close. */
  readonly keepsYielded?: boolean;
  /** Whether `using` declarations leave the session open until their block ends. */
  readonly untilScopeEnds?: boolean;
}
