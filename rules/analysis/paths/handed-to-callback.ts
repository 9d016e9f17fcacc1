/**
 * Acquisitions in the manner of Node's callbacks: `pool.getConnection((error, connection) => …)` gives nothing itself, and hands
 * the session to the function that it is given.
 */
import type { Acquisition, SessionCallback } from 'safely-close/clients';
import type { Acquired, Acquisitions } from '../sessions/acquired.ts';
import { callGiven } from '../results/ignored-result.ts';
import { isHandingName } from '../names/known-calls.ts';
import { emptyState, withPlace } from './path-state.ts';
import type { Holding, PathState } from './path-state.ts';
import type { FileContext } from '../file-context.ts';
import type { CallExpression, FunctionNode, NewExpression, Node, Variable } from '../syntax/syntax.ts';

/** The function that is handed the session, and where among its parameters. */
export interface HandedTo {
  readonly fn: FunctionNode;
  readonly positions: SessionCallback;
}

/** What becomes of the session of such a call: a visible function has it, one that can't be seen does, or it is the call's own result. */
export function recipientOf(context: FileContext, node: CallExpression | NewExpression, acquisition: Acquisition): HandedTo | 'somebody else' | undefined {
  const positions = acquisition.by === 'new' ? undefined : acquisition.callback;
  if (positions === undefined) return undefined;
  const last = node.arguments.at(-1);
  const fn = last && context.functionOf(last);
  if (fn) return { fn, positions };
  const isCallback = last?.type === 'Identifier' && isHandingName(last.name);
  return isCallback || positions.isOnlyWay === true ? 'somebody else' : undefined;
}

/** The parameter that a function receives its session by. */
export function parameterOf({ fn, positions }: HandedTo): Node | undefined {
  return plainParameter(fn, positions.session);
}

function plainParameter(fn: FunctionNode, position: number): Node | undefined {
  const parameter = fn.params[position];
  return parameter?.type === 'AssignmentPattern' ? parameter.left : parameter;
}

/** The session that a function is handed as a parameter by the call that it is given to. */
export function receivedBy(acquisitions: Pick<Acquisitions, 'of'>, fn: FunctionNode): Acquired | undefined {
  const call = callGiven(fn);
  const acquired = call && acquisitions.of(call);
  return acquired?.handedTo?.fn === fn ? acquired : undefined;
}

/** What is known when such a function begins: who has the session, and that there was no error. */
export function stateOnArrival(context: FileContext, { fn, positions }: HandedTo): PathState {
  const variableAt = (position: number | undefined): Variable | undefined => {
    const parameter = position === undefined ? undefined : plainParameter(fn, position);
    return parameter?.type === 'Identifier' ? context.origins.variableOf(parameter) : undefined;
  };
  let state: PathState = emptyState;
  const hold = (variable: Variable | undefined, holding: Holding): void => {
    if (variable) state = withPlace(state, variable, holding);
  };
  hold(variableAt(positions.session), 'self');
  hold(variableAt(positions.release), 'closer');
  const error = positions.session > 0 ? variableAt(0) : undefined;
  if (error === undefined) return state;
  return { ...state, facts: new Map([[`v${String(context.idOf(error))}`, { isTrue: false, variables: [error] }]]) };
}
