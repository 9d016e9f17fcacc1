/** Whether a promise settles wherever its session's work ends, so that a scope around the promise closes the session in time. */
import type { SessionRecord } from '../../analysis/sessions/session-record.ts';
import type { CloseSite } from '../../analysis/sessions/session-record.ts';
import type { FunctionNode, Node, Variable } from '../../analysis/syntax/syntax.ts';
import { isFunction, isWithin } from '../../analysis/syntax/walk.ts';
import { listenersOf } from './listeners.ts';
import type { PromiseExecutor } from './promise-executor.ts';
import type { ReasonId } from '../reasons.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { settlersOf, settlesAlways } from './settles.ts';
import { blockOf, functionAround, statementOf } from './surroundings.ts';

/**
 * Today's closes tell where the work ends; a promise that settles at each of them may take their place. Where the closes do not cover
 * every end, the handlers of the session's own end events must settle instead.
 *
 * @returns The reason why not, or `undefined` where it settles.
 */
export function whyMayNeverSettle(session: SessionRecord, { executor }: PromiseExecutor, file: RewriteFile): ReasonId | undefined {
  const settlers = settlersOf(executor, file);
  if (settlers.size === 0) return 'promise-may-never-settle';
  const listeners = listenersOf(session);
  const settlesOn = (event: string): boolean => listeners.some((listener) => listener.event === event && settlesAlways(listener.handler, settlers, file));
  const closesInside = session.closes.filter((close) => isWithin(close.node, executor));
  if (!closesInside.every((close) => settlesBeside(close))) return 'promise-may-never-settle';
  if (session.leaks.every((leak) => leak.kind === 'throw' || leak.kind === 'close not called') && closesInside.length > 0) return undefined;
  const ends = session.client.endEvents ?? [];
  if (ends.some((events) => events.every(settlesOn))) return undefined;
  const lacksErrorHandler = ends.some((events) => events.includes('error') && events.every((event) => event === 'error' || settlesOn(event)));
  return lacksErrorHandler && !listeners.some((listener) => listener.event === 'error') ? 'no-error-handler' : 'promise-may-never-settle';

  function settlesBeside(close: CloseSite): boolean {
    if (close.form === 'bound reference' && close.onEvent !== undefined) return settlesOn(close.onEvent);
    const holder = functionAround(close.node);
    if (holder === executor) return settlesInSameBlock(close.node);
    return holder !== undefined && (settlesAlways(holder, settlers, file) || callersSettle(holder, 0));
  }

  /** Whether a helper that only closes is called by functions that settle. */
  function callersSettle(helper: FunctionNode, depth: number): boolean {
    const name = helper.type === 'FunctionDeclaration' ? helper.id : helper.parent.type === 'VariableDeclarator' && helper.parent.id.type === 'Identifier' ? helper.parent.id : null;
    const variable: Variable | undefined = name === null ? undefined : file.origins.variableOf(name);
    const uses = variable?.references.filter((reference) => reference.init !== true) ?? [];
    return (
      depth < 5 &&
      uses.length > 0 &&
      uses.every(({ identifier }) => {
        const registered = listeners.find((listener) => listener.handler === identifier);
        if (registered !== undefined) return settlesOn(registered.event);
        if (identifier.parent.type !== 'CallExpression' || identifier.parent.callee !== identifier) return false;
        const caller = functionAround(identifier);
        if (caller === executor) return settlesInSameBlock(identifier);
        return caller !== undefined && (settlesAlways(caller, settlers, file) || callersSettle(caller, depth + 1));
      })
    );
  }

  /** For a close in the executor's own code, such as an early exit: the same list of statements must settle. */
  function settlesInSameBlock(node: Node): boolean {
    const statement = statementOf(node);
    const block = statement && blockOf(statement);
    if (block === undefined) return false;
    if (block === executor.body) return false;
    return settlesAlways(asHandler(block), settlers, file);
  }

  function asHandler(block: Node): Node {
    return isFunction(block) ? block : ({ type: 'ArrowFunctionExpression', body: block, params: [] } as unknown as Node);
  }
}
