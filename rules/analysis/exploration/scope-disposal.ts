/** What the end of a scope closes: what a `using` holds, itself, on a stack, or behind an object that disposes it. */
import type { FlowNode } from '../paths/flow-graph.ts';
import type { Holding, PathState } from '../paths/path-state.ts';
import { step } from '../paths/path-walk.ts';
import type { PathWalk, Step } from '../paths/path-walk.ts';
import type { Node } from '../syntax/syntax.ts';
import { disposers, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { usingDeclarationOf } from '../syntax/using.ts';

export interface ScopeDisposal {
  /** Whether the scope of a `using` of the value closes the session. */
  readonly isDisposedWith: (value: Node, holding: Holding | undefined, state: PathState) => boolean;
  /** Whether a block's end disposes what the session is held by. */
  readonly isDisposedBy: (block: Node, state: PathState, only?: Holding) => boolean;
  /** Behind the scope that closed it, whatever else still holds the session holds a closed one. */
  readonly afterScope: (node: FlowNode, state: PathState) => Step[];
}

export function createScopeDisposal({ engine, tracked, isRecommended }: PathWalk): ScopeDisposal {
  return { isDisposedWith, isDisposedBy, afterScope };

  function isDisposedWith(value: Node, holding: Holding | undefined, state: PathState): boolean {
    return holding === 'self' || holding === 'stack' || isDisposer(value, holding, state);
  }

  /** `using _ = { [Symbol.dispose]: () => s.destroy() }`, `using _ = defer(() => s.destroy())`. */
  function isDisposer(value: Node, holding: Holding | undefined, state: PathState): boolean {
    const literal = withoutCasts(value);
    // Of what a function gives, the disposer is not looked for: `strict` proves nothing by it.
    if (literal.type !== 'ObjectExpression') return isRecommended && literal.type === 'CallExpression' && holding === 'closer';
    const disposer = literal.properties.find((property) => property.type === 'Property' && disposers.has(propertyName(property) ?? ''));
    return disposer?.type === 'Property' && engine().holdingOf(disposer.value, state, tracked) === 'closer';
  }

  function isDisposedBy(block: Node, state: PathState, only?: Holding): boolean {
    return [...state.held].some(([place, holding]) => {
      if (holding === 'moved stack' || (only !== undefined && holding !== only)) return false;
      return typeof place !== 'string' && usingDeclarationOf(place)?.parent === block;
    });
  }

  function afterScope(node: FlowNode, state: PathState): Step[] {
    const held = new Map([...state.held].filter(([place]) => typeof place === 'string' || usingDeclarationOf(place) === undefined));
    return held.size === 0 || state.isReturned ? [] : step(node.next, { ...state, held, status: 'closed' });
  }
}
