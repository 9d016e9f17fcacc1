/**
 * What a chain of `then`, `catch` and `finally` does to a session that its callbacks capture: it is followed link by link, by
 * whether the promise may fulfil, and may reject, while the session is open.
 */
import type { Engine, Tracked } from '../engine.ts';
import type { PathState } from '../paths/path-state.ts';
import type { CallExpression, FunctionNode, NewExpression, Node, TSESTree } from '../syntax/syntax.ts';
import { isMember, isNothing, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { isContinuation } from '../names/known-calls.ts';

/** How a promise may settle with the session still open. */
interface OpenWays {
  readonly fulfilled: boolean;
  readonly rejected: boolean;
}

const none: OpenWays = { fulfilled: false, rejected: false };

type Link = CallExpression & { readonly callee: TSESTree.MemberExpression };

function isLink(node: Node): node is Link {
  return node.type === 'CallExpression' && isMember(node.callee) && isContinuation(propertyName(node.callee));
}

/** What becomes of the session however the chain settles that ends in this call; `undefined` where it may stay open. */
export function chainDischarges(engine: Engine, node: CallExpression | NewExpression, state: PathState, tracked: Tracked): 'closed' | 'handed over' | undefined {
  if (!isLink(node)) return undefined;
  let isHandedOver = false;
  const { fulfilled, rejected } = waysOf(node);
  if (fulfilled || rejected) return undefined;
  return isHandedOver ? 'handed over' : 'closed';

  function waysOf(promise: Node): OpenWays {
    const inner = withoutCasts(promise);
    if (!isLink(inner)) return { fulfilled: true, rejected: true };
    const before = waysOf(inner.callee.object);
    const [first, second] = inner.arguments;
    switch (propertyName(inner.callee)) {
      case 'then':
        return join(before.fulfilled ? (calling(first) ?? { fulfilled: true, rejected: false }) : none, before.rejected ? (calling(second) ?? { fulfilled: false, rejected: true }) : none);
      case 'catch':
        return join({ fulfilled: before.fulfilled, rejected: false }, before.rejected ? (calling(first) ?? { fulfilled: false, rejected: true }) : none);
      default:
        return finallyOf(before, calling(first) ?? { fulfilled: true, rejected: false });
    }
  }

  /** `finally` gives on how the promise settled, unless its callback fails. */
  function finallyOf(before: OpenWays, called: OpenWays): OpenWays {
    const isOpen = before.fulfilled || before.rejected;
    return { fulfilled: before.fulfilled && called.fulfilled, rejected: (before.rejected && called.fulfilled) || (isOpen && called.rejected) };
  }

  /** How what a callback gives may settle with the session open; `undefined` where there is none. */
  function calling(callback: Node | undefined): OpenWays | undefined {
    if (callback === undefined || isNothing(callback)) return undefined;
    const fn = engine.context.functionOf(callback);
    if (fn === undefined) return engine.holdingOf(callback, state, tracked) === 'closer' ? none : { fulfilled: true, rejected: true };
    const effect = engine.captureEffect(fn, state, tracked);
    if (effect === undefined) return { fulfilled: engine.canReturn(fn), rejected: engine.canThrow(fn) || givesRejection(fn) };
    const isOpenAtEnd = effect.discharges !== 'always';
    isHandedOver ||= effect.discharges !== 'never' && !effect.closes;
    return { fulfilled: isOpenAtEnd && engine.canReturn(fn), rejected: effect.openThrow !== undefined || (isOpenAtEnd && givesRejection(fn)) };
  }

  /** `() => work()`: what it returns may reject, which a function that is not async does not do itself. */
  function givesRejection(fn: FunctionNode): boolean {
    return !fn.async && engine.context.graphOf(fn).nodes.some(({ kind, value }) => kind === 'return' && value?.type === 'CallExpression' && engine.mayReject(value));
  }
}

const join = (a: OpenWays, b: OpenWays): OpenWays => ({ fulfilled: a.fulfilled || b.fulfilled, rejected: a.rejected || b.rejected });
