/**
 * Whether a close can be awaited where it stands: in an async function, in one that may become async, at the top of a
 * module, or in a callback whose result nobody reads (where `void` does).
 */
import { callGiven, hookOf, timingOf } from '../analysis/results/ignored-result.ts';
import { isCallbackWithoutReader } from '../analysis/results/promise-fate.ts';
import type { FunctionNode, Node } from '../analysis/syntax/syntax.ts';
import { isFunction } from '../analysis/syntax/walk.ts';
import { returnsPromiseAlways } from '../rewrite/questions/async-context.ts';
import type { RuleInput } from './create-rule.ts';

export type AsyncPlace = 'async' | 'may become async' | 'ignored callback' | 'module' | 'sync';

export function asyncPlaceOf(node: Node, input: RuleInput): AsyncPlace {
  const fn = functionAround(node);
  if (fn === undefined) return input.context.languageOptions['sourceType'] === 'module' ? 'module' : 'sync';
  return placeOfFunction(fn, input);
}

export function placeOfFunction(fn: FunctionNode, { analysis }: RuleInput): AsyncPlace {
  if (fn.async) return 'async';
  if (isCallbackWithoutReader(analysis.context, fn)) return 'ignored callback';
  if (fn.generator) return 'sync';
  const { parent } = fn;
  if (parent.type === 'MethodDefinition' && parent.kind !== 'method') return 'sync';
  if (parent.type === 'Property' && parent.kind !== 'init') return 'sync';
  if (hookOf(analysis.context, fn) !== undefined || isPromiseCallback(analysis.context, fn)) return 'may become async';
  return returnsPromiseAlways(fn, { origins: analysis.context.origins, visitorKeys: analysis.context.input.visitorKeys }) ? 'may become async' : 'sync';
}

/** `p.then(() => …)`: the chain waits for what the callback returns. */
function isPromiseCallback(context: RuleInput['analysis']['context'], fn: FunctionNode): boolean {
  const call = callGiven(fn);
  const timing = call && timingOf(context, call, fn);
  return timing === 'on fulfilment' || timing === 'on rejection' || timing === 'on settlement';
}

function functionAround(node: Node): FunctionNode | undefined {
  for (let outer: Node | undefined = node.parent; outer; outer = outer.parent) if (isFunction(outer)) return outer;
  return undefined;
}
