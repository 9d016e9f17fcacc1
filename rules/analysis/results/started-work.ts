/**
 * The calls whose promise waits for a request of the session: the request itself, and a call of a visible function that
 * starts one with the session it is given or captures, any number of hops away.
 */
import type { ClientFacts } from 'safely-close/clients';
import type { FileContext } from '../file-context.ts';
import type { Owner } from '../sessions/session-record.ts';
import type { CallExpression, FunctionNode, Node, Variable } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { isFunction, isWithin, nameOfFunction, ownerOf } from '../syntax/walk.ts';
import { callGiven } from './ignored-result.ts';
import { fateOf } from './promise-fate.ts';

/** Work that is under way in a function. */
export interface Work {
  /** The call that starts it, as its reader would name it. */
  readonly node: CallExpression;
  /** The call in that function of which the promise waits for it. */
  readonly promise: CallExpression;
}

/** Each call that starts work on the session that the variables hold, in whatever function it stands. */
export function startsOf(context: FileContext, variables: readonly Variable[], client: ClientFacts): CallExpression[] {
  return variables.flatMap((variable) => variable.references.flatMap(({ identifier }): CallExpression[] => {
    const member: Node | undefined = identifier.parent;
    if (member && isMember(member) && member.object === identifier) {
      const isRequest = client.requests.some(({ name, gives }) => gives === 'promise' && name === propertyName(member));
      return isRequest && member.parent.type === 'CallExpression' && member.parent.callee === member ? [member.parent] : [];
    }
    const call = callGiven(identifier);
    return call?.type === 'CallExpression' && startsWithArgument(context, call, identifier, client) ? [call] : [];
  }));
}

/** What a start comes to in `root`: itself, or the calls there of the functions around it that hand its promise out. */
export function workIn(context: FileContext, root: Owner, start: CallExpression): Work[] {
  const seen = new Set<FunctionNode>();
  const lifted = (work: Work): Work[] => {
    const fn = ownerOf(work.promise);
    if (fn === root) return [work];
    if (!isFunction(fn) || seen.has(fn) || !isWithin(fn, root) || !handsOut(context, fn, work.promise)) return [];
    seen.add(fn);
    return callsOf(context, fn, work.node).flatMap(lifted);
  };
  return lifted({ node: start, promise: start });
}

const answers = new WeakMap<Variable, Map<ClientFacts, boolean>>();

/** `ask(client)`: the promise of `ask` waits for a request of what it is given. */
function startsWithArgument(context: FileContext, call: CallExpression, argument: Node, client: ClientFacts): boolean {
  const own = context.functionOf(call.callee);
  const callee = own ? { fn: own, file: { context } } : context.foreignFunctionOf(call.callee, 'everywhere');
  const given = callee?.fn.params[call.arguments.findIndex((candidate) => withoutCasts(candidate) === argument)];
  const parameter = given?.type === 'Identifier' ? callee?.file.context.origins.variableOf(given) : undefined;
  if (callee === undefined || parameter === undefined || parameter.references.some((reference) => reference.isWrite())) return false;
  const known = answers.get(parameter) ?? new Map<ClientFacts, boolean>();
  answers.set(parameter, known);
  const before = known.get(client);
  if (before !== undefined) return before;
  // A function that calls itself waits for no more than its other calls do.
  known.set(client, false);
  const { context: home } = callee.file;
  const waits = startsOf(home, [parameter], client).some((start) => workIn(home, callee.fn, start).some(({ promise }) => handsOut(home, callee.fn, promise)));
  known.set(client, waits);
  return waits;
}

/** Whether the promise that a function gives is settled only after that of a call in it. */
function handsOut(context: FileContext, fn: FunctionNode, call: CallExpression): boolean {
  if (fn.generator) return false;
  const fate = fateOf(context, call, false);
  return fate === 'returned' || (fate === 'awaited' && fn.async);
}

/** Where a function is called: at once, by its name, or by `map` for each element; `started` is then what its reader would name. */
function callsOf(context: FileContext, fn: FunctionNode, started: CallExpression): Work[] {
  const name = nameOfFunction(fn);
  const uses = name === undefined ? [fn] : (context.origins.variableOf(name)?.references.map(({ identifier }): Node => identifier) ?? []);
  return uses.flatMap((use): Work[] => {
    const { parent } = use;
    if (parent?.type === 'CallExpression' && parent.callee === use) return [{ node: parent, promise: parent }];
    const call = callGiven(use);
    const isMapped = call?.type === 'CallExpression' && isMember(call.callee) && ['map', 'flatMap'].includes(propertyName(call.callee) ?? '');
    return isMapped ? [{ node: use === fn ? started : call, promise: call }] : [];
  });
}
