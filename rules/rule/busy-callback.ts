/** Places that a library calls while it works on a handle: closing the handle there fails. */
import type { ClientFacts } from 'safely-close/clients';
import type { FileAnalysis } from '../analysis/analyse-file.ts';
import type { Node, TSESTree } from '../analysis/syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../analysis/syntax/unwrap.ts';
import { isFunction, nameOfFunction } from '../analysis/syntax/walk.ts';

/** The library's callback that a node stands in, told as a person would; `undefined` where it is in none. */
export function busyPlaceOf(node: Node, analysis: FileAnalysis): string | undefined {
  for (let outer: Node | undefined = node.parent; outer; outer = outer.parent) {
    if (isFunction(outer) && !isMicrotask(outer)) return placeOf(outer, analysis);
  }
  return undefined;
}

/** What is put off to a microtask or tick still runs before the library's callback returns. */
function isMicrotask(fn: Node): boolean {
  const call = fn.parent;
  if (call?.type !== 'CallExpression' || call.callee === fn) return false;
  const callee = withoutCasts(call.callee);
  if (callee.type === 'Identifier') return callee.name === 'queueMicrotask';
  return isMember(callee) && ['nextTick', 'then'].includes(propertyName(callee) ?? '');
}

function placeOf(fn: Node, analysis: FileAnalysis): string | undefined {
  const direct = registration(fn, analysis);
  if (direct !== undefined) return direct;
  const name = nameOfFunction(fn);
  const variable = name ? analysis.context?.origins.variableOf(name) : undefined;
  for (const reference of variable?.references ?? []) {
    const place = registration(reference.identifier, analysis);
    if (place !== undefined) return place;
  }
  return undefined;
}

function registration(given: Node, analysis: FileAnalysis): string | undefined {
  const call = given.parent;
  if (call?.type !== 'CallExpression' || call.callee === given) return undefined;
  const callee = withoutCasts(call.callee);
  if (!isMember(callee)) return undefined;
  const client = analysis.acquisitions?.clientOf(callee.object);
  return client?.busyIn === undefined ? undefined : placeName(call, propertyName(callee) ?? '', client);
}

function placeName(call: TSESTree.CallExpression, method: string, client: ClientFacts): string | undefined {
  const [first] = call.arguments;
  const name = first?.type === 'Literal' ? String(first.value) : first && isMember(first) ? propertyName(first) : undefined;
  if (client.busyIn?.methods?.includes(method) === true) return `"${method}"`;
  if (name === undefined) return undefined;
  if (client.listens?.includes(method) === true && client.busyIn?.events.includes(name) === true) return `the "${name}" event`;
  const suffix = client.busyIn?.optionSuffix;
  if (method === 'setOpt' && suffix !== undefined && name.toUpperCase().endsWith(suffix)) return `the option "${name}"`;
  return undefined;
}
