/**
 * Follows one session along every path of a function, from where it is made (or given) to where it is closed, handed
 * over, or left open. Each point of the graph is visited once for each state, so the work grows with the function's
 * length and not with the number of its paths.
 */
import { createBinding } from '../effects/binding-values.ts';
import { createCallEffects } from '../effects/call-effects.ts';
import type { CallOutcome } from '../effects/call-outcome.ts';
import { calleeName } from '../names/callee.ts';
import { relevantConditions } from '../paths/conditions.ts';
import { createBranching } from './deciding-branches.ts';
import type { Engine, Exploration } from '../engine.ts';
import type { FlowNode } from '../paths/flow-graph.ts';
import { createGivingUp } from '../effects/giving-up.ts';
import { receivedBy } from '../paths/handed-to-callback.ts';
import { callGiven, isEventHandler } from '../results/ignored-result.ts';
import { createIndexedVisits } from '../effects/indexed-visit.ts';
import type { IndexedVisits } from '../effects/indexed-visit.ts';
import { keyOf } from '../paths/path-state.ts';
import type { PathState } from '../paths/path-state.ts';
import { containsAcquisition, isHeld, step } from '../paths/path-walk.ts';
import type { PathWalk, Step } from '../paths/path-walk.ts';
import { closesHoweverItEnds } from '../sessions/session-ends.ts';
import type { EscapeSite, LeakPath } from '../sessions/session-record.ts';
import type { CallExpression, NewExpression, Node, TSESTree, Variable } from '../syntax/syntax.ts';
import { endsProcess, followRoute } from '../paths/throwing.ts';
import { isAssigning, isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { createScopeDisposal } from './scope-disposal.ts';
import { isUsing } from '../syntax/using.ts';
import { createClosedUses } from '../effects/using-closed.ts';
import { createElementVisits } from '../effects/visiting-elements.ts';
import { isFunction, isWithin, loopsAround, ownerOf } from '../syntax/walk.ts';

/** Points visited for one session before it is given up; far beyond what a person would write in one function. */
const mostVisits = 60_000;
/** States at one point beyond which decided conditions are forgotten, so that the number of states stays small. */
const mostStatesAtPoint = 24;
/** In functions longer than this, one leak behind the last mention of a session is enough: nothing there can close it. */
const longFunction = 1500;

export function createExplore(engine: () => Engine): Engine['explore'] {
  const callEffects = createCallEffects(engine);
  let visitsByIndex: IndexedVisits | undefined;

  return function explore(graph, starts, tracked, watch = {}): Exploration {
    const { context } = engine();
    const isRecommended = context.settings.mode === 'recommended';
    const conditions = relevantConditions(context, graph);
    const indexedVisits = (visitsByIndex ??= createIndexedVisits(context));
    const leaks: LeakPath[] = [];
    const escapes: EscapeSite[] = [];
    const atExit: PathState[] = [];
    const atThrow: PathState[] = [];
    let closedPaths = 0;
    let handedPaths = 0;
    let visited = 0;
    const seen = new Map<number, Set<string>>();
    const queue: { node: number; state: PathState }[] = starts.map((start) => ({ ...start }));

    const isLong = graph.nodes.length > longFunction;
    const endsWithProcess = isRecommended && (graph.root.type === 'Program' || (isFunction(graph.root) && (isEventHandler(context, graph.root) || receivedBy(engine().acquisitions, graph.root) !== undefined)));

    function leak(kind: LeakPath['kind'], node: Node): void {
      if (!leaks.some((other) => other.kind === kind && other.node === node)) leaks.push({ kind, node });
    }

    function handOver(node: Node, manner: EscapeSite['manner'], given: Pick<EscapeSite, 'shape' | 'isArmed'> = {}): void {
      handedPaths += 1;
      const position = escapes.findIndex((other) => other.node === node);
      const before = escapes[position];
      if (before === undefined) escapes.push({ node, manner, ...given });
      // On some ways it may hold nothing yet: `strict` does not count on that.
      else if (before.isArmed !== given.isArmed) escapes[position] = { ...before, isArmed: !isRecommended };
    }

    const walk: PathWalk = { engine, context, graph, tracked, watch, isRecommended, conditions, indexedVisits, leak, handOver, countClosed };
    const giving = createGivingUp(walk);
    const { isGivenUp, giveUp } = giving;
    const { bind, settle } = createBinding(walk, giving);
    const visits = createElementVisits(walk, { bind });
    const { iterate, read, failsWithIt } = visits;
    const branch = createBranching(walk, visits);
    const afterUse = createClosedUses(walk);
    const { isDisposedWith, isDisposedBy, afterScope } = createScopeDisposal(walk);

    function countClosed(): void {
      closedPaths += 1;
    }

    const lastMentions = new Map<Variable, number>();

    /** Behind which offset a variable is not mentioned any more, whatever loops do. */
    function lastMentionOf(variable: Variable): number {
      let last = lastMentions.get(variable);
      if (last === undefined) {
        last = 0;
        for (const reference of variable.references) {
          // A function that mentions it may be called anywhere.
          if (ownerOf(reference.identifier) !== graph.root) last = Number.POSITIVE_INFINITY;
          const loop = isWithin(reference.identifier, graph.root) ? loopsAround(reference.identifier).at(-1) : undefined;
          last = Math.max(last, (loop ?? reference.identifier).range[1]);
        }
        lastMentions.set(variable, last);
      }
      return last;
    }

    /** Whether nothing behind a point can touch the session any more. */
    function isSettledAt(node: FlowNode, state: PathState): boolean {
      if (state.isFresh || state.frames.length > 0 || node.ast === graph.root) return false;
      for (const place of state.held.keys()) if (typeof place === 'string' || lastMentionOf(place) >= node.ast.range[0]) return false;
      return true;
    }

    function assign(node: FlowNode, state: PathState): PathState | undefined {
      const { ast } = node;
      switch (ast.type) {
        case 'VariableDeclarator': {
          const value = node.value ?? ast.init;
          if (!value) return state;
          const holding = engine().holdingOf(value, state, tracked);
          if (watch.untilScopeEnds !== true && isUsing(ast.parent) && isDisposedWith(value, holding, state)) {
            countClosed();
            return undefined;
          }
          return bind(ast.id, value, holding, state, ast);
        }
        case 'AssignmentExpression': {
          const value = node.value ?? ast.right;
          const holding = isAssigning(ast) ? engine().holdingOf(value, state, tracked) : undefined;
          if (holding === undefined && sameTarget(ast.left, value)) return state;
          return bind(ast.left, isAssigning(ast) ? value : undefined, holding, state, ast);
        }
        case 'AssignmentPattern': {
          const holding = engine().holdingOf(ast.right, state, tracked);
          if (holding !== undefined && ast.parent.type === 'TSParameterProperty' && watch.followsFields !== true) {
            handOver(ast, 'stored in field');
            return undefined;
          }
          return holding === undefined ? state : bind(ast.left, ast.right, holding, state, ast);
        }
        case 'PropertyDefinition':
        case 'AccessorProperty': {
          const holding = ast.value ? engine().holdingOf(ast.value, state, tracked) : undefined;
          if (holding === undefined) return state;
          handOver(ast, 'stored in field');
          return undefined;
        }
        default:
          return state;
      }
    }

    /** `await once(server, 'listening')`: it fails only where the session does not open, and so closes itself. */
    function failsUnopened(call: Node, state: PathState): boolean {
      if (call.type !== 'CallExpression' || call.arguments.length !== 2 || calleeName(call) !== 'once') return false;
      const [emitter, event] = call.arguments;
      if (emitter === undefined || event?.type !== 'Literal' || engine().holdingOf(emitter, state, tracked) !== 'self') return false;
      return closesHoweverItEnds(tracked.client, false, (name) => name === event.value);
    }

    /** `await open().then((s) => { session = s; })`: where that rejects it is the opening that does, and there is no session. */
    function onlyKeepsIt(call: Node): boolean {
      if (call.type !== 'CallExpression' || !isMember(call.callee, 'then') || withoutCasts(call.callee.object) !== tracked.acquisition) return false;
      const [callback] = call.arguments;
      const fn = callback && context.functionOf(callback);
      if (fn === undefined || fn.async || engine().canThrow(fn)) return false;
      return fn.body.type === 'BlockStatement' ? context.graphOf(fn).nodes.every((node) => node.kind !== 'return') : fn.body.type === 'AssignmentExpression';
    }

    function throwStep(node: FlowNode, state: PathState, thrownAt: Node): Step {
      return { route: node.onThrow, state: { ...state, thrownAt } };
    }

    /** The session's own configuration, also where only the path tells that it is the session. */
    function isOwnConfiguration(ast: Node, state: PathState): boolean {
      if (!isRecommended || ast.type !== 'CallExpression') return false;
      const callee = withoutCasts(ast.callee);
      if (!isMember(callee)) return false;
      const name = propertyName(callee) ?? '';
      return tracked.client.configures.includes(name) && engine().holdingOf(callee.object, state, tracked) === 'self';
    }

    function call(node: FlowNode, state: PathState): Step[] {
      const { ast } = node;
      if (endsProcess(engine(), ast)) {
        if (state.status === 'open') watch.atProcessEnd?.(ast);
        return [];
      }
      const canThrow = engine().mayThrow(ast) && !isOwnConfiguration(ast, state);
      if (ast.type !== 'CallExpression' && ast.type !== 'NewExpression' && ast.type !== 'TaggedTemplateExpression') {
        return [...step(node.next, state), ...(canThrow ? [throwStep(node, state, ast)] : [])];
      }
      if (ast === tracked.acquisition) {
        // A later round makes another session: the expression no longer means this one.
        const later: PathState = { ...state, isFresh: false };
        return [...step(node.next, later), ...(canThrow ? [throwStep(node, later, ast)] : [])];
      }
      if (state.status === 'closed' && watch.afterClose && ast.type !== 'TaggedTemplateExpression') return [...step(node.next, afterUse(ast, state)), ...(canThrow ? [throwStep(node, state, ast)] : [])];
      const outcome: CallOutcome = callEffects(ast, isReadBy(ast, state) ? read(state) : state, tracked, graph);
      const steps: Step[] = [];
      const after = settle(outcome.state);
      const isDone = after.status === 'closed' || after.status === 'handed over';
      if (after.status === 'closed') {
        countClosed();
        // A server that is closed may listen again: that is a new obligation.
        if (tracked.armedBy.length > 0 && watch.afterClose === undefined) steps.push(...step(node.next, { ...after, status: 'unarmed' }));
        else if (watch.afterClose && outcome.isClosedNow === true) steps.push(...step(node.next, after));
      } else if (after.status === 'handed over') {
        handOver(outcome.node ?? ast, outcome.manner ?? 'passed to keeper', { isArmed: state.status === 'open' });
      } else {
        steps.push(...step(node.next, after));
      }
      if (outcome.thrown !== undefined) steps.push(throwStep(node, outcome.thrown, outcome.thrownAt ?? ast));
      else if (canThrow && !isDone && outcome.cannotThrow !== true) steps.push(throwStep(node, outcome.onThrow ?? state, ast));
      return steps;
    }

    /** `made.next()`, `Array.from(made)`. */
    function isReadBy(ast: CallExpression | NewExpression | TSESTree.TaggedTemplateExpression, state: PathState): boolean {
      if (tracked.gives !== 'iterator' || state.status !== 'unarmed' || ast.type === 'TaggedTemplateExpression') return false;
      const callee = withoutCasts(ast.callee);
      const holds = (part: Node): boolean => engine().holdingOf(part, state, tracked) === 'holder';
      return (isMember(callee) && holds(callee.object)) || (context.functionOf(callee) === undefined && ast.arguments.some(holds));
    }

    const isWork = (node: Node): boolean => node.type === 'CallExpression' && node !== tracked.acquisition && isMember(node.callee);

    function follow(node: FlowNode, state: PathState): Step[] {
      switch (node.kind) {
        case 'call':
          return call(node, state);
        case 'await': {
          const argument = withoutCasts((node.ast as TSESTree.AwaitExpression).argument);
          const arms = argument.type === 'CallExpression' && isMember(argument.callee) && tracked.armedBy.includes(propertyName(argument.callee) ?? '');
          const rejected: PathState = arms ? { ...state, status: 'unarmed' } : state;
          // A promise of the session that rejects leaves no session.
          const isPromiseOfIt = argument === tracked.acquisition || (engine().holdingOf(argument, state, tracked) === 'self' && !isWork(argument));
          const canThrow = !isPromiseOfIt && !failsUnopened(argument, state) && !onlyKeepsIt(argument) && engine().mayThrow(node.ast);
          return [...step(node.next, state), ...(canThrow ? [throwStep(node, rejected, node.ast)] : [])];
        }
        case 'spread':
          return [...step(node.next, read(state)), ...(engine().mayThrow(node.ast) ? [throwStep(node, state, node.ast)] : [])];
        case 'yield': {
          const { argument } = node.ast as TSESTree.YieldExpression;
          if (watch.keepsYielded !== true && isGivenUp(argument, state, 'yielded')) {
            giveUp(argument, state, node.ast, 'yielded');
            return [];
          }
          return [...step(node.next, state), throwStep(node, state, node.ast)];
        }
        case 'dispose':
          if (watch.untilScopeEnds === true && isDisposedBy(node.ast, state)) {
            giveReturned(state);
            return watch.afterClose ? afterScope(node, state) : [];
          }
          if (isDisposedBy(node.ast, state, 'stack')) {
            countClosed();
            return [];
          }
          return [...step(node.next, state), ...(engine().mayThrow(node.ast) ? [throwStep(node, state, node.ast)] : [])];
        case 'throw':
          return [throwStep(node, state, node.ast)];
        case 'assign': {
          const next = assign(node, state);
          return next === undefined ? [] : step(node.next, next);
        }
        case 'iterate':
          return [...iterate(node, state), ...(engine().mayThrow(node.ast) && !failsWithIt(node, state) ? [throwStep(node, state, node.ast)] : [])];
        case 'branch':
        case 'nullish':
          return branch(node, state);
        case 'return': {
          const value = node.value ?? returnedValue(node.ast);
          if (state.status === 'closed') {
            if (watch.untilScopeEnds === true && isGivenUp(value, state, 'returned')) watch.afterClose?.(node.ast, 'use');
            return step(node.next, state);
          }
          if (isGivenUp(value, state, 'returned')) {
            // What runs in between may fail, or return something else.
            if (node.next !== undefined && node.next.length > 1) return step(node.next, { ...state, isFresh: false, isReturned: true, returning: { value, at: node.ast, isFresh: state.isFresh, held: state.held }, openWay: undefined });
            giveUp(value, state, node.ast, 'returned');
            return [];
          }
          return step(node.next, { ...state, isFresh: false, isReturned: false });
        }
        case 'discard': {
          const next: PathState = { ...state, isFresh: false };
          if (!isHeld(next) && next.status === 'open' && containsAcquisition(walk, node.ast)) {
            leak('dropped', node.ast);
            return [];
          }
          return step(node.next, next);
        }
        case 'exit':
          if (state.status === 'closed') return [];
          if (giveReturned(state)) return [];
          atExit.push(state);
          if (state.status === 'open') leak('exit', state.openWay ?? graph.root);
          return [];
        case 'throw exit':
          if (state.status === 'closed') return [];
          atThrow.push(state);
          if (state.status === 'open' && (!endsWithProcess || rejects(state.thrownAt))) leak('throw', state.thrownAt ?? graph.root);
          return [];
        default:
          return step(node.next, state);
      }
    }

    /** `open().then((s) => { use(s); … })`: what fails in such a callback rejects the chain's promise, and ends nothing by itself. */
    function rejects(thrownAt: Node | undefined): boolean {
      const callback = thrownAt && ownerOf(thrownAt);
      if (!isFunction(callback) || callback === graph.root) return false;
      const callee = callGiven(callback)?.callee;
      return callee !== undefined && isMember(callee, 'then');
    }

    /** What a `return` gives was read before the finalizers ran, whatever they have done to its variables since. */
    function giveReturned(state: PathState): boolean {
      if (!state.isReturned || state.returning === undefined) return false;
      const { value, at, isFresh, held } = state.returning;
      giveUp(value, { ...state, isFresh, held }, at, 'returned');
      return true;
    }

    // The queue grows meanwhile, and the loop goes on to its new end.
    for (const point of queue) {
      let { state } = point;
      const node = graph.nodes[point.node];
      if (node === undefined) continue;
      let states = seen.get(point.node);
      if (states === undefined) {
        states = new Set();
        seen.set(point.node, states);
      }
      if (states.size >= mostStatesAtPoint && state.facts.size > 0) state = { ...state, facts: new Map() };
      const key = keyOf(state, context);
      // At the ends every way is looked at: the places that leave are told apart, though their states are alike.
      const isEnd = node.kind === 'exit' || node.kind === 'throw exit';
      if (states.has(key) && !isEnd) continue;
      states.add(key);
      visited += 1;
      if (visited > mostVisits) return { leaks: [], escapes, atExit, atThrow, closedPaths, handedPaths, isIncomplete: true };
      if (state.status === 'closed' && isSettledAt(node, state)) continue;
      if (isLong && leaks.length > 0 && isSettledAt(node, state)) continue;
      if (node.kind === 'finally end') {
        const rest = state.frames.at(-1);
        if (rest === undefined) continue;
        const target = followRoute(graph.nodes, rest, state.frames.slice(0, -1));
        queue.push({ node: target.node, state: { ...state, frames: target.frames } });
        continue;
      }
      for (const next of follow(node, state)) {
        const target = followRoute(graph.nodes, next.route, next.state.frames);
        const arriving: PathState = target.frames === next.state.frames ? next.state : { ...next.state, frames: target.frames };
        const isLeavingByReturn = node.kind === 'return' && arriving.status === 'open' && arriving.openWay === undefined && node.ast.type === 'ReturnStatement';
        queue.push({ node: target.node, state: isLeavingByReturn ? { ...arriving, openWay: node.ast } : arriving });
      }
    }
    return { leaks, escapes, atExit, atThrow, closedPaths, handedPaths, isIncomplete: false };
  };
}

function sameTarget(left: Node, right: Node): boolean {
  return left.type === 'Identifier' && right.type === 'Identifier' && left.name === right.name;
}

function returnedValue(node: Node): Node | null {
  if (node.type === 'ReturnStatement') return node.argument;
  if (node.type === 'ExportDefaultDeclaration') return node.declaration;
  if (node.type === 'TSExportAssignment') return node.expression;
  return node;
}
