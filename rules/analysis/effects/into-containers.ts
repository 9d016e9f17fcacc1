/** Sessions that a call puts into a stack, an object or a collection. */
import type { Engine, Tracked } from '../engine.ts';
import { calleeName } from '../names/callee.ts';
import { isRuntimeFunction, runtimeClosers } from '../names/runtime-calls.ts';
import type { FlowGraph } from '../paths/flow-graph.ts';
import { isRecord, localContainer } from '../names/local-container.ts';
import { isStackVariable } from './holding.ts';
import { stackMethods } from '../names/known-calls.ts';
import { containerOf, withPlace } from '../paths/path-state.ts';
import type { Holding, PathState } from '../paths/path-state.ts';
import type { Node } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { usingDeclarationOf } from '../syntax/using.ts';
import { handed } from './call-outcome.ts';
import type { Call, CallOutcome } from './call-outcome.ts';
import { isKnownContainer, isKnownStack } from './known-containers.ts';

export function isOnStack(engine: Engine, node: Call): boolean {
  const callee = withoutCasts(node.callee);
  if (!isMember(callee) || !stackMethods.has(propertyName(callee) ?? '')) return false;
  // `strict` takes no method's name for a stack.
  return engine.context.settings.mode === 'recommended' || isKnownStack(engine.context, callee.object);
}

/** `stack.adopt(s, (it) => it.destroy())`: what the stack is to call closes it. What cannot be seen is trusted under `recommended`. */
export function isClosedByStack(engine: Engine, node: Call, state: PathState, tracked: Tracked): boolean {
  const { context } = engine;
  const [, closer] = node.arguments;
  if (closer === undefined || calleeName(node) !== 'adopt' || engine.holdingOf(closer, state, tracked) === 'closer') return true;
  if (isRuntimeFunction(context, closer, runtimeClosers)) return true;
  const fn = context.functionOf(closer);
  if (fn === undefined) return context.settings.mode === 'recommended';
  return engine.effectOf(fn, [{ by: 'parameter', index: 0, holding: 'self' }], tracked).discharges === 'always';
}

/** `stack.use(s)`: closed when the stack is disposed, or handed over where the stack is not this function's own. */
export function intoStack(engine: Engine, node: Call, state: PathState, graph: FlowGraph): CallOutcome {
  const { context } = engine;
  const callee = withoutCasts(node.callee);
  const object = isMember(callee) ? withoutCasts(callee.object) : callee;
  const variable = object.type === 'Identifier' ? context.origins.variableOf(object) : undefined;
  if (variable === undefined || !isStackVariable(engine, variable) || context.homeOf(variable) !== graph.root) return handed(state, 'put on stack', node);
  // What disposes the stack at the end of its block disposes the session, unless somebody takes it out of there.
  if (usingDeclarationOf(variable) !== undefined && !variable.references.some((reference) => isMoved(reference.identifier))) return handed(state, 'put on stack', node);
  return { state: withPlace({ ...state, isFresh: false }, variable, 'stack'), cannotThrow: true };
}

/** `Object.assign(target, { s })`. */
export function intoObject(engine: Engine, target: Node, node: Call, state: PathState, graph: FlowGraph): CallOutcome {
  const object = withoutCasts(target);
  if (object.type === 'ThisExpression') return handed(state, 'stored in field', node);
  const container = localContainer(engine.context, object, graph.root);
  if (container !== undefined) return { state: withPlace({ ...state, isFresh: false }, container, 'holder'), cannotThrow: true };
  return object.type === 'ObjectExpression' ? { state } : handed(state, 'stored in container', node);
}

export function intoContainer(engine: Engine, node: Call, argument: Node, holding: Holding, state: PathState, graph: FlowGraph): CallOutcome {
  const { context } = engine;
  const callee = withoutCasts(node.callee);
  const container = isMember(callee) ? localContainer(context, callee.object, graph.root) : undefined;
  if (container === undefined) {
    const isProven = context.settings.mode === 'recommended' || (isMember(callee) && isKnownContainer(context, callee.object));
    return isProven ? handed(state, 'stored in container', node) : { state };
  }
  return { state: withPlace({ ...state, isFresh: false }, container, containerOf(holding, isRecord(context, argument))), cannotThrow: true };
}

const isMoved = (use: Node): boolean => use.parent !== undefined && isMember(use.parent, 'move') && use.parent.object === use;
