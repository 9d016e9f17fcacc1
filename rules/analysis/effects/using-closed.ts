/**
 * What a call does with a session that is closed: using it, closing it again, or arming it anew.
 */
import { isRuntimeCall } from '../names/runtime-calls.ts';
import { calleeName, knownCallOf } from '../names/callee.ts';
import { isClosingName } from '../names/known-calls.ts';
import type { PathState } from '../paths/path-state.ts';
import type { PathWalk } from '../paths/path-walk.ts';
import type { CallExpression, NewExpression } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { closingMethod } from '../sessions/closing-method.ts';

/** Methods that a closed session still answers. */
const harmlessAfterClose = /^(?:on|once|off|addListener|prependListener|prependOnceListener|removeListener|removeAllListeners|setMaxListeners|listeners|listenerCount|eventNames|unref|ref|address|addEventListener|removeEventListener|removeHandle|getCount)$/u;

/** Questions about a session's state, which a closed one answers, too. */
const asksState = /^(?:is|has|can)[A-Z]|^(?:closed|destroyed|status|listening|connected|readyState|toString|toJSON|valueOf|then|catch|finally|bind|emit)$/u;

export function createClosedUses(walk: PathWalk): (ast: CallExpression | NewExpression, state: PathState) => PathState {
  const { engine, context, tracked, watch } = walk;
  return afterUse;

  /** What a call does with a session that is closed: using it, closing it again, or arming it anew. */
  function afterUse(ast: CallExpression | NewExpression, state: PathState): PathState {
    const callee = withoutCasts(ast.callee);
    const position = ast.arguments.findIndex((argument) => engine().holdingOf(argument, state, tracked) === 'self');
    const isGiven = position >= 0;
    if (isGiven && armsAnew(ast, position)) return { ...state, status: 'open' };
    const isHarmless = isRuntimeCall(context, ast, ['safelyCloseClient', 'closeAll', 'closing', 'isSessionClosed']) || knownCallOf(context, ast) !== undefined;
    if (!isMember(callee)) {
      const fn = context.functionOf(callee);
      if (fn && [...state.held.keys()].some((place) => typeof place !== 'string' && context.reachedBy(fn).has(place))) watch.afterCloseCalling?.(fn);
      if (isGiven && !isHarmless && !isClosingName(calleeName(ast) ?? '')) watch.afterClose?.(ast, 'use');
      return state;
    }
    const method = propertyName(callee) ?? '';
    const { client } = tracked;
    if (engine().holdingOf(callee.object, state, tracked) === 'self') {
      if (tracked.armedBy.includes(method)) return { ...state, status: 'open' };
      if (closingMethod(client, method)) {
        // The catalog says what a second polite close does; a harder one after it is an escalation by hand.
        const [firstClose] = client.closes;
        const repeated = client.closes.find((close) => close.manner === 'polite') ?? firstClose;
        if (client.secondClose !== 'ignored' && repeated?.name === method) watch.afterClose?.(ast, 'close');
      } else if (!harmlessAfterClose.test(method) && !asksState.test(method) && !(client.configuresWhenClosed === true && client.configures.includes(method))) {
        watch.afterClose?.(ast, 'use');
      }
      return state;
    }
    if (isGiven && !isHarmless && !harmlessAfterClose.test(method) && !isClosingName(method)) watch.afterClose?.(ast, 'use');
    return state;
  }

  /** `await listening(server)`, where the function can be seen to arm what it is given. */
  function armsAnew(ast: CallExpression | NewExpression, index: number): boolean {
    if (tracked.armedBy.length === 0) return false;
    const entries = [{ by: 'parameter', index, holding: 'self' }] as const;
    const fn = context.functionOf(ast.callee);
    if (fn) return engine().effectOf(fn, entries, tracked).isArmed;
    const foreign = context.foreignFunctionOf(ast.callee);
    return foreign?.file.engine.effectOf(foreign.fn, entries, tracked).isArmed === true;
  }
}
