/**
 * Sessions that a function gives back or yields: whether somebody gets them, and in what form.
 */
import { everyElement } from '../sessions/acquired.ts';
import { literalTruth } from '../paths/conditions.ts';
import { handsOutItsResult } from '../results/ignored-result.ts';
import { localContainer } from '../names/local-container.ts';
import type { Holding, PathState } from '../paths/path-state.ts';
import { isLocal } from '../paths/path-walk.ts';
import type { PathWalk } from '../paths/path-walk.ts';
import type { EscapeSite } from '../sessions/session-record.ts';
import type { Node } from '../syntax/syntax.ts';
import { propertyName, withoutAwait, withoutCasts } from '../syntax/unwrap.ts';
import { isFunction, isGetter } from '../syntax/walk.ts';

export interface GivingUp {
  /** The literal that a value is, or that a variable of this function was made by. */
  readonly literalOf: (value: Node) => Node;
  /** Whether a value that is returned or yielded takes the session along. */
  readonly isGivenUp: (ast: Node | null | undefined, state: PathState, manner: 'returned' | 'yielded') => ast is Node;
  /** Notes that it did. */
  readonly giveUp: (ast: Node, state: PathState, at: Node, manner: 'returned' | 'yielded') => void;
}

export function createGivingUp(walk: PathWalk): GivingUp {
  const { engine, context, graph, tracked, isRecommended, handOver } = walk;
  return { literalOf, isGivenUp, giveUp };

  /** How a returned value holds the session: it is it, or keeps it (and what closes it) under names. */
  function shapeOf(value: Node, holding: Holding, state: PathState): EscapeSite['shape'] {
    const literal = literalOf(value);
    if (holding === 'self' || (holding === 'holder' && isAsMade(literal))) return { is: 'session' };
    const parts: [string, Node][] =
      literal.type === 'ObjectExpression'
        ? literal.properties.flatMap((property): [string, Node][] => (property.type === 'Property' ? [[propertyName(property) ?? '', property.value]] : []))
        : literal.type === 'ArrayExpression'
          ? literal.elements.flatMap((element, index): [string, Node][] => (element ? [[String(index), element]] : []))
          : [];
    const holdings = parts.map(([name, part]) => [name, withoutAwait(part) === tracked.acquisition && tracked.property === undefined ? 'self' : engine().holdingOf(part, state, tracked)] as const);
    // A list of objects is a session in no form that its reader could be told of.
    if (holding === 'records') return { is: 'holder', property: undefined, closers: [], literals: new Map() };
    if (holding !== 'holder') return { is: 'closer', closers: holdings.filter(([name, part]) => part === 'closer' && name !== '').map(([name]) => name) };
    return {
      is: 'holder',
      property: holdings.find(([, part]) => part === 'self')?.[0] ?? (isManyIn(value) ? everyElement : undefined),
      closers: holdings.filter(([, part]) => part === 'closer').map(([name]) => name),
      literals: new Map(parts.flatMap(([name, part]): [string, boolean][] => {
        const truth = literalTruth(part);
        return truth === undefined ? [] : [[name, truth]];
      })),
    };
  }

  /** The literal that a value is, or that a variable of this function was made by. */
  function literalOf(value: Node): Node {
    const inner = withoutCasts(value);
    const variable = inner.type === 'Identifier' ? context.origins.variableOf(inner) : undefined;
    const made = variable && isLocal(walk, variable) ? context.origins.onlyValueOf(variable) : undefined;
    return made ? withoutCasts(made) : inner;
  }

  /** Whether it is what keeps the session since it was made: the object or list of a factory, handed on as it came. */
  function isAsMade(value: Node): boolean {
    return tracked.property !== undefined && value.type !== 'ObjectExpression' && value.type !== 'ArrayExpression' && localContainer(context, value, graph.root) === undefined;
  }

  /** Whether it is a list, map or object that was filled bit by bit. */
  function isManyIn(value: Node): boolean {
    return localContainer(context, value, graph.root) !== undefined;
  }

  function isGivenUp(ast: Node | null | undefined, state: PathState, manner: 'returned' | 'yielded'): ast is Node {
    if (!ast) return false;
    if (manner === 'returned' && isFunction(graph.root) && !handsOutItsResult(context, graph.root)) return false;
    // Each read of such a property makes another one, and nothing shows a reader that it has to be closed.
    if (!isRecommended && tracked.acquisition !== undefined && isGetter(graph.root)) return false;
    return engine().holdingOf(ast, state, tracked) !== undefined;
  }

  function giveUp(ast: Node, state: PathState, at: Node, manner: 'returned' | 'yielded'): void {
    const holding = engine().holdingOf(ast, state, tracked);
    if (holding !== undefined) handOver(at, manner, { shape: shapeOf(ast, holding, state), isArmed: state.status === 'open' });
  }
}
