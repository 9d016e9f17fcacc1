/**
 * Which expressions make a session: by an export of a library, by a method of another client, by settings, or through a function that
 * makes one.
 */
import type { Acquisition, ClientFacts, LibraryFacts } from 'safely-close/clients';
import { everyElement, isItsResult } from './acquired.ts';
import type { Acquired, Acquisitions, HandedOut, SessionsInField } from './acquired.ts';
import { createClientClasses } from './client-classes.ts';
import { createClientLookup, longestLookUp } from './client-lookup.ts';
import type { FileContext } from '../file-context.ts';
import { forwardedCall } from '../names/forwarded-call.ts';
import type { Origin } from '../names/origins.ts';
import { isClosing } from '../names/runtime-calls.ts';
import { functionMadeBy, resultOf } from '../names/made-functions.ts';
import { ownClass } from '../effects/owner-classes.ts';
import { recipientOf } from '../paths/handed-to-callback.ts';
import { noteNothing } from './open-questions.ts';
import { declarationOf, tagsBefore } from './ownership-tags.ts';
import { unknownClient } from '../settings.ts';
import type { AnalysisSettings } from '../settings.ts';
import type { CallExpression, ClassNode, FunctionNode, NewExpression, Node, Variable } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutAwait, withoutCasts } from '../syntax/unwrap.ts';
import { isField, isFunction } from '../syntax/walk.ts';

interface MadeByMethod {
  readonly client: ClientFacts;
  readonly library: string;
  readonly facts: LibraryFacts;
  readonly acquisition: Acquisition & { readonly by: 'method' };
}

const makers = new WeakMap<AnalysisSettings, ReadonlyMap<string, readonly MadeByMethod[]>>();

/** The sessions that methods of other clients make, by the method's name. */
function makersOf(settings: AnalysisSettings): ReadonlyMap<string, readonly MadeByMethod[]> {
  const known = makers.get(settings);
  if (known) return known;
  const byMethod = new Map<string, MadeByMethod[]>();
  for (const facts of settings.libraries) {
    for (const client of facts.clients) {
      for (const acquisition of client.acquiredBy) {
        if (acquisition.by !== 'method') continue;
        byMethod.set(acquisition.method, [...(byMethod.get(acquisition.method) ?? []), { client, library: facts.library, facts, acquisition }]);
      }
    }
  }
  makers.set(settings, byMethod);
  return byMethod;
}

/** What is asked of the other parts: of functions, and of classes. */
export interface AcquisitionParts {
  readonly handedOutBy: (fn: FunctionNode) => HandedOut | undefined;
  readonly ownerOfClass: (classNode: ClassNode) => ClientFacts | undefined;
  readonly ownerOfGiven: Acquisitions['ownerOfGiven'];
}

export function createAcquisitions(context: FileContext, { handedOutBy, ownerOfClass, ownerOfGiven }: AcquisitionParts): Acquisitions {
  const { origins, settings } = context;
  const classes = createClientClasses(context);
  const { fromExport, fromClass, fromForeignClass, byType } = classes;
  const { clientOf, fieldsOf } = createClientLookup(context, classes, of);
  const known = new Map<Node, Acquired | undefined>();

  function fromMethod(node: CallExpression): { client: ClientFacts; library: string; acquisition: Acquisition } | undefined {
    const callee = withoutCasts(node.callee);
    if (!isMember(callee)) return undefined;
    const method = propertyName(callee);
    if (method === undefined) return undefined;
    const candidates = makersOf(settings).get(method);
    const parent = candidates && clientOf(callee.object);
    return parent && candidates?.find((candidate) => candidate.acquisition.of === parent.name && candidate.facts.clients.includes(parent));
  }

  function fromSettings(node: CallExpression): { client: ClientFacts; isPromised: boolean } | undefined {
    const origin = origins.of(node.callee);
    const callee = withoutCasts(node.callee);
    const name = callee.type === 'Identifier' ? callee.name : isMember(callee) ? propertyName(callee) : undefined;
    for (const factory of settings.factories) {
      const exported = origin?.kind === 'module' ? origin.path.at(-1) : undefined;
      const isIt = factory.module === undefined ? name === factory.name || exported === factory.name : origin?.kind === 'module' && origin.module === factory.module && exported === factory.name;
      if (!isIt) continue;
      const client = factory.client === undefined ? unknownClient : clientNamed(factory.client);
      return { client, isPromised: factory.awaited ?? node.parent.type === 'AwaitExpression' };
    }
    return undefined;
  }

  /** The client of that name: where several libraries have one, that of the library which the file imports. */
  function clientNamed(name: string): ClientFacts {
    const [library, own] = name.includes('/') && !name.startsWith('@') ? [name.slice(0, name.lastIndexOf('/')), name.slice(name.lastIndexOf('/') + 1)] : [undefined, name];
    const candidates = settings.libraries.filter((facts) => library === undefined || facts.library === library);
    const having = candidates.filter((facts) => facts.clients.some((client) => client.name === own));
    const imported = having.find((facts) => facts.modules.some((module) => context.input.program.body.some((statement) => statement.type === 'ImportDeclaration' && statement.source.value === module)));
    return (imported ?? having[0])?.clients.find((client) => client.name === own) ?? unknownClient;
  }

  function compute(node: CallExpression | NewExpression): Acquired | undefined {
    const whole = { gives: 'session', property: undefined, isInRecords: false, closers: [], wraps: undefined, through: undefined, isLazy: false, isArmed: false, others: [], literals: new Map(), handedTo: undefined, inside: undefined } as const;
    if (node.type === 'NewExpression') {
      const origin = origins.of(node.callee);
      if (origin === undefined || (origin.kind === 'module' && !origin.module.startsWith('.') && fromExport(origin, 'new') === undefined)) {
        const typed = byType(node);
        return typed && { ...whole, ...typed, isPromised: false, wraps: undefined };
      }
      const found = (origin.kind === 'module' ? (fromExport(origin, 'new') ?? byType(node)) : undefined) ?? (origin.kind === 'class' ? fromClass(origin.node) : origin.kind === 'foreign' ? fromForeignClass(origin) : fromExport(origin, 'new'));
      if (found === undefined) {
        const made = ownerMade(origin);
        const given = made ? undefined : ownerGiven(origin, node);
        const owner = made ?? given?.client;
        return owner && { ...whole, client: owner, library: ownClass, isPromised: false, inside: given?.inside };
      }
      const position = found.client.wrapsArgument;
      const argument = position === undefined ? undefined : node.arguments[position];
      return { ...whole, client: found.client, library: found.library, isPromised: false, wraps: argument !== undefined && clientOf(argument) !== undefined ? argument : undefined, isLazy: isLazy(found.client, node) };
    }
    const constructed = constructedBy(node);
    if (constructed) return { ...whole, ...constructed };
    const detour = forwardedCall(context, node)?.callee;
    const origin = origins.of(detour ?? node.callee);
    const exported = origin && (origin.kind === 'module' || origin.kind === 'global') ? fromExport(origin, 'call') : undefined;
    const found = exported ?? fromMethod(node);
    if (found !== undefined) {
      const { acquisition } = found;
      const recipient = recipientOf(context, node, acquisition);
      if (recipient === 'somebody else') return undefined;
      if (recipient) return { ...whole, client: found.client, library: found.library, isPromised: false, handedTo: recipient };
      const callee = withoutCasts(node.callee);
      const position = found.client.wrapsArgument;
      const argument = position === undefined ? undefined : node.arguments[position];
      const wrapped = acquisition.by === 'method' && acquisition.wraps === true && isMember(callee) ? callee.object : argument !== undefined && clientOf(argument) !== undefined ? argument : undefined;
      return { ...whole, client: found.client, library: found.library, isPromised: acquisition.by !== 'new' && acquisition.awaited === true, wraps: wrapped, isLazy: isLazy(found.client, node) };
    }
    const named = fromSettings(node);
    if (named !== undefined) return { ...whole, client: named.client, library: 'settings', isPromised: named.isPromised, isArmed: true };
    const declared = declaredOwned(node);
    if (declared !== undefined) return { ...whole, ...declared, isArmed: true };
    const each = madeForEach(node);
    if (each !== undefined) {
      const handed = handedOutBy(each);
      return handed?.gives === 'session' && handed.property !== everyElement ? { ...whole, ...handed, others: [], property: everyElement, isInRecords: handed.property !== undefined && !isIndex(handed.property), through: each } : undefined;
    }
    const fn = context.functionOf(detour ?? node.callee) ?? methodOfOwnClass(node) ?? context.methodOfDeclared(node.callee) ?? factoryGivenToForEach(node) ?? functionMadeBy(context, detour ?? node.callee);
    const foreign = fn === undefined ? context.foreignFunctionOf(node.callee) : undefined;
    if (foreign) {
      const handed = foreign.file.handedOutBy(foreign.fn);
      return handed && { ...whole, ...handed, others: handed.others.map((other) => ({ ...whole, ...other, others: [] })) };
    }
    if (fn === undefined) return undefined;
    const handed = handedOutBy(fn);
    return handed && { ...whole, ...handed, others: handed.others.map((other) => ({ ...whole, ...other, others: [], through: fn })), through: fn };
  }

  /** `Reflect.construct(Client, [url])`, `make(Client)` of a visible function that constructs what it is given. */
  function constructedBy(node: CallExpression): Pick<Acquired, 'client' | 'library' | 'isPromised'> | undefined {
    const given = classGiven(node);
    const origin = given?.class && origins.of(given.class);
    const found = origin && (origin.kind === 'class' ? fromClass(origin.node) : origin.kind === 'foreign' ? fromForeignClass(origin) : origin.kind === 'module' ? fromExport(origin, 'new') : undefined);
    return found && { client: found.client, library: found.library, isPromised: given.isPromised };
  }

  function classGiven(node: CallExpression): { readonly class: Node | undefined; readonly isPromised: boolean } | undefined {
    if (isMember(node.callee, 'construct')) {
      const reflect = origins.of(node.callee);
      return reflect?.kind === 'global' && reflect.path.join('.') === 'Reflect.construct' ? { class: node.arguments[0], isPromised: false } : undefined;
    }
    const fn = node.arguments.length === 0 ? undefined : context.functionOf(node.callee);
    if (fn === undefined || fn.params.length === 0) return undefined;
    const result = resultOf(context, node);
    const variable = result?.type === 'Identifier' ? origins.variableOf(result) : undefined;
    const made = variable ? origins.onlyValueOf(variable) : result;
    const constructed = made && withoutCasts(made);
    const parameter = constructed?.type === 'NewExpression' && constructed.callee.type === 'Identifier' ? origins.variableOf(constructed.callee) : undefined;
    if (parameter === undefined) return undefined;
    const index = fn.params.findIndex((candidate) => candidate.type === 'Identifier' && origins.variableOf(candidate) === parameter);
    return index < 0 ? undefined : { class: node.arguments[index], isPromised: fn.async };
  }

  /** What an instance of a class of the project is, where it keeps sessions. */
  function ownerMade(origin: Origin): ClientFacts | undefined {
    if (origin.kind === 'class') return ownerOfClass(origin.node);
    return origin.kind === 'foreign' && (origin.node.type === 'ClassDeclaration' || origin.node.type === 'ClassExpression') ? origin.file.engine.acquisitions.ownerOfClass(origin.node) : undefined;
  }

  /** `new Box(new Client(url))`: an instance is the owner of what it is given, where its class closes that. */
  function ownerGiven(origin: Origin, node: NewExpression): { readonly client: ClientFacts; readonly inside: Variable | undefined } | undefined {
    for (const [index, argument] of node.arguments.entries()) {
      const client = madeBy(argument);
      if (client === undefined) continue;
      const owner = origin.kind === 'class' ? ownerOfGiven(origin.node, index, client) : origin.kind === 'foreign' && !isFunction(origin.node) ? origin.file.engine.acquisitions.ownerOfGiven(origin.node, index, client) : undefined;
      const inner = withoutCasts(argument);
      // Closing what is inside is as good.
      if (owner) return { client: { ...owner, closes: [...owner.closes, ...client.closes] }, inside: inner.type === 'Identifier' ? origins.variableOf(inner) : undefined };
    }
    return undefined;
  }

  /** The session that an expression makes and gives: through `await`, `closing(…)`, a choice, or a variable that holds nothing else. */
  function madeBy(node: Node, depth = 0): ClientFacts | undefined {
    if (depth > longestLookUp) return undefined;
    const inner = withoutAwait(node);
    switch (inner.type) {
      case 'NewExpression':
      case 'CallExpression': {
        const acquired = of(inner);
        if (acquired) return isItsResult(acquired) && acquired.wraps === undefined ? acquired.client : undefined;
        return inner.type === 'CallExpression' && isClosing(context, inner) && inner.arguments[0] ? madeBy(inner.arguments[0], depth + 1) : undefined;
      }
      case 'LogicalExpression':
        return madeBy(inner.left, depth + 1) ?? madeBy(inner.right, depth + 1);
      case 'ConditionalExpression':
        return madeBy(inner.consequent, depth + 1) ?? madeBy(inner.alternate, depth + 1);
      case 'Identifier': {
        const variable = origins.variableOf(inner);
        const value = variable && origins.onlyValueOf(variable);
        return value && madeBy(value, depth + 1);
      }
      default:
        return undefined;
    }
  }

  function sessionsInFields(classNode: ClassNode): ReadonlyMap<string, SessionsInField> {
    const sessions = new Map<string, SessionsInField>();
    const note = (name: string | undefined, value: Node | null): void => {
      const client = name === undefined || !value ? undefined : madeBy(value);
      if (name !== undefined && client !== undefined) sessions.set(name, { client, holding: 'self' });
    };
    for (const member of classNode.body.body) if (isField(member) && !member.static) note(propertyName(member), member.value);
    const { values, elements } = fieldsOf(classNode);
    for (const [name, written] of values) for (const value of written) note(name, value);
    for (const [name, kept] of elements) {
      if (sessions.has(name)) continue;
      for (const client of kept.map(clientOf)) if (client !== undefined) sessions.set(name, { client, holding: 'holder' });
    }
    return sessions;
  }

  /** `@returnsOwned` on a function of which only the declaration is there: its type says which client. */
  function declaredOwned(node: CallExpression): Pick<Acquired, 'client' | 'library' | 'isPromised'> | undefined {
    const declaration = declarationOf(context, node.callee);
    if (declaration?.type !== 'TSDeclareFunction' || !tagsBefore(context, declaration).returnsOwned) return undefined;
    const type = declaration.returnType?.typeAnnotation;
    const isPromised = type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'Promise';
    const named = isPromised ? type.typeArguments?.params[0] : type;
    const client = named?.type === 'TSTypeReference' ? classes.ofTypeName(named.typeName) : undefined;
    return { client: client ?? unknownClient, library: 'declared', isPromised };
  }

  /** `origins.map(open)`, `Array.from(origins, open)`: the factory of a whole list. */
  function madeForEach(node: CallExpression): FunctionNode | undefined {
    const callee = withoutCasts(node.callee);
    if (!isMember(callee)) return undefined;
    const isFrom = isMember(callee, 'from') && callee.object.type === 'Identifier' && callee.object.name === 'Array';
    const factory = isMember(callee, 'map') && node.arguments.length < 3 ? node.arguments[0] : isFrom ? node.arguments[1] : undefined;
    const fn = factory && context.functionOf(factory);
    return fn?.generator === true ? undefined : fn;
  }

  /** `this.open()`: a subclass may override what nothing is proven by, but what makes a session here makes one. */
  function methodOfOwnClass(node: CallExpression): FunctionNode | undefined {
    const callee = withoutCasts(node.callee);
    const name = isMember(callee) && callee.object.type === 'ThisExpression' ? propertyName(callee) : undefined;
    return name === undefined ? undefined : context.methodOfThis(callee, name);
  }

  /** `origins.forEach(open)`: every session that the factory makes is dropped by `forEach`. */
  function factoryGivenToForEach(node: CallExpression): FunctionNode | undefined {
    const [first] = node.arguments;
    return isMember(node.callee, 'forEach') && first?.type === 'Identifier' ? context.functionOf(first) : undefined;
  }

  /** `new Redis({ lazyConnect: true })`. */
  function isLazy(client: ClientFacts, node: CallExpression | NewExpression): boolean {
    const { lazyWhen } = client;
    if (lazyWhen === undefined) return false;
    return node.arguments.some(
      (argument) =>
        argument.type === 'ObjectExpression' &&
        argument.properties.some((property) => property.type === 'Property' && propertyName(property) === lazyWhen.option && property.value.type === 'Literal' && property.value.value === lazyWhen.value),
    );
  }

  function of(node: CallExpression | NewExpression): Acquired | undefined {
    if (known.has(node)) return known.get(node);
    known.set(node, undefined);
    const acquired = compute(node);
    known.set(node, acquired);
    if (acquired === undefined) noteNothing(known, node);
    return acquired;
  }

  return { of, clientOf, clientOfClass: fromClass, sessionsInFields, ownerOfClass, ownerOfGiven };
}

/** The session is an element of a pair: taken apart, it is as an element of the list itself. */
const isIndex = (property: string): boolean => /^\d+$/u.test(property);
