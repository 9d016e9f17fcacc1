/**
 * How the value of an expression holds the session that is followed.
 */
import { everyElement } from '../sessions/acquired.ts';
import { isClosing, isRuntimeCall, isRuntimeFunction, runtimeClosers } from '../names/runtime-calls.ts';
import { knownCallOf } from '../names/callee.ts';
import type { Effect, Engine, Tracked } from '../engine.ts';
import { batchAt, elementAt } from './indexed-visit.ts';
import { fieldBehindGetter } from '../names/own-getters.ts';
import { containerMethods, elementMethods, isContinuation, knownMethod } from '../names/known-calls.ts';
import { containerOf, elementOf, partOf, partsHeld } from '../paths/path-state.ts';
import { isRecord } from '../names/local-container.ts';
import { thisBehind } from '../names/this-behind.ts';
import type { Holding, PathState } from '../paths/path-state.ts';
import type { CallExpression, NewExpression, Node, TSESTree, Variable } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { classOfThis, isFunction, isWithin, loopsAround } from '../syntax/walk.ts';
import { closingMethod } from '../sessions/closing-method.ts';

const deepest = 40;

export function createHolding(engine: () => Engine): Engine['holdingOf'] {
  function holdingOf(node: Node, state: PathState, tracked: Tracked, depth = 0): Holding | undefined {
    if (depth > deepest) return undefined;
    const inner = withoutCasts(node);
    const of = (part: Node | null | undefined): Holding | undefined => (part ? holdingOf(part, state, tracked, depth + 1) : undefined);
    switch (inner.type) {
      case 'Identifier': {
        const variable = engine().context.origins.variableOf(inner);
        if (variable === undefined) return undefined;
        return state.held.get(variable) ?? gathered(partsHeld(engine().context, variable, state)) ?? closerOfVariable(variable, state, tracked, depth);
      }
      case 'ThisExpression':
      case 'Super':
        return state.held.get('this');
      case 'MemberExpression':
        return ofMember(inner, state, tracked, depth);
      case 'AwaitExpression':
        return of(inner.argument);
      case 'NewExpression':
      case 'CallExpression':
        return ofCall(inner, state, tracked, depth);
      case 'ConditionalExpression':
        return of(inner.consequent) ?? of(inner.alternate);
      case 'LogicalExpression':
        return of(inner.left) ?? of(inner.right);
      case 'SequenceExpression':
        return of(inner.expressions.at(-1));
      case 'AssignmentExpression':
        return of(inner.left) ?? of(inner.right);
      case 'ArrayExpression':
        return gathered(inner.elements.map((element) => (element?.type === 'SpreadElement' ? of(element.argument) : element && isRecord(engine().context, element) && of(element) === 'holder' ? 'records' : of(element))));
      case 'ObjectExpression':
        return gathered(inner.properties.map((property) => of(property.type === 'SpreadElement' ? property.argument : property.value)));
      case 'FunctionExpression':
      case 'ArrowFunctionExpression': {
        const effect = engine().captureEffect(inner, state, tracked);
        if (effect === undefined) return undefined;
        if (isCloser(effect)) return 'closer';
        return effect.returns === undefined ? undefined : effect.returns === 'closer' ? 'closer' : 'holder';
      }
      default:
        return undefined;
    }
  }

  /** In a list or object: the session itself is then inside; what closes it still closes it. */
  function gathered(holdings: readonly (Holding | undefined)[]): Holding | undefined {
    if (holdings.includes('records')) return 'records';
    if (holdings.includes('self') || holdings.includes('holder')) return 'holder';
    if (holdings.includes('stack')) return 'stack';
    return holdings.includes('closer') ? 'closer' : undefined;
  }

  /** `Promise.race([open(), tooLate])` is one of what it is given, and no list. */
  function oneOf(list: Node | undefined, of: (part: Node) => Holding | undefined): Holding | undefined {
    const given = list && withoutCasts(list);
    if (given?.type !== 'ArrayExpression') return given && of(given);
    const holdings = given.elements.map((element) => (element && element.type !== 'SpreadElement' ? of(element) : undefined));
    return holdings.includes('self') ? 'self' : gathered(holdings);
  }

  /** A variable that is a closing function: `const close = s.close.bind(s)`, `function cleanup() { s.close() }`. */
  function closerOfVariable(variable: Variable, state: PathState, tracked: Tracked, depth: number): Holding | undefined {
    const { context } = engine();
    for (const definition of variable.defs) {
      const node = definition.node as Node;
      if (isFunction(node) && node.type === 'FunctionDeclaration') {
        return isCloser(engine().captureEffect(node, state, tracked)) ? 'closer' : undefined;
      }
    }
    const value = context.origins.onlyValueOf(variable);
    if (value === undefined) return undefined;
    const inner = withoutCasts(value);
    const isFunctionValue = isFunction(inner) || isMember(inner) || (inner.type === 'CallExpression' && isMember(inner.callee, 'bind'));
    return isFunctionValue && holdingOf(inner, state, tracked, depth + 1) === 'closer' ? 'closer' : undefined;
  }

  function ofMember(node: TSESTree.MemberExpression, state: PathState, tracked: Tracked, depth: number): Holding | undefined {
    const name = propertyName(node);
    if (name !== undefined && thisBehind(engine().context, node.object) !== undefined) {
      const field = state.held.get(`this.${name}`) ?? behindGetter(node, name, state);
      if (field !== undefined) return field;
      const method = engine().context.methodOfThis(node, name);
      if (method && isCloser(engine().captureEffect(method, state, tracked))) return 'closer';
    }
    const parts = fieldPath(node);
    if (parts !== undefined) {
      const part = state.held.get(parts.path);
      if (part !== undefined) return part;
      // Another key of an object in a field than the one that is known to hold it.
      if ([...state.held.keys()].some((place) => typeof place === 'string' && place.startsWith(`${parts.field}.`))) return undefined;
    }
    const whole = node.object.type === 'Identifier' ? engine().context.origins.variableOf(node.object) : undefined;
    if (whole && name !== undefined && !state.held.has(whole)) {
      const part = state.held.get(partOf(engine().context, whole, name));
      // Where it is known which properties have it, another does not.
      if (part !== undefined || partsHeld(engine().context, whole, state).length > 0) return part;
    }
    const element = elementAtIndex(node, state);
    if (element !== undefined) return element === 'another' ? undefined : element;
    const object = holdingOf(node.object, state, tracked, depth + 1);
    if (object === 'self') return closingMethod(tracked.client, name) ? 'closer' : undefined;
    if (object === 'holder') {
      if (name !== undefined && tracked.closers.includes(name)) return 'closer';
      if (tracked.property !== undefined && tracked.property !== everyElement && name !== undefined && isResult(node.object, tracked) && name !== tracked.property) return undefined;
      // `list[0]` is one of many where the session was put in by a loop, or all were made at once.
      if (name !== undefined && /^\d+$/u.test(name) && isOneOfMany(tracked)) return undefined;
      if (name !== undefined && isOfAnother(node.object, name, tracked)) return undefined;
      // `all.inner` of `const all = { inner: { s: open() } }` holds it, and is not it.
      const part = tracked.acquisition && writtenOut(node);
      if (part && isLiteral(part) && isWithin(tracked.acquisition, part)) return 'holder';
      return name === 'length' || name === 'size' || name === 'status' ? undefined : 'self';
    }
    if (object === 'records') return name === 'length' || name === 'size' || (name !== undefined && /^\d+$/u.test(name) && isOneOfMany(tracked)) ? undefined : 'holder';
    // A method of the list that the closers are in, or of the function itself, is not one of them.
    return object === 'closer' && name !== undefined && knownMethod(name) === undefined && name !== 'length' ? 'closer' : undefined;
  }

  /** `list[i]`, where it is known whether the index stands at the session. */
  function elementAtIndex(node: TSESTree.MemberExpression, state: PathState): Holding | undefined {
    return node.computed ? elementUnder(node.object, node.property, state) : undefined;
  }

  function elementUnder(list: Node, key: Node | undefined, state: PathState): Holding | undefined {
    const variable = key?.type === 'Identifier' ? engine().context.origins.variableOf(key) : undefined;
    if (variable === undefined) return undefined;
    return state.held.get(elementAt(engine().context, list, variable)) ?? (isInBatches(list, variable, state) ? 'another' : undefined);
  }

  /** Whether a loop goes on by several elements at once: then the index stands at the first of them alone. */
  function isInBatches(list: Node, index: Variable, { held }: PathState): boolean {
    const batches = `${elementAt(engine().context, list, index)}+`;
    return [...held.keys()].some((place) => typeof place === 'string' && place.startsWith(batches));
  }

  /** `list.slice(i, i + size)`, in a loop that goes on by `size`. */
  function batchUnder(list: Node, [from, to]: readonly Node[], state: PathState): Holding | undefined {
    const { context } = engine();
    const index = from?.type === 'Identifier' ? context.origins.variableOf(from) : undefined;
    if (index === undefined || !isInBatches(list, index, state)) return undefined;
    const isNext = to?.type === 'BinaryExpression' && to.operator === '+' && to.left.type === 'Identifier' && context.origins.variableOf(to.left) === index;
    return (isNext ? state.held.get(batchAt(context, list, index, to.right)) : undefined) ?? 'another';
  }

  /** What the field holds that a getter of the class gives. A subclass may override it: `strict` proves nothing by it. */
  function behindGetter(node: TSESTree.MemberExpression, name: string, state: PathState): Holding | undefined {
    const classNode = engine().context.settings.mode === 'recommended' ? classOfThis(node) : undefined;
    const field = classNode && fieldBehindGetter(classNode, name);
    return field === undefined ? undefined : state.held.get(`this.${field}`);
  }

  /** `this.all.a`, as places are named. */
  function fieldPath(node: TSESTree.MemberExpression): { readonly field: string; readonly path: string } | undefined {
    const object = withoutCasts(node.object);
    const field = isMember(object) && object.object.type === 'ThisExpression' ? propertyName(object) : undefined;
    const name = propertyName(node);
    return field === undefined || name === undefined ? undefined : { field: `this.${field}`, path: `this.${field}.${name}` };
  }

  const isLiteral = (node: Node): boolean => node.type === 'ObjectExpression' || node.type === 'ArrayExpression';

  /** What an expression was written out as, where it is part of a literal that a variable was made by. */
  function writtenOut(node: Node, depth = 0): Node | undefined {
    const inner = withoutCasts(node);
    if (depth > deepest) return undefined;
    if (inner.type === 'Identifier') {
      const variable = engine().context.origins.variableOf(inner);
      const value = variable && engine().context.origins.onlyValueOf(variable);
      return value && withoutCasts(value);
    }
    const whole = isMember(inner) ? writtenOut(inner.object, depth + 1) : undefined;
    const name = isMember(inner) ? propertyName(inner) : undefined;
    if (whole?.type === 'ArrayExpression') return whole.elements[Number(name)] ?? undefined;
    const property = whole?.type === 'ObjectExpression' ? whole.properties.find((candidate) => candidate.type === 'Property' && propertyName(candidate) === name) : undefined;
    return property?.type === 'Property' ? withoutCasts(property.value) : undefined;
  }

  /** `all.b` of `const all = { a: open(), b: open() }` is not what the first call made. */
  function isOfAnother(object: Node, name: string, tracked: Tracked): boolean {
    const inner = withoutCasts(object);
    const variable = inner.type === 'Identifier' ? engine().context.origins.variableOf(inner) : undefined;
    const literal = variable && engine().context.origins.onlyValueOf(variable);
    if (literal?.type !== 'ObjectExpression' || !tracked.acquisition) return false;
    const property = literal.properties.find((candidate) => candidate.type === 'Property' && propertyName(candidate) === name);
    const value = property?.type === 'Property' ? withoutAwaits(property.value) : undefined;
    return (value?.type === 'NewExpression' || value?.type === 'CallExpression') && !isWithin(tracked.acquisition, value);
  }

  function withoutAwaits(node: Node): Node {
    const inner = withoutCasts(node);
    return inner.type === 'AwaitExpression' ? withoutAwaits(inner.argument) : inner;
  }

  /** Whether an expression is the very result of the factory (and not some container it was put into). */
  function isResult(node: Node, tracked: Tracked): boolean {
    let inner = withoutCasts(node);
    if (inner.type === 'Identifier') {
      const variable = engine().context.origins.variableOf(inner);
      const value = variable && engine().context.origins.onlyValueOf(variable);
      if (value === undefined) return false;
      inner = withoutCasts(value);
    }
    if (inner.type === 'AwaitExpression') inner = withoutCasts(inner.argument);
    return inner === tracked.acquisition;
  }

  function ofCall(node: CallExpression | NewExpression, state: PathState, tracked: Tracked, depth: number): Holding | undefined {
    const { context, acquisitions } = engine();
    const of = (part: Node | null | undefined): Holding | undefined => (part ? holdingOf(part, state, tracked, depth + 1) : undefined);
    if (node === tracked.acquisition) {
      if (!state.isFresh) return undefined;
      if (tracked.gives === 'closer') return 'closer';
      return tracked.property === undefined ? 'self' : tracked.isInRecords ? 'records' : 'holder';
    }
    const [first] = node.arguments;
    if (node.type === 'CallExpression' && isClosing(context, node)) return of(first);

    const acquired = acquisitions.of(node);
    if (acquired?.wraps) return of(acquired.wraps);

    const callee = withoutCasts(node.callee);
    if (isMember(callee)) {
      const name = propertyName(callee) ?? '';
      const element = name === 'get' ? elementUnder(callee.object, first, state) : undefined;
      if (element !== undefined) return element === 'another' ? undefined : element;
      const object = of(callee.object);
      const batch = name === 'slice' ? batchUnder(callee.object, node.arguments, state) : undefined;
      if (batch !== undefined) return batch === 'another' ? undefined : object;
      if (object === 'self' && tracked.client.chains?.includes(name)) return 'self';
      if (object === 'self' && isContinuation(name)) return name === 'then' ? undefined : 'self';
      if ((object === 'holder' || object === 'records') && elementMethods.has(name)) return elementOf(object);
      if ((object === 'holder' || object === 'records') && containerMethods.has(name)) return leavesSome(name, node) && isOneOfMany(tracked) ? undefined : object;
      if (object === 'records' && (name === 'map' || name === 'flatMap')) return mapped(first, name, tracked);
      if (object === 'closer' && (name === 'bind' || elementMethods.has(name) || containerMethods.has(name))) return 'closer';
      if ((object === 'stack' || object === 'moved stack') && name === 'move') return 'stack';
      if (object === undefined && (name === 'use' || name === 'adopt') && isStack(callee.object)) return of(first);
      // `close.bind(null, s)` of a function that closes what it is given.
      if (name === 'bind' && node.arguments.length > 1) {
        const position = node.arguments.findIndex((argument, index) => index > 0 && of(argument) === 'self');
        if (position > 0 && closesParameter(callee.object, position - 1, tracked)) return 'closer';
      }
      // `done.bind(s)` of a function that closes its `this`.
      if (name === 'bind' && of(first) === 'self' && closesThis(callee.object, tracked)) return 'closer';
    }

    const row = knownCallOf(context, node);
    if (row?.takes === 'passes on') return of(first);
    // Each result is `{ status, value }`.
    if (row?.takes === 'settles') return gathered(node.arguments.map((argument) => of(argument.type === 'SpreadElement' ? argument.argument : argument))) === 'holder' ? 'records' : undefined;
    // `new Map(urls.map((url) => [url, open(url)]))` has the second of each pair.
    if (row?.takes === 'gathers pairs') {
      const pairs = of(first);
      return pairs === 'records' ? 'holder' : gathered([pairs]);
    }
    // `strict` minds the session that comes too late to be the one.
    if (row?.takes === 'gives one of' && context.settings.mode === 'recommended') return oneOf(first, of);
    if (row?.takes === 'gathers' || row?.takes === 'gives one of') return gathered(node.arguments.map((argument) => of(argument.type === 'SpreadElement' ? argument.argument : argument)));

    // A visible function that gives back what it was given.
    if (node.type === 'CallExpression') {
      const fn = context.functionOf(node.callee);
      if (fn) {
        const holdings = node.arguments.map((argument) => of(argument));
        const position = holdings.includes('self') ? holdings.indexOf('self') : holdings.indexOf('closer');
        const holding = holdings[position];
        const effect = holding === undefined ? engine().captureEffect(fn, state, tracked) : engine().effectOf(fn, [{ by: 'parameter', index: position, holding }], tracked);
        if (effect?.returns !== undefined) return effect.returns;
      }
      const foreign = context.foreignFunctionOf(node.callee, 'everywhere');
      if (foreign) {
        const position = node.arguments.findIndex((argument) => of(argument) === 'self');
        const returns = position < 0 ? undefined : foreign.file.engine.effectOf(foreign.fn, [{ by: 'parameter', index: position, holding: 'self' }], tracked).returns;
        if (returns !== undefined) return returns;
      }
    }
    return undefined;
  }

  /** What `records.map((record) => record.session)` gives. */
  function mapped(callback: Node | undefined, by: 'map' | 'flatMap', tracked: Tracked): Holding | undefined {
    const fn = callback && engine().context.functionOf(callback);
    const element = fn && engine().effectOf(fn, [{ by: 'parameter', index: 0, holding: 'holder' }], tracked).returns;
    if (element === undefined) return undefined;
    return by === 'flatMap' && element === 'holder' ? 'holder' : containerOf(element, true);
  }

  function closesParameter(callee: Node, index: number, tracked: Tracked): boolean {
    const { context } = engine();
    if (isRuntimeFunction(context, callee, runtimeClosers)) return index === 0;
    const fn = context.functionOf(callee);
    return fn !== undefined && engine().effectOf(fn, [{ by: 'parameter', index, holding: 'self' }], tracked).discharges === 'always';
  }

  function closesThis(callee: Node, tracked: Tracked): boolean {
    const fn = engine().context.functionOf(callee);
    if (fn === undefined || fn.type === 'ArrowFunctionExpression') return false;
    return isCloser(engine().effectOf(fn, [{ by: 'places', places: new Map([['this', 'self']]) }], tracked));
  }

  /** A local `new DisposableStack()` or `new AsyncDisposableStack()`. */
  function isStack(node: Node): boolean {
    const { context } = engine();
    const inner = withoutCasts(node);
    if (inner.type !== 'Identifier') return false;
    const variable = context.origins.variableOf(inner);
    return variable !== undefined && isStackVariable(engine(), variable);
  }

  // A stack that was emptied holds nothing any more, but what `move()` gave for it does.
  return (node, state, tracked) => {
    const holding = holdingOf(node, state, tracked);
    return holding === 'moved stack' || holding === 'another' ? undefined : holding;
  };
}

/** A function that closes the session on every way; one that hands it to somebody else does not count. */
function isCloser(effect: Effect | undefined): boolean {
  return effect?.discharges === 'always' && effect.closes;
}

/** Whether a variable is a stack that this code made. */
export function isStackVariable(engine: Engine, variable: Variable): boolean {
  const value = engine.context.origins.onlyValueOf(variable);
  const made = value && withoutCasts(value);
  if (made?.type !== 'NewExpression') return false;
  const origin = engine.context.origins.of(made.callee, 'everywhere');
  const name = origin?.kind === 'global' || origin?.kind === 'module' ? origin.path.at(-1) : undefined;
  return name === 'DisposableStack' || name === 'AsyncDisposableStack';
}

/** Whether the call is one of the runtime's closers. */
export function isRuntimeClose(engine: Engine, node: Node): boolean {
  return isRuntimeCall(engine.context, node, [...runtimeClosers, 'closeOnSignals']);
}

/** `list.slice(1)`, `list.slice(0, 2)`: what a batch takes by variables is another batch in the next round. */
function leavesSome(method: string, { arguments: bounds }: CallExpression | NewExpression): boolean {
  const isWritten = (bound: Node): boolean => bound.type === 'Literal' || (bound.type === 'UnaryExpression' && bound.argument.type === 'Literal');
  const isFromStart = bounds.length === 1 && bounds[0]?.type === 'Literal' && bounds[0].value === 0;
  return method === 'slice' && bounds.length > 0 && !isFromStart && bounds.every(isWritten);
}

/** Whether the session is one of those that a loop has put in, or that were all made at once. */
function isOneOfMany({ acquisition, property }: Tracked): boolean {
  return acquisition !== undefined && (property === everyElement || loopsAround(acquisition).length > 0);
}
