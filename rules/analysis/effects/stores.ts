/**
 * What a session was put into that outlives the function: a module's own collection or object, or the global object.
 */
import type { Engine } from '../engine.ts';
import { trackedOf } from '../exploration/follow-acquisition.ts';
import type { Holding } from '../paths/path-state.ts';
import type { CloseSite, EscapeSite, SessionRecord } from '../sessions/session-record.ts';
import type { FunctionNode, Node, TSESTree, Variable } from '../syntax/syntax.ts';
import { isMember, withoutCasts } from '../syntax/unwrap.ts';

export interface StoreParts {
  readonly engine: Engine;
  readonly functions: readonly FunctionNode[];
  /** Every close in the file. */
  readonly closes: readonly CloseSite[];
}

/** Where a session was stored: the object or collection, and the name that its expression begins with. */
export interface Store {
  readonly place: Node;
  readonly root: TSESTree.Identifier;
  /** `undefined` for what no scope of the file declares. */
  readonly variable: Variable | undefined;
}

/** The store that an escape leads to, where it begins with a name. */
export function storeOf(engine: Engine, escape: EscapeSite): Store | undefined {
  const place = placeOf(escape);
  if (place === undefined) return undefined;
  let root = withoutCasts(place);
  while (isMember(root)) root = withoutCasts(root.object);
  if (root.type !== 'Identifier') return undefined;
  const variable = engine.context.origins.variableOf(root);
  return { place, root, variable: variable !== undefined && variable.defs.length > 0 ? variable : undefined };
}

function placeOf({ manner, node }: EscapeSite): Node | undefined {
  if (manner !== 'stored in container' && manner !== 'stored in outer variable' && manner !== 'put on stack') return undefined;
  if (node.type === 'AssignmentExpression') return node.left;
  const callee = node.type === 'CallExpression' ? withoutCasts(node.callee) : undefined;
  return callee && isMember(callee) ? callee.object : undefined;
}

/** Whether something in the file closes what the store holds: a function of it, or a close that names it. */
export function isClosedFrom({ engine, functions, closes }: StoreParts, store: Store, client: SessionRecord['client']): boolean {
  const { context } = engine;
  const { variable } = store;
  const text = context.textOf(store.place);
  const isNamed = closes.some(({ form, session }) => {
    if (session === undefined || form === 'not called') return false;
    if (context.textOf(session) === text) return true;
    return variable !== undefined && rootOf(session) === variable;
  });
  if (isNamed || variable === undefined) return isNamed;
  const isClosedBy = (fn: FunctionNode, holding: Holding): boolean => engine.effectOf(fn, [{ by: 'places', places: new Map([[variable, holding]]) }], trackedOf(client)).discharges !== 'never';
  return functions.some((fn) => context.reachedBy(fn).has(variable) && (['holder', 'records', 'stack'] as const).some((holding) => isClosedBy(fn, holding)));

  /** `clients` in `clients.get(key)` and `[...clients.values()]`. */
  function rootOf(node: Node): Variable | undefined {
    let root = withoutCasts(node);
    for (;;) {
      if (isMember(root)) root = withoutCasts(root.object);
      else if (root.type === 'CallExpression') root = withoutCasts(root.callee);
      else if (root.type === 'ArrayExpression' && root.elements[0]) root = withoutCasts(root.elements[0]);
      else if (root.type === 'SpreadElement') root = withoutCasts(root.argument);
      else break;
    }
    return root.type === 'Identifier' ? context.origins.variableOf(root) : undefined;
  }
}
