/**
 * Which expressions make a session, and which client an expression is.
 */
import type { Acquisition, ClientFacts, LibraryFacts } from 'safely-close/clients';
import { createElementClients, fieldDeclared } from './element-clients.ts';
import { functionOfParameter } from '../names/callee.ts';
import { annotatedTypes } from '../file-context.ts';
import type { FileContext } from '../file-context.ts';
import { forwardedCall } from '../names/forwarded-call.ts';
import { parameterOf, receivedBy, recipientOf } from '../paths/handed-to-callback.ts';
import type { HandedTo } from '../paths/handed-to-callback.ts';
import { elementMethods } from '../names/known-calls.ts';
import { noteNothing } from './open-questions.ts';
import { writesOf } from '../names/origins.ts';
import { fieldBehindGetter } from '../names/own-getters.ts';
import type { Origin } from '../names/origins.ts';
import { ownClass } from '../effects/owner-classes.ts';
import { declarationOf, tagsBefore } from './ownership-tags.ts';
import { unknownClient } from '../settings.ts';
import type { AnalysisSettings } from '../settings.ts';
import type { CallExpression, ClassNode, FunctionNode, NewExpression, Node, TSESTree, Variable } from '../syntax/syntax.ts';
import { isMember, listOf, propertyName, withoutAwait, withoutCasts } from '../syntax/unwrap.ts';
import { classOfThis, isField, isFunction } from '../syntax/walk.ts';
import { writtenFields } from '../names/written-fields.ts';
import type { WrittenFields } from '../names/written-fields.ts';

/** The key of a session that stands for every element of a list. */
export const everyElement = '*';

/** What a call gives. */
export type Giving =
  /** The session, or an object or list that holds it. */
  | 'session'
  /** A function that closes it: a session that has no other name. */
  | 'closer'
  /** An iterator: each of its steps makes one. */
  | 'iterator';

/** A session that an expression makes. */
export interface Acquired {
  readonly gives: Giving;
  readonly client: ClientFacts;
  readonly library: string;
  /** Whether the call gives a promise of it. */
  readonly isPromised: boolean;
  /** Where a factory hands it out inside an object or array: its key. */
  readonly property: string | undefined;
  /** Keys of the same object under which the factory hands out a function that closes it. */
  readonly closers: readonly string[];
  /** The argument that it wraps, where that is a session of its own. */
  readonly wraps: Node | undefined;
  /** Whether an option of the acquisition puts the arming off. */
  readonly isLazy: boolean;
  /** Whether a function that made it has armed it. */
  readonly isArmed: boolean;
  /** Other sessions that the same call hands out, under other keys. */
  readonly others: readonly Acquired[];
  /** What the same result says besides, under which key: `{ ok: true, session }` where a session is in it. */
  readonly literals: ReadonlyMap<string, boolean>;
  /** The factory whose body was looked into. */
  readonly through: FunctionNode | undefined;
  /** Where the call gives nothing, and hands the session to a function that it is given. */
  readonly handedTo: HandedTo | undefined;
  /** The variable of what it was made to close: whoever closes that has closed it. */
  readonly inside: Variable | undefined;
}

/** What a function hands to its caller, found by looking into it. */
export interface HandedOut {
  readonly gives: Giving;
  readonly client: ClientFacts;
  readonly library: string;
  readonly property: string | undefined;
  readonly closers: readonly string[];
  readonly literals: ReadonlyMap<string, boolean>;
  readonly isPromised: boolean;
  /** Whether it holds something when the caller gets it. */
  readonly isArmed: boolean;
  readonly others: readonly HandedOut[];
}

export interface Acquisitions {
  /** The client that a class of this file is, by what it extends. */
  clientOfClass(node: ClassNode): { readonly client: ClientFacts; readonly library: string } | undefined;
  /** The session that a call or `new` makes, if it makes one. */
  of(node: CallExpression | NewExpression): Acquired | undefined;
  /** The client that an expression's value is, wherever it was made. */
  clientOf(node: Node): ClientFacts | undefined;
  /** The sessions that a class makes and keeps in fields, by the field's name. */
  sessionsInFields(classNode: ClassNode): ReadonlyMap<string, SessionsInField>;
  /** What a class's instances are to those who make them, where they keep sessions. */
  ownerOfClass(classNode: ClassNode): ClientFacts | undefined;
  /** What an instance is that is given a session as the argument at `index`, where some method of its class closes that. */
  ownerOfGiven(classNode: ClassNode, index: number, client: ClientFacts): ClientFacts | undefined;
}

/** What a field keeps: one session, or a collection of them. */
export interface SessionsInField {
  readonly client: ClientFacts;
  readonly holding: 'self' | 'holder';
}

const longestLookUp = 10;

/** Whether `module` is one of the library's, or a sub-path of one. */
function leadsTo(module: string, library: LibraryFacts): boolean {
  return library.modules.some((name) => module === name || module.startsWith(`${name}/`));
}

function exportMatches(path: readonly string[], module: string, library: LibraryFacts, wanted: string): boolean {
  const plain = path[0] === 'default' ? path.slice(1) : path;
  if (wanted === 'default') return plain.length === 0 && library.modules.includes(module);
  if (plain.join('.') === wanted) return true;
  // A deep path of the package exports the class under its name or as the default.
  return plain.length === 0 && !library.modules.includes(module) && module.replace(/\.[cm]?js$/u, '').endsWith(`/${wanted}`);
}

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
  const known = new Map<Node, Acquired | undefined>();

  const librariesOfModules = new Map<string, readonly LibraryFacts[]>();
  function librariesOf(origin: Origin): readonly LibraryFacts[] {
    const module = origin.kind === 'module' ? origin.module : origin.kind === 'global' ? 'globalThis' : undefined;
    if (module === undefined) return [];
    const before = librariesOfModules.get(module);
    if (before) return before;
    const libraries = settings.libraries.filter((library) => leadsTo(module, library));
    librariesOfModules.set(module, libraries);
    return libraries;
  }

  function fromExport(origin: Origin, by: 'new' | 'call'): { client: ClientFacts; library: string; acquisition: Acquisition } | undefined {
    const isGlobal = origin.kind === 'global';
    for (const library of librariesOf(origin)) {
      const path = origin.kind === 'module' || origin.kind === 'global' ? origin.path : [];
      const plain = isGlobal && path[0] === 'globalThis' ? path.slice(1) : path;
      for (const client of library.clients) {
        for (const acquisition of client.acquiredBy) {
          if (acquisition.by !== by) continue;
          const matches = origin.kind === 'module' ? exportMatches(path, origin.module, library, acquisition.export) : plain.join('.') === acquisition.export;
          if (matches) return { client, library: library.library, acquisition };
        }
      }
    }
    return undefined;
  }

  function fromClass(node: ClassNode, depth: number): { client: ClientFacts; library: string } | undefined {
    if (depth > longestLookUp || !node.superClass) return undefined;
    const origin = origins.of(node.superClass);
    if (origin === undefined) return undefined;
    if (origin.kind === 'class') return fromClass(origin.node, depth + 1);
    return origin.kind === 'foreign' ? fromForeignClass(origin) : fromExport(origin, 'new');
  }

  function fromForeignClass(origin: Origin & { readonly kind: 'foreign' }): { client: ClientFacts; library: string } | undefined {
    const { node, file } = origin;
    return node.type === 'ClassDeclaration' || node.type === 'ClassExpression' ? file.engine.acquisitions.clientOfClass(node) : undefined;
  }

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
    const whole = { gives: 'session', property: undefined, closers: [], wraps: undefined, through: undefined, isLazy: false, isArmed: false, others: [], literals: new Map(), handedTo: undefined, inside: undefined } as const;
    if (node.type === 'NewExpression') {
      const origin = origins.of(node.callee);
      if (origin === undefined || (origin.kind === 'module' && !origin.module.startsWith('.') && fromExport(origin, 'new') === undefined)) {
        const typed = byType(node);
        return typed && { ...whole, ...typed, isPromised: false, wraps: undefined };
      }
      const found = (origin.kind === 'module' ? (fromExport(origin, 'new') ?? byType(node)) : undefined) ?? (origin.kind === 'class' ? fromClass(origin.node, 0) : origin.kind === 'foreign' ? fromForeignClass(origin) : fromExport(origin, 'new'));
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
    if (constructed) return { ...whole, client: constructed.client, library: constructed.library, isPromised: false };
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
      return handed?.property === undefined && handed?.gives === 'session' ? { ...whole, ...handed, others: [], property: everyElement, through: each } : undefined;
    }
    const fn = context.functionOf(detour ?? node.callee) ?? methodOfOwnClass(node) ?? context.methodOfDeclared(node.callee) ?? factoryGivenToForEach(node);
    const foreign = fn === undefined ? context.foreignFunctionOf(node.callee) : undefined;
    if (foreign) {
      const handed = foreign.file.handedOutBy(foreign.fn);
      return handed && { ...whole, ...handed, others: handed.others.map((other) => ({ ...whole, ...other, others: [] })) };
    }
    if (fn === undefined) return undefined;
    const handed = handedOutBy(fn);
    return handed && { ...whole, ...handed, others: handed.others.map((other) => ({ ...whole, ...other, others: [], through: fn })), through: fn };
  }

  /** `Reflect.construct(Client, [url])`. */
  function constructedBy(node: CallExpression): { client: ClientFacts; library: string } | undefined {
    const [constructor] = node.arguments;
    if (!isMember(node.callee, 'construct') || constructor === undefined) return undefined;
    const reflect = origins.of(node.callee);
    const origin = reflect?.kind === 'global' && reflect.path.join('.') === 'Reflect.construct' ? origins.of(constructor) : undefined;
    return origin && (origin.kind === 'class' ? fromClass(origin.node, 0) : origin.kind === 'module' ? fromExport(origin, 'new') : undefined);
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

  /** The client that a value is by its declared type. */
  function byType(node: Node): { client: ClientFacts; library: string } | undefined {
    for (const declared of context.input.types?.classesOf(node) ?? []) {
      for (const library of settings.libraries) {
        if (!library.modules.includes(declared.module) && !library.modules.includes(`node:${declared.module}`)) continue;
        const client = library.clients.find((candidate) => candidate.name === declared.name || candidate.typeNames?.includes(declared.name) === true || candidate.acquiredBy.some((acquisition) => acquisition.by === 'new' && acquisition.export === declared.name));
        if (client) return { client, library: library.library };
      }
    }
    return undefined;
  }

  /** `@returnsOwned` on a function of which only the declaration is there: its type says which client. */
  function declaredOwned(node: CallExpression): Pick<Acquired, 'client' | 'library' | 'isPromised'> | undefined {
    const declaration = declarationOf(context, node.callee);
    if (declaration?.type !== 'TSDeclareFunction' || !tagsBefore(context, declaration).returnsOwned) return undefined;
    const type = declaration.returnType?.typeAnnotation;
    const isPromised = type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'Promise';
    const named = isPromised ? type.typeArguments?.params[0] : type;
    const client = named?.type === 'TSTypeReference' ? clientOfTypeName(named.typeName) : undefined;
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

  function clientOfType(pattern: Node): ClientFacts | undefined {
    for (const name of annotatedTypes(pattern)) {
      const client = clientOfTypeName(name);
      if (client) return client;
    }
    return undefined;
  }

  function clientOfTypeName(name: Node): ClientFacts | undefined {
    const origin = name.type === 'Identifier' ? origins.of(name) : name.type === 'TSQualifiedName' ? originOfQualified(name) : undefined;
    if (origin === undefined || origin.kind === 'function') return undefined;
    if (origin.kind === 'class') return fromClass(origin.node, 0)?.client;
    if (origin.kind === 'foreign') return fromForeignClass(origin)?.client;
    return (fromExport(origin, 'new') ?? fromName(origin))?.client;
  }

  /** A type that only a factory makes is known by the client's name: `http2.ClientHttp2Session`. */
  function fromName(origin: Origin): { client: ClientFacts } | undefined {
    if (origin.kind !== 'module') return undefined;
    const last = origin.path.at(-1);
    for (const library of librariesOf(origin)) {
      const client = library.clients.find((candidate) => candidate.name === last || (last !== undefined && candidate.typeNames?.includes(last) === true));
      if (client) return { client };
    }
    return undefined;
  }

  function originOfQualified(name: TSESTree.TSQualifiedName): Origin | undefined {
    const left = name.left.type === 'Identifier' ? origins.of(name.left) : name.left.type === 'TSQualifiedName' ? originOfQualified(name.left) : undefined;
    return left?.kind === 'module' ? { ...left, path: [...left.path, name.right.name] } : undefined;
  }

  const clientsOfVariables = new Map<Variable, ClientFacts | undefined>();
  function clientOfVariable(variable: Variable, depth: number): ClientFacts | undefined {
    if (clientsOfVariables.has(variable)) return clientsOfVariables.get(variable);
    clientsOfVariables.set(variable, undefined);
    const client = findClient(variable, depth);
    clientsOfVariables.set(variable, client);
    if (client === undefined) noteNothing(clientsOfVariables, variable);
    return client;
  }

  function findClient(variable: Variable, depth: number): ClientFacts | undefined {
    for (const identifier of variable.identifiers) {
      const client = clientOfType(identifier);
      if (client) return client;
    }
    const given = clientOfListenerArgument(variable, depth) ?? clientReceived(variable);
    if (given) return given;
    for (const reference of writesOf(variable)) {
      const written = reference.writeExpr;
      if (!written) continue;
      const parent = written.parent;
      const target = parent?.type === 'VariableDeclarator' ? parent.id : parent?.type === 'AssignmentExpression' ? parent.left : undefined;
      if (target === reference.identifier) {
        const client = lookUp(written, depth + 1);
        if (client) return client;
      } else if (target?.type === 'ObjectPattern' || target?.type === 'ArrayPattern') {
        const client = clientThroughPattern(target, reference.identifier, written, depth);
        if (client) return client;
      }
    }
    return elementClients.ofVisitor(variable, depth + 1);
  }

  const elementClients = createElementClients(context, {
    lookUp,
    clientOfTypeName,
    madeForEach(call) {
      const acquired = of(call);
      return acquired?.property === everyElement ? acquired.client : undefined;
    },
    fieldAt(member) {
      const classNode = classOfThis(member);
      const name = propertyName(member);
      if (!classNode || name === undefined) return undefined;
      const { values, elements } = fieldsOf(classNode);
      return { declaration: fieldDeclared(classNode.body.body, name), values: values.get(name) ?? [], elements: elements.get(name) ?? [] };
    },
  });

  /** `s.on('end', (status, data, headers, self) => …)`: the argument that is the session itself. */
  function clientOfListenerArgument(variable: Variable, depth: number): ClientFacts | undefined {
    const fn = functionOfParameter(variable);
    const call = fn?.parent;
    if (!fn || call?.type !== 'CallExpression') return undefined;
    const callee = withoutCasts(call.callee);
    const [event, listener] = call.arguments;
    if (listener !== fn || event?.type !== 'Literal' || !isMember(callee)) return undefined;
    const client = lookUp(callee.object, depth + 1);
    if (!client?.passesItself || client.listens?.includes(propertyName(callee) ?? '') !== true) return undefined;
    const position = fn.params.findIndex((parameter) => parameter.type === 'Identifier' && variable.identifiers.includes(parameter));
    return client.passesItself[String(event.value)] === position ? client : undefined;
  }

  /** `pool.getConnection((error, connection) => …)`. */
  function clientReceived(variable: Variable): ClientFacts | undefined {
    const fn = functionOfParameter(variable);
    const acquired = fn && receivedBy(acquisitions, fn);
    const parameter = acquired?.handedTo && parameterOf(acquired.handedTo);
    return parameter?.type === 'Identifier' && variable.identifiers.includes(parameter) ? acquired?.client : undefined;
  }

  /** `const { client } = open()`, `const [first, second] = await Promise.all([open(), open()])`. */
  function clientThroughPattern(pattern: TSESTree.ObjectPattern | TSESTree.ArrayPattern, target: Node, written: Node, depth: number): ClientFacts | undefined {
    const key = pattern.type === 'ArrayPattern' ? String(pattern.elements.findIndex((element) => element === target)) : keyOfPattern(pattern, target);
    if (key === undefined || key === '-1') return undefined;
    const part = pattern.type === 'ArrayPattern' ? listOf(written)?.elements[Number(key)] : undefined;
    if (part) return lookUp(part, depth + 1);
    const call = withoutAwait(written);
    if (call.type !== 'CallExpression') return undefined;
    const acquired = of(call);
    return acquired && [acquired, ...acquired.others].find(({ property }) => property === key || property === everyElement)?.client;
  }

  function keyOfPattern(pattern: TSESTree.ObjectPattern, target: Node): string | undefined {
    const property = pattern.properties.find((candidate) => candidate.type === 'Property' && candidate.value === target);
    return property?.type === 'Property' ? propertyName(property) : undefined;
  }

  function clientOfField(classNode: ClassNode, name: string, depth: number): ClientFacts | undefined {
    for (const member of classNode.body.body) {
      if (isField(member) && propertyName(member) === name) {
        const client = clientOfType(member) ?? (member.value ? lookUp(member.value, depth + 1) : undefined);
        if (client) return client;
      }
    }
    for (const written of fieldsOf(classNode).values.get(name) ?? []) {
      const client = lookUp(written, depth + 1);
      if (client) return client;
    }
    return undefined;
  }

  /** `state.client`, by the declared type of `state`, what it was written out with, or what is assigned to it. */
  function clientOfPart(object: Node, name: string, depth: number): ClientFacts | undefined {
    const inner = withoutCasts(object);
    const variable = inner.type === 'Identifier' ? origins.variableOf(inner) : undefined;
    if (variable === undefined || depth > longestLookUp) return undefined;
    for (const member of variable.identifiers.flatMap(membersOfType)) {
      const client = propertyName(member) === name ? clientOfType(member) : undefined;
      if (client) return client;
    }
    const literal = origins.onlyValueOf(variable);
    if (literal?.type !== 'ObjectExpression') return undefined;
    const written = literal.properties.flatMap((property) => (property.type === 'Property' && propertyName(property) === name ? [property.value] : []));
    const assigned = variable.references.flatMap(({ identifier }): Node[] => {
      const member = identifier.parent as Node | undefined;
      const assignment = member?.parent;
      return member && isMember(member, name) && member.object === identifier && assignment?.type === 'AssignmentExpression' && assignment.left === member ? [assignment.right] : [];
    });
    for (const value of [...written, ...assigned]) {
      const client = lookUp(value, depth + 1);
      if (client) return client;
    }
    return undefined;
  }

  const fields = new Map<ClassNode, WrittenFields>();
  function fieldsOf(classNode: ClassNode): WrittenFields {
    const known = fields.get(classNode);
    if (known !== undefined) return known;
    const written = writtenFields(classNode, context.input.visitorKeys);
    fields.set(classNode, written);
    return written;
  }

  function lookUp(node: Node, depth: number): ClientFacts | undefined {
    if (depth > longestLookUp) return undefined;
    const inner = withoutAwait(node);
    switch (inner.type) {
      case 'NewExpression':
      case 'CallExpression': {
        const acquired = of(inner);
        if (acquired && acquired.library !== ownClass) return isItsResult(acquired) ? acquired.client : undefined;
        if (inner.type === 'CallExpression') {
          if (isClosing(context, inner) && inner.arguments[0]) return lookUp(inner.arguments[0], depth + 1);
          const callee = withoutCasts(inner.callee);
          if (isMember(callee)) {
            const parent = lookUp(callee.object, depth + 1);
            const method = propertyName(callee);
            if (parent && method !== undefined && parent.chains?.includes(method)) return parent;
            if (method !== undefined && elementMethods.has(method)) return elementClients.ofElements(callee.object, depth + 1);
          }
        }
        return undefined;
      }
      case 'Identifier': {
        const variable = origins.variableOf(inner);
        return variable && clientOfVariable(variable, depth);
      }
      case 'MemberExpression': {
        const name = propertyName(inner);
        // `list[index]`, `byKey[key]`.
        if (name === undefined || /^\d+$/u.test(name)) return elementClients.ofElements(inner.object, depth + 1);
        // `this.client`, or `Api.client` of a static field.
        const classNode = inner.object.type === 'ThisExpression' ? classOfThis(inner) : context.classOf(inner.object);
        return classNode ? clientOfField(classNode, fieldBehindGetter(classNode, name) ?? name, depth) : clientOfPart(inner.object, name, depth);
      }
      case 'LogicalExpression':
        return lookUp(inner.left, depth + 1) ?? lookUp(inner.right, depth + 1);
      case 'ConditionalExpression':
        return lookUp(inner.consequent, depth + 1) ?? lookUp(inner.alternate, depth + 1);
      case 'AssignmentExpression':
        return inner.operator === '=' || inner.operator === '??=' || inner.operator === '||=' ? lookUp(inner.right, depth + 1) : undefined;
      default:
        return undefined;
    }
  }

  const clients = new Map<Node, ClientFacts | undefined>();
  function clientOf(node: Node): ClientFacts | undefined {
    if (clients.has(node)) return clients.get(node);
    clients.set(node, undefined);
    const inner = withoutCasts(node);
    const client = lookUp(node, 0) ?? (inner.type === 'Identifier' || inner.type === 'MemberExpression' ? byType(inner)?.client : undefined);
    clients.set(node, client);
    if (client === undefined) noteNothing(clients, node);
    return client;
  }

  const acquisitions: Acquisitions = { of, clientOf, clientOfClass: (node) => fromClass(node, 0), sessionsInFields, ownerOfClass, ownerOfGiven };
  return acquisitions;
}

/** `{ client: Client }` written next to a variable. */
function membersOfType(pattern: Node): readonly TSESTree.TSPropertySignature[] {
  const annotation = 'typeAnnotation' in pattern ? (pattern.typeAnnotation as TSESTree.TSTypeAnnotation | undefined)?.typeAnnotation : undefined;
  return annotation?.type === 'TSTypeLiteral' ? annotation.members.filter((member) => member.type === 'TSPropertySignature') : [];
}

/** Whether what a call gives is the session itself. */
const isItsResult = (acquired: Acquired): boolean => acquired.gives === 'session' && acquired.property === undefined && acquired.handedTo === undefined;

/** Whether a call is the runtime's export `name`, by import from the runtime's module. */
export function isRuntimeCall(context: FileContext, node: Node, names: readonly string[]): boolean {
  if (node.type !== 'CallExpression') return false;
  return isRuntimeFunction(context, node.callee, names);
}

export function isRuntimeFunction(context: FileContext, node: Node, names: readonly string[]): boolean {
  const origin = context.origins.of(node, 'runtime');
  if (origin?.kind !== 'module') return false;
  const { module } = context.settings.runtime;
  const name = origin.path.at(-1);
  return (origin.module === module || origin.module === 'safely-close') && name !== undefined && names.includes(name);
}

/** `closing(session)`: the same session, disposable. */
export function isClosing(context: FileContext, node: CallExpression): boolean {
  return isRuntimeCall(context, node, ['closing']);
}
