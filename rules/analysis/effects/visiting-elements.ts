/**
 * Loops that come to the session as one element of a list, or read it to its end.
 */
import type { Binding } from './binding-values.ts';
import type { FlowNode, Route } from '../paths/flow-graph.ts';
import { batchAt, elementAt, keyedBy } from './indexed-visit.ts';
import type { IndexedVisit } from './indexed-visit.ts';
import { elementOf, isContainer, withPlace } from '../paths/path-state.ts';
import type { Container, Holding, PathState } from '../paths/path-state.ts';
import { both, step } from '../paths/path-walk.ts';
import type { PathWalk, Step } from '../paths/path-walk.ts';
import type { Node, TSESTree } from '../syntax/syntax.ts';
import { isUsing } from '../syntax/using.ts';

export interface ElementVisits {
  readonly iterate: (node: FlowNode, state: PathState) => Step[];
  /** `i < list.length`: the index comes to the session as to every other element. */
  readonly visitByIndex: (node: FlowNode, visit: IndexedVisit, state: PathState) => Step[] | undefined;
  /** What gives sessions step by step makes the session when it is read. */
  readonly read: (state: PathState) => PathState;
  /** Whether an iteration throws only where the session that it reads is gone by that. */
  readonly failsWithIt: (node: FlowNode, state: PathState) => boolean;
}

export function createElementVisits(walk: PathWalk, { bind }: Pick<Binding, 'bind'>): ElementVisits {
  const { engine, context, tracked, isRecommended, countClosed } = walk;
  return { iterate, visitByIndex, read, failsWithIt };

  function iterate(node: FlowNode, state: PathState): Step[] {
    const { ast } = node;
    if (ast.type !== 'ForOfStatement' && ast.type !== 'ForInStatement') return both(node, state, state);
    const declared = ast.left.type === 'VariableDeclaration' ? ast.left.declarations[0]?.id : ast.left;
    const isDisposing = isUsing(ast.left);
    const byKey = visitByKey(node, ast, declared, state);
    if (byKey) return byKey;
    const holding = ast.type === 'ForOfStatement' ? engine().holdingOf(ast.right, state, tracked) : undefined;
    if (holding === 'self' && tracked.client.iterationCloses === true) {
      countClosed();
      return [];
    }
    if (isContainer(holding) && !state.visitedBy.has(node.id)) {
      // The loop reaches the session: it is some element, so the body runs at least once.
      if (isDisposing) {
        countClosed();
        return [];
      }
      const visited: PathState = { ...read(state), visitedBy: new Set([...state.visitedBy, node.id]) };
      const bound = declared ? bindElement(declared, holding, visited, ast) : visited;
      // A round before that one may end the loop. What fails in it may be the same for all: `recommended` does not ask.
      const earlier = isRecommended ? undefined : declared ? bind(declared, undefined, undefined, state, ast) : state;
      return [...(bound ? step(node.next, bound) : []), ...(earlier ? step(node.next, earlier) : [])];
    }
    const isReading = readsToItsEnd(node, state);
    const reading = isReading ? { ...state, visitedBy: new Set([...state.visitedBy, node.id]) } : state;
    const unbound = declared ? bind(declared, undefined, undefined, reading, ast) : reading;
    const round = unbound ? step(node.next, unbound) : [];
    if (!isReading) return [...round, ...step(node.otherwise, state)];
    countClosed();
    return round;
  }

  /** Binds what a loop takes out of a list; of a pair, either may be the session. */
  function bindElement(target: Node, holding: Container, state: PathState, at: Node): PathState | undefined {
    if (target.type !== 'ArrayPattern') return bind(target, undefined, elementOf(holding), state, at);
    let next: PathState | undefined = state;
    for (const element of target.elements) if (element && next) next = bind(element, undefined, elementOf(holding), next, at);
    return next;
  }

  /** `for (const key of Object.keys(all))`, `for (const key in all)`, `for (const key of all.keys())`. */
  function visitByKey(node: FlowNode, loop: TSESTree.ForOfStatement | TSESTree.ForInStatement, declared: Node | undefined, state: PathState): Step[] | undefined {
    const all = keyedBy(loop);
    const key = all && declared?.type === 'Identifier' ? context.origins.variableOf(declared) : undefined;
    const holding = all && key ? engine().holdingOf(all, state, tracked) : undefined;
    if (!all || !key || !isContainer(holding)) return undefined;
    return visitElements(node, node.next, node.otherwise, elementAt(context, all, key), holding, state);
  }

  /** Every element in turn: the session is one of them. */
  function visitElements(node: FlowNode, inside: Route | undefined, outside: Route | undefined, place: string, holding: Container, state: PathState): Step[] {
    if (state.visitedBy.has(node.id)) return [...step(inside, withPlace(state, place, 'another')), ...step(outside, withPlace(state, place, undefined))];
    const visited: PathState = { ...state, visitedBy: new Set([...state.visitedBy, node.id]) };
    // What fails in a round before that one may be the same for all: `recommended` does not ask.
    const earlier = isRecommended ? [] : step(inside, withPlace(state, place, 'another'));
    return [...step(inside, withPlace(visited, place, elementOf(holding))), ...earlier];
  }

  /** `i < list.length`: the index comes to the session as to every other element. */
  function visitByIndex(node: FlowNode, { list, index, batch, isTrueWithin, by }: IndexedVisit, state: PathState): Step[] | undefined {
    const holding = engine().holdingOf(list, state, tracked);
    if (!isContainer(holding)) return undefined;
    const place = batch ? batchAt(context, list, index, batch) : elementAt(context, list, index);
    const within = (from: PathState, element: Holding): Step[] => step(isTrueWithin ? node.next : node.otherwise, withPlace(from, place, element));
    const atSession = elementOf(holding);
    if (by === 'recursion') {
      // What is called with the next index gets the rest of the list, in which the session is no more.
      const listed = list.type === 'Identifier' ? context.origins.variableOf(list) : undefined;
      return state.held.has(place) || !listed ? undefined : [...within(withPlace(state, listed, undefined), atSession), ...(isRecommended ? [] : within(state, 'another'))];
    }
    return visitElements(node, isTrueWithin ? node.next : node.otherwise, isTrueWithin ? node.otherwise : node.next, place, holding, state);
  }

  /** What gives sessions step by step makes the session when it is read. */
  function read(state: PathState): PathState {
    return tracked.gives === 'iterator' && state.status === 'unarmed' ? { ...state, status: 'open' } : state;
  }

  /** `for await (const line of lines)`: with the last round, the session has ended by itself, or has failed. A loop that is left early leaves it open. */
  function readsToItsEnd({ id, ast }: FlowNode, state: PathState): boolean {
    if (ast.type !== 'ForOfStatement' || !ast.await || tracked.client.endsByItself !== true) return false;
    return state.visitedBy.has(id) || engine().holdingOf(ast.right, state, tracked) === 'self';
  }

  /** Whether an iteration throws only where the session that it reads is gone by that. */
  function failsWithIt(node: FlowNode, state: PathState): boolean {
    if (readsToItsEnd(node, state) || tracked.gives === 'iterator') return true;
    return tracked.client.iterationCloses === true && node.ast.type === 'ForOfStatement' && engine().holdingOf(node.ast.right, state, tracked) === 'self';
  }
}
