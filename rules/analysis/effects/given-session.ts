/** What a call does with a session that it is given. */
import { calleeName, functionOfParameter, knownCallOf, settlerOf } from '../names/callee.ts';
import type { Engine, Tracked } from '../engine.ts';
import type { FlowGraph } from '../paths/flow-graph.ts';
import { isClosingName, isHandingName, isKeepingName } from '../names/known-calls.ts';
import { functionMadeBy } from '../names/made-functions.ts';
import { timingOf } from '../results/ignored-result.ts';
import type { Holding, PathState } from '../paths/path-state.ts';
import { closesWhatItKeeps } from './owner-classes.ts';
import { declarationOf, parameterName, tagsBefore } from '../sessions/ownership-tags.ts';
import type { CallExpression, FunctionNode, NewExpression, Node, TSESTree } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { classOfThis, constructorOf } from '../syntax/walk.ts';
import { applyEffect, asCalled, closed, handed, toldHere } from './call-outcome.ts';
import type { Call, CallOutcome } from './call-outcome.ts';
import { intoContainer, intoObject, intoStack, isClosedByStack, isOnStack } from './into-containers.ts';

/** `once(worker, 'exit')` of what ends by itself. */
function waitsForItsEnd(node: Call, tracked: Tracked): boolean {
  const [, event] = node.arguments;
  if (tracked.client.endsByItself !== true || event?.type !== 'Literal' || calleeName(node) !== 'once') return false;
  return tracked.client.endEvents?.some((events) => events.includes(String(event.value))) === true;
}

export function onGivenSession(engine: Engine, node: Call, index: number, argument: Node, holding: Holding, state: PathState, tracked: Tracked, graph: FlowGraph): CallOutcome {
  const { context, acquisitions } = engine;
  const isStrict = context.settings.mode === 'strict';
  if (settlerOf(context, node.callee) === 'resolve') return handed(state, 'resolved', node);
  if (settlerOf(context, node.callee) === 'reject') return { state };
  if (waitsForItsEnd(node, tracked)) return { state: closed(state) };
  const made = acquisitions.of(node);
  if (made?.wraps !== undefined || isLeftOpen(made?.client.leavesOpen ?? [], argument)) return { state };
  const callee = withoutCasts(node.callee);
  const name = calleeName(node);
  if (isMember(callee) && isOnStack(engine, node) && (name !== 'defer')) return isClosedByStack(engine, node, state, tracked) ? intoStack(engine, node, state, graph) : { state };
  const tagged = byTags(engine, node, index, state);
  if (tagged) return tagged;

  if (node.type === 'CallExpression') {
    if (node.callee.type === 'Super') return intoSuper(engine, node, index, holding, state, tracked);
    const fn = context.functionOf(node.callee) ?? functionMadeBy(context, node.callee);
    if (fn) {
      const effect = engine.effectOf(fn, [{ by: 'parameter', index, holding }], asCalled(engine, fn, node, tracked));
      return applyEffect(engine, effect, state, fn, node);
    }
    const foreign = context.foreignFunctionOf(node.callee, 'everywhere');
    if (foreign) return toldHere(applyEffect(engine, foreign.file.engine.effectOf(foreign.fn, [{ by: 'parameter', index, holding }], tracked), state, foreign.fn, node), node);
  } else {
    const foreign = context.foreignClassOf(node.callee, 'everywhere');
    if (foreign) return toldHere(intoVisibleClass(engine, foreign.file.engine, foreign.classNode, index, holding, state, tracked, node), node);
    const classNode = context.classOf(node.callee);
    if (classNode) return intoVisibleClass(engine, engine, classNode, index, holding, state, tracked, node);
  }

  // A method of another session uses what it is given (`multi.addHandle(easy)`), and may hand it back to be closed.
  if (isMember(callee) && acquisitions.clientOf(callee.object) !== undefined) return isHandedBack(engine, callee, tracked) ? handed(state, 'captured by registered closure', node) : { state };
  const row = knownCallOf(context, node);
  if (row?.takes === 'keeps') return intoContainer(engine, node, argument, holding, state, graph);
  if (!isStrict && row?.takes === 'passes on' && name === 'assign' && index > 0 && node.arguments[0]) return intoObject(engine, node.arguments[0], node, state, graph);
  if (row !== undefined) return { state };

  if (isStrict) return { state };
  if (name !== undefined) {
    const variable = callee.type === 'Identifier' ? context.origins.variableOf(callee) : undefined;
    if (variable !== undefined && functionOfParameter(variable) !== undefined && isHandingName(name)) return handed(state, 'passed to keeper', node);
    if (isClosingName(name)) {
      // `t.after(closeServer(server))`: what it gives is what closes, later.
      const { parent } = node;
      const isRegistered = parent.type === 'CallExpression' && parent.callee !== node && timingOf(context, parent, node) === 'at tear-down';
      return isRegistered ? handed(state, 'captured by registered closure', node) : { state: closed(state) };
    }
    if (node.type === 'CallExpression' && isKeepingName(name)) return handed(state, 'passed to keeper', node);
  }
  if (node.type === 'NewExpression') return handed(state, 'passed to keeper', node);
  if (holding === 'holder' && withoutCasts(argument).type === 'ObjectExpression') return handed(state, 'passed to keeper', node);
  return { state };
}

/** `new WebSocketServer({ server })`: the server stays open when that is closed. */
function isLeftOpen(options: readonly string[], argument: Node): boolean {
  const given = withoutCasts(argument);
  return given.type === 'ObjectExpression' && given.properties.some((property) => property.type === 'Property' && options.includes(propertyName(property) ?? ''));
}

/** `multi.addHandle(easy)` where a listener of that `multi` closes what it is handed. It may never be called: `strict` does not count on it. */
function isHandedBack(engine: Engine, callee: TSESTree.MemberExpression, tracked: Tracked): boolean {
  const { context, acquisitions } = engine;
  const facts = acquisitions.clientOf(callee.object)?.handsBack;
  if (facts?.takenBy !== propertyName(callee) || facts === undefined || context.settings.mode === 'strict') return false;
  const object = withoutCasts(callee.object);
  const variable = object.type === 'Identifier' ? context.origins.variableOf(object) : undefined;
  return (
    variable?.references.some((reference) => {
      const member: Node | undefined = reference.identifier.parent;
      const call = member?.parent;
      if (member === undefined || !isMember(member, facts.listener) || call?.type !== 'CallExpression' || call.callee !== member) return false;
      const [given] = call.arguments;
      // `onMessage(multi)` gives the listener, perhaps.
      const listener = given && (context.functionOf(given) ?? functionMadeBy(context, given));
      return listener !== undefined && engine.effectOf(listener, [{ by: 'parameter', index: facts.argument, holding: 'self' }], tracked).discharges === 'always';
    }) === true
  );
}

/** What the callee's documentation says of the parameter counts more than its body or name. */
function byTags(engine: Engine, node: Call, index: number, state: PathState): CallOutcome | undefined {
  const { context } = engine;
  const declaration = node.type === 'CallExpression' ? declarationOf(context, node.callee) : constructorCalled(engine, node);
  if (declaration === undefined) return undefined;
  const tags = tagsBefore(context, declaration);
  const parameter = parameterName(declaration, index) ?? '';
  if (tags.borrows.has(parameter)) return { state };
  if (tags.closes.has(parameter)) return { state: closed(state), isClosedNow: true };
  return tags.owns.has(parameter) ? handed(state, 'passed to keeper', node) : undefined;
}

function constructorCalled(engine: Engine, node: NewExpression): FunctionNode | undefined {
  const classNode = engine.context.classOf(node.callee);
  return classNode && constructorOf(classNode);
}

/** `super(new Easy())`: into the base class, or kept by one that can't be seen. */
function intoSuper(engine: Engine, node: CallExpression, index: number, holding: Holding, state: PathState, tracked: Tracked): CallOutcome {
  const { context } = engine;
  const superClass = classOfThis(node)?.superClass;
  const base = superClass ? context.classOf(superClass) : undefined;
  if (base) return intoVisibleClass(engine, engine, base, index, holding, state, tracked, node);
  const foreign = superClass ? context.foreignClassOf(superClass, 'everywhere') : undefined;
  if (foreign) return toldHere(intoVisibleClass(engine, foreign.file.engine, foreign.classNode, index, holding, state, tracked, node), node);
  return context.settings.mode === 'recommended' ? handed(state, 'passed to keeper', node) : { state };
}

/** @param home - The engine of the file that the class is of. */
function intoVisibleClass(engine: Engine, home: Engine, classNode: TSESTree.ClassDeclaration | TSESTree.ClassExpression, index: number, holding: Holding, state: PathState, tracked: Tracked, node: Node): CallOutcome {
  const { context } = home;
  const fn = constructorOf(classNode);
  if (fn === undefined) {
    const base = classNode.superClass ? context.classOf(classNode.superClass) : undefined;
    if (base) return intoVisibleClass(engine, home, base, index, holding, state, tracked, node);
    return classNode.superClass && context.settings.mode === 'recommended' ? handed(state, 'passed to keeper') : { state };
  }
  // `constructor(private readonly client: Client)` stores it.
  if (fn.params[index]?.type === 'TSParameterProperty') {
    const isOwned = context.settings.mode === 'recommended' || closesWhatItKeeps(home, classNode, fn, index, tracked.client);
    return isOwned ? handed(state, 'passed to keeper') : { state };
  }
  const effect = home.effectOf(fn, [{ by: 'parameter', index, holding }], tracked);
  // What only keeps it, and has no method that closes it, is not its owner.
  if (context.settings.mode === 'strict' && effect.discharges !== 'never' && !effect.closes && !closesWhatItKeeps(home, classNode, fn, index, tracked.client)) return { state, cannotThrow: effect.openThrow === undefined };
  return applyEffect(engine, effect, state, fn, node);
}
