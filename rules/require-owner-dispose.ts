import { everyElement } from './analysis/index.ts';
import type { FileAnalysis } from './analysis/analyse-file.ts';
import type { Effect, Exploration } from './analysis/engine.ts';
import type { FileContext } from './analysis/file-context.ts';
import type { ForeignFile } from './analysis/names/origins.ts';
import { flagsWhereMade } from './analysis/paths/field-flags.ts';
import type { Holding } from './analysis/paths/path-state.ts';
import type { EscapeSite, SessionRecord } from './analysis/sessions/session-record.ts';
import type { ClassNode, FieldNode, FunctionNode, Node, TSESTree } from './analysis/syntax/syntax.ts';
import { isMember, isNothing, propertyName, withoutCasts } from './analysis/syntax/unwrap.ts';
import { classOfThis, constructorOf, isField, isFunction, isWithin, ownerOf, walk } from './analysis/syntax/walk.ts';
import { createRule } from './rule/create-rule.ts';
import type { Finding, RuleInput } from './rule/create-rule.ts';
import { lineOf } from './rule/places.ts';
import { runsOnlyWithoutSession } from './rule/reconnects.ts';
import { closingMethod } from './analysis/sessions/closing-method.ts';

/** Methods by which a class is closed, by their names. */
const disposeNames = /^(?:@@asyncDispose|@@dispose|#?_?(?:close|dispose|disposeAsync|destroy|end|stop|shutdown|shutDown|disconnect|quit|terminate|release|teardown|tearDown|cleanup|cleanUp|logout|kill|finish|onModuleDestroy|onApplicationShutdown|disconnectedCallback|componentWillUnmount|ngOnDestroy)(?:All|Async|Session|Sessions|Client|Clients|Connection|Connections)?)$/u;
/** Methods that are called again while the class lives, by their names. */
const againNames = /^#?_?(?:connect|re(?:connect|open|start|set|fresh|new|create|init|load|store|build)|switch|rotate|replace|swap)/iu;

type MessageId = 'noDispose' | 'forgotten' | 'someWays' | 'constructorFails' | 'clearedLate' | 'overwritten' | 'forgottenSuper';

/** A class that makes a session and keeps it must close it when it is closed itself. */
export const requireOwnerDispose = createRule<MessageId>('require-owner-dispose', {
  type: 'problem',
  description: 'Require a class to close the sessions that it makes and keeps in fields.',
  hasSuggestions: false,
  messages: {
    noDispose: 'The class makes "{{name}}" and has no method that closes it. Add "async [Symbol.asyncDispose]() { await {{cure}}; }".',
    forgotten: '"{{method}}" closes the class without closing "{{name}}", which the class makes. Add "await {{cure}}" to it.',
    someWays: '"{{method}}" closes "{{name}}" on some ways only: line {{line}} leaves it open. Close it first, or in a "finally".',
    constructorFails: '"{{name}}" stays open when line {{line}} of the constructor throws: nobody has the object then. Make it last, or close it in a "catch".',
    clearedLate: '"{{name}}" is cleared on line {{line}} only after a close that may fail, and then keeps a session that is half closed. Take it out of the field first, then close it.',
    overwritten: '"{{name}}" may still be open when this puts something else in its place. Close the old one first.',
    forgottenSuper: '"{{method}}" hides the one of the base class, which closes "{{name}}". Call "await super.{{method}}()" in it.',
  },
  *check(input) {
    const fieldsOf = new Map<ClassNode, Map<string, SessionRecord[]>>();
    for (const session of [...input.analysis.sessions, ...input.analysis.owners]) {
      if (!session.field || session.disposal !== undefined || isMaker(session)) continue;
      const fields = fieldsOf.get(session.field.classNode) ?? new Map<string, SessionRecord[]>();
      fieldsOf.set(session.field.classNode, fields);
      fields.set(session.field.name, [...(fields.get(session.field.name) ?? []), session]);
    }
    for (const [classNode, fields] of fieldsOf) {
      for (const [name, sessions] of fields) yield* checkField(classNode, name, sessions, input);
    }
    yield* checkContainers(input);
    if (input.settings.mode === 'strict') yield* checkStatics(input);
    for (const classNode of input.analysis.classes) yield* checkSuper(classNode, input);
  },
});

/** What only makes clients holds nothing itself. */
const isMaker = ({ client }: Pick<SessionRecord, 'client'>): boolean => client.armedBy !== 'acquisition' && client.armedBy.length === 0;

interface Method {
  readonly node: TSESTree.MethodDefinition | FieldNode;
  readonly name: string;
  readonly fn: FunctionNode;
  /** Where it is inherited from a class of another file. */
  readonly file?: ForeignFile;
}

function methodsOf(classNode: ClassNode): Method[] {
  const methods: Method[] = [];
  for (const member of classNode.body.body) {
    const name = member.type === 'MethodDefinition' || isField(member) ? propertyName(member) : undefined;
    if (name === undefined) continue;
    if (member.type === 'MethodDefinition' && member.kind !== 'constructor' && !member.static && (member.value as { body?: unknown }).body) methods.push({ node: member, name, fn: member.value as FunctionNode });
    if (isField(member) && (member.value?.type === 'ArrowFunctionExpression' || member.value?.type === 'FunctionExpression')) methods.push({ node: member, name, fn: member.value });
  }
  return methods;
}

/** The methods of the base classes that the class has not put others in place of. */
function inheritedMethodsOf(classNode: ClassNode, { analysis }: RuleInput): Method[] {
  const seen = new Set<ClassNode>([classNode]);
  const own = new Set(methodsOf(classNode).map(({ name }) => name));
  const inherited: Method[] = [];
  let { context }: { context: FileContext | undefined } = analysis;
  let file: ForeignFile | undefined;
  for (let base = context?.baseOf(classNode); base !== undefined && !seen.has(base.classNode); base = context?.baseOf(base.classNode)) {
    seen.add(base.classNode);
    file = base.file ?? file;
    context = file?.context ?? context;
    for (const method of methodsOf(base.classNode)) {
      if (own.has(method.name)) continue;
      own.add(method.name);
      inherited.push(file === undefined ? method : { ...method, file });
    }
  }
  return inherited;
}

/** What a method, own or inherited, does to a session in a field. */
function effectOf({ fn, file }: Method, client: SessionRecord['client'], places: ReadonlyMap<string, Holding>, analysis: FileAnalysis): Effect {
  return (file ?? analysis).effectOn(fn, client, places);
}

const shown = (name: string): string => name.replace(/^@@(.*)$/u, '[Symbol.$1]');

function* checkField(classNode: ClassNode, name: string, sessions: readonly SessionRecord[], input: RuleInput): Iterable<Finding<MessageId>> {
  const [session] = sessions;
  if (session === undefined || !isArmedInClass(classNode, name, session, input)) return;
  const place = `this.${name}`;
  const places = placesOf(place, session);
  const at = declarationOf(classNode, name) ?? assignmentOf(session) ?? session.acquisition;
  const report = (messageId: MessageId, data: Record<string, string> = {}): Finding<MessageId> => ({ node: at, messageId, data: { name: place, cure: cureOf(place, at, session.property), ...data } });

  const defect = closingDefect(classNode, session, place, input);
  if (defect !== undefined && !isClosedWhereMade(sessions) && !isClosedByHandlers(classNode, sessions, places, input)) {
    yield report(defect.messageId, defect.data);
    return;
  }
  const twice = filledTwice(classNode, name, session, places, input);
  if (twice !== undefined) yield { node: twice, messageId: 'overwritten', data: { name: place } };
  const failing = twice !== undefined ? undefined : failingConstructor(classNode, sessions, places, input);
  if (failing !== undefined) {
    yield report('constructorFails', { line: lineOf(failing) });
    return;
  }
  const late = clearedLate(classNode, name, sessions);
  if (late !== undefined) {
    yield report('clearedLate', { line: lineOf(late) });
    return;
  }
  // What one method makes in either branch of a condition is made once.
  const isMadeInSeveral = new Set(sessions.map(({ acquisition }) => ownerOf(acquisition))).size > 1;
  const isOpenFromStart = isMadeInSeveral || declaredValue(classNode, name) !== undefined;
  for (const method of methodsOf(classNode)) {
    if (isPrivate(method) && runsOnlyWithoutSession(method.name, classNode, session.client, input.analysis)) continue;
    for (const leak of input.analysis.exploreFrom(method.fn, session.client, places).leaks) {
      if (leak.kind !== 'overwritten') continue;
      const isAgain = input.settings.mode === 'strict' || isOpenFromStart || againNames.test(method.name) || !putsSession(leak.node, sessions);
      if (isAgain) yield { node: leak.node, messageId: 'overwritten', data: { name: place } };
    }
  }
}

/** A session that is armed by a method holds something only where the class calls that. */
function isArmedInClass(classNode: ClassNode, name: string, session: SessionRecord, { analysis }: RuleInput): boolean {
  const { armedBy } = session.client;
  if (armedBy === 'acquisition' || session.isArmed) return true;
  if (isWithin(session.acquisition, session.value) && session.value !== session.acquisition && session.value.type === 'CallExpression') return true;
  return analysis.calls.some((call) => {
    const callee = withoutCasts(call.callee);
    if (!isMember(callee) || !armedBy.includes(propertyName(callee) ?? '')) return false;
    const object = withoutCasts(callee.object);
    const isField = isMember(object, name) && object.object.type === 'ThisExpression' && classOfThis(object) === classNode;
    return isField || (object.type === 'Identifier' && session.variables.some((variable) => variable === analysis.context.origins.variableOf(object)));
  });
}

/** A field that holds the session, or a list of them: `this.all = urls.map((url) => new Client(url))`. */
const placesOf = (place: string, { property }: SessionRecord): ReadonlyMap<string, Holding> => new Map([[place, property === everyElement ? 'holder' : 'self']]);

interface Defect {
  readonly messageId: MessageId;
  readonly data: Record<string, string>;
}

/** What is wrong with how the class closes the field: nothing closes it, or not on every way. */
function closingDefect(classNode: ClassNode, session: SessionRecord, place: string, input: RuleInput): Defect | undefined {
  const { analysis, settings } = input;
  const places = placesOf(place, session);
  const isClosedByBase = inheritedMethodsOf(classNode, input).some((method) => disposeNames.test(method.name) && effectOf(method, session.client, places, analysis).discharges === 'always');
  if (isClosedByBase) return undefined;
  const methods = callableMethodsOf(classNode, input);
  const dispose = methods.filter((method) => disposeNames.test(method.name));
  const flags = analysis.context && flagsWhereMade(analysis.context, classNode, session.acquisition);
  let partial: Defect | undefined;
  for (const method of dispose) {
    const effect = analysis.effectOn(method.fn, session.client, places, flags);
    if (effect.discharges === 'never') continue;
    const [leak] = analysis.exploreFrom(method.fn, session.client, places, {}, flags).leaks.filter((candidate) => candidate.kind !== 'overwritten');
    if (leak === undefined) return undefined;
    partial ??= { messageId: 'someWays', data: { method: shown(method.name), line: lineOf(leak.node) } };
  }
  if (partial) return partial;
  const others = methods.filter((method) => !dispose.includes(method));
  if (settings.mode === 'recommended' && others.some((method) => analysis.effectOn(method.fn, session.client, places).discharges === 'always') && dispose.length === 0) return undefined;
  const [forgetting] = dispose;
  // What a subclass must write may close it; only that class can tell.
  if (forgetting === undefined && settings.mode === 'recommended' && hasAbstractDispose(classNode)) return undefined;
  return forgetting ? { messageId: 'forgotten', data: { method: shown(forgetting.name) } } : { messageId: 'noDispose', data: {} };
}

/** The methods that may be called on an object: not the private ones that nobody calls but those that close it, and they say what for. */
function callableMethodsOf(classNode: ClassNode, { analysis }: RuleInput): Method[] {
  const methods = methodsOf(classNode);
  const closing = methods.filter((method) => disposeNames.test(method.name));
  return methods.filter((method) => !isPrivate(method) || analysis.context === undefined || isUsedOutside(method, closing, classNode, analysis.context));
}

function isUsedOutside(method: Method, closing: readonly Method[], classNode: ClassNode, context: FileContext): boolean {
  let isUsed = false;
  walk(classNode, context.input.visitorKeys, (node) => {
    isUsed ||= isMember(node, method.name) && node.object.type === 'ThisExpression' && !closing.some(({ fn }) => isWithin(node, fn));
    return !isUsed;
  });
  return isUsed;
}

const isPrivate = ({ node }: Method): boolean => node.key.type === 'PrivateIdentifier' || node.accessibility === 'private';

function hasAbstractDispose(classNode: ClassNode): boolean {
  return classNode.body.body.some((member) => member.type === 'TSAbstractMethodDefinition' && disposeNames.test(propertyName(member as unknown as TSESTree.MethodDefinition) ?? ''));
}

/** A field that is filled and closed in one method is only that method's variable. */
function isClosedWhereMade(sessions: readonly SessionRecord[]): boolean {
  return sessions.every((made) =>
    made.closes.some((site) => site.form !== 'not called' && (ownerOf(made.acquisition) === site.inFunction || (site.onEvent !== undefined && isWithin(site.node, made.owner)))),
  );
}

/** Handlers that are registered where the session is made close it however its work ends. */
function isClosedByHandlers(classNode: ClassNode, sessions: readonly SessionRecord[], places: ReadonlyMap<string, Holding>, { analysis }: RuleInput): boolean {
  return sessions.every((session) => {
    const exploration = fromMaking(classNode, session, places, analysis);
    return exploration !== undefined && exploration.closedPaths > 0 && exploration.atExit.length === 0;
  });
}

/** What becomes of a session in its field, from where it is made to the end of that function. */
function fromMaking(classNode: ClassNode, session: SessionRecord, places: ReadonlyMap<string, Holding>, analysis: FileAnalysis): Exploration | undefined {
  if (isFunction(session.owner)) return analysis.watch(session, { followsFields: true });
  const constructor = isField(session.owner) ? constructorOf(classNode) : undefined;
  return constructor && analysis.exploreFrom(constructor, session.client, places);
}

/** The constructor's assignment to a field that its declaration has filled already. */
function filledTwice(classNode: ClassNode, name: string, session: SessionRecord, places: ReadonlyMap<string, Holding>, { analysis }: RuleInput): Node | undefined {
  const constructor = constructorOf(classNode);
  if (!constructor || declaredValue(classNode, name) === undefined) return undefined;
  return analysis.exploreFrom(constructor, session.client, places).leaks.find((leak) => leak.kind === 'overwritten')?.node;
}

/** Where the constructor throws after the field is filled. */
function failingConstructor(classNode: ClassNode, sessions: readonly SessionRecord[], places: ReadonlyMap<string, Holding>, { analysis }: RuleInput): Node | undefined {
  const constructor = constructorOf(classNode);
  if (!constructor) return undefined;
  for (const session of sessions) {
    const thrown = session.owner !== constructor && isFunction(session.owner) ? undefined : fromMaking(classNode, session, places, analysis)?.leaks.find((leak) => leak.kind === 'throw');
    if (thrown) return thrown.node;
  }
  return undefined;
}

/** `await this.client.close(); this.client = undefined`: the second statement is not reached where the first fails. */
function clearedLate(classNode: ClassNode, name: string, sessions: readonly SessionRecord[]): Node | undefined {
  for (const site of sessions.flatMap((session) => session.closes)) {
    if (site.form !== 'bare call' || site.inFinallyOf !== undefined || closingMethod(site.client, site.method)?.mayThrow !== true) continue;
    const method = methodsOf(classNode).find((candidate) => candidate.fn === site.inFunction);
    if (!method || !disposeNames.test(method.name) || method.fn.body.type !== 'BlockStatement') continue;
    const cleared = method.fn.body.body.find((statement) => statement.range[0] >= site.node.range[1] && statement.type === 'ExpressionStatement' && isClearing(statement.expression, name));
    if (cleared) return cleared;
  }
  return undefined;
}

function isClearing(node: Node, name: string): boolean {
  if (node.type !== 'AssignmentExpression' || node.operator !== '=' || !isMember(node.left, name) || node.left.object.type !== 'ThisExpression') return false;
  return isNothing(node.right);
}

const putsSession = (assignment: Node, sessions: readonly SessionRecord[]): boolean => sessions.some((session) => isWithin(session.acquisition, assignment) || session.field?.filledBy === assignment);

function declarationOf(classNode: ClassNode, name: string): Node | undefined {
  return classNode.body.body.find((member) => isField(member) && propertyName(member) === name);
}

function declaredValue(classNode: ClassNode, name: string): Node | undefined {
  const member = declarationOf(classNode, name);
  return isField(member) && member.value?.type === 'NewExpression' ? member.value : undefined;
}

function assignmentOf(session: SessionRecord): Node | undefined {
  if (session.field?.filledBy.type === 'AssignmentExpression') return session.field.filledBy;
  for (let outer: Node | undefined = session.value; outer; outer = outer.parent) {
    if (outer.type === 'AssignmentExpression' && isMember(outer.left)) return outer;
    if (outer.type === 'ExpressionStatement' || outer.type === 'VariableDeclarator') return undefined;
  }
  return undefined;
}

/** A field with many sessions: a collection, list or object that the class fills, it must drain. */
function* checkContainers(input: RuleInput): Iterable<Finding<MessageId>> {
  const { analysis } = input;
  const seen = new Set<Node>();
  for (const session of analysis.sessions) {
    if (isMaker(session)) continue;
    for (const escape of session.escapes) {
      const container = containerFilledBy(escape, session, input);
      const classNode = container && classOfThis(container.at);
      if (!container || !classNode) continue;
      const { name, key, inRecord } = container;
      const declaration = declarationOf(classNode, name) ?? firstAssignment(classNode, name, input) ?? container.at;
      if (seen.has(declaration)) continue;
      const place = `this.${name}`;
      const places = new Map<string, Holding>([[place, inRecord === undefined ? 'holder' : 'records']]);
      if (key !== undefined) places.set(`${place}.${key}`, 'self');
      const methods = methodsOf(classNode);
      const onStack = new Map<string, Holding>([[place, 'stack']]);
      // What a call has made of the session may be the session again: `this.browser = await inTime(launch())`.
      const asItself = new Map<string, Holding>([[place, 'self']]);
      const closesIt = (method: Method): boolean => method.fn !== session.owner && [places, onStack, asItself].some((held) => effectOf(method, session.client, held, analysis).discharges !== 'never');
      if ([...methods, ...inheritedMethodsOf(classNode, input)].some(closesIt)) continue;
      // Its elements may be closed one by one, where they come back from elsewhere.
      const closesElements = key === undefined && analysis.closes.some((site) => site.client === session.client && site.form !== 'not called' && isWithin(site.node, classNode));
      if (closesElements && input.settings.mode === 'recommended') continue;
      seen.add(declaration);
      const forgetting = methods.find((method) => disposeNames.test(method.name));
      const whole = key === undefined ? place : `${place}.${key}`;
      const cure = stackCure(place, declaration) ?? (inRecord !== undefined ? `closeAll(Array.from(${elementsOf(place, declaration)}, ({ ${inRecord} }) => ${inRecord}))` : key === undefined ? `closeAll(${elementsOf(place, declaration)})` : `safelyCloseClient(${whole})`);
      yield { node: declaration, messageId: forgetting ? 'forgotten' : 'noDispose', data: { name: whole, method: forgetting ? shown(forgetting.name) : '', cure } };
    }
  }
}

interface FilledContainer {
  readonly name: string;
  /** The key under which the session stands in an object that is written out. */
  readonly key: string | undefined;
  /** The key under which it stands in each of the objects that the container has: `this.all.push({ socket, timer })`. */
  readonly inRecord: string | undefined;
  readonly at: Node;
}

/** The field of many sessions that an escape leads to: `this.all.push(s)`, `this.all[key] = s`, `all = [s]`, `this.all = { a: s }`. */
function containerFilledBy({ manner, node }: EscapeSite, session: SessionRecord, { analysis }: RuleInput): FilledContainer | undefined {
  if (manner === 'stored in container' || manner === 'put on stack') {
    const target = node.type === 'CallExpression' ? withoutCasts(node.callee) : node.type === 'AssignmentExpression' ? withoutCasts(node.left) : undefined;
    const object = target && isMember(target) ? withoutAlias(target.object, analysis.context) : undefined;
    const name = object && isMember(object) && object.object.type === 'ThisExpression' ? propertyName(object) : undefined;
    const stored = node.type === 'CallExpression' ? node.arguments : node.type === 'AssignmentExpression' ? [node.right] : [];
    const [inRecord] = stored.flatMap((value) => keyIn(withoutAlias(value, analysis.context), session, analysis.context) ?? []);
    return name === undefined ? undefined : { name, key: undefined, inRecord, at: node };
  }
  if (manner !== 'stored in field' || session.field !== undefined) return undefined;
  if (isField(node)) {
    const name = node.static ? undefined : propertyName(node);
    return name === undefined || !node.value ? undefined : { name, key: keyIn(node.value, session, analysis.context), inRecord: undefined, at: node };
  }
  const left = node.type === 'AssignmentExpression' ? node.left : undefined;
  const name = left && isMember(left) && left.object.type === 'ThisExpression' ? propertyName(left) : undefined;
  return name === undefined || node.type !== 'AssignmentExpression' ? undefined : { name, key: keyIn(node.right, session, analysis.context), inRecord: undefined, at: node };
}

/** `const running = this.running; running.add(client)`. */
function withoutAlias(node: Node, context: FileContext): Node {
  const inner = withoutCasts(node);
  const variable = inner.type === 'Identifier' ? context.origins.variableOf(inner) : undefined;
  const value = variable && context.origins.onlyValueOf(variable);
  return value ? withoutCasts(value) : inner;
}

function keyIn(value: Node, session: SessionRecord, { origins }: FileContext): string | undefined {
  const literal = withoutCasts(value);
  if (literal.type !== 'ObjectExpression') return undefined;
  const property = literal.properties.find((candidate) => {
    const kept = candidate.type === 'Property' ? withoutCasts(candidate.value) : undefined;
    const variable = kept?.type === 'Identifier' ? origins.variableOf(kept) : undefined;
    return kept === withoutCasts(session.value) || (variable !== undefined && session.variables.includes(variable));
  });
  return property?.type === 'Property' ? propertyName(property) : undefined;
}

function firstAssignment(classNode: ClassNode, name: string, { analysis }: RuleInput): Node | undefined {
  const constructor = constructorOf(classNode);
  const node = constructor && analysis.context.graphOf(constructor).nodes.find(({ ast }) => ast.type === 'AssignmentExpression' && isMember(ast.left, name) && ast.left.object.type === 'ThisExpression');
  return node?.ast;
}

/** What closes a field: by itself, or where it holds many sessions, all of them. */
function cureOf(place: string, declaration: Node, property: string | undefined): string {
  return property === everyElement ? `closeAll(${elementsOf(place, declaration)})` : `safelyCloseClient(${place})`;
}

/** A stack of disposables is disposed by its own method. */
function stackCure(place: string, declaration: Node): string | undefined {
  const value = isField(declaration) ? declaration.value : declaration.type === 'AssignmentExpression' ? declaration.right : undefined;
  const name = value?.type === 'NewExpression' && value.callee.type === 'Identifier' ? value.callee.name : undefined;
  return name === 'AsyncDisposableStack' ? `${place}.disposeAsync()` : name === 'DisposableStack' ? `${place}.dispose()` : undefined;
}

/** All that a field holds, by what it is filled with first or by its type: a list and a set as they are, a map and an object by their values. */
function elementsOf(place: string, declaration: Node): string {
  const type = isField(declaration) ? declaration.typeAnnotation?.typeAnnotation : undefined;
  const value = isField(declaration) ? declaration.value : declaration.type === 'AssignmentExpression' ? declaration.right : undefined;
  const made = value ? withoutCasts(value) : undefined;
  const name = made?.type === 'NewExpression' ? made.callee : type?.type === 'TSTypeReference' ? type.typeName : undefined;
  if (name?.type === 'Identifier' && (name.name === 'Map' || name.name === 'ReadonlyMap')) return `${place}.values()`;
  const isObject = made?.type === 'ObjectExpression' || type?.type === 'TSTypeLiteral' || (name?.type === 'Identifier' && ['Record', 'Partial'].includes(name.name));
  return isObject ? `Object.values(${place})` : place;
}

/** A static field lives as long as the process: `strict` wants it closed all the same. */
function* checkStatics({ analysis }: RuleInput): Iterable<Finding<MessageId>> {
  const seen = new Set<Node>();
  for (const session of analysis.sessions) {
    const { declaration, name, text } = staticFilledBy(session, analysis) ?? {};
    if (!declaration || name === undefined || text === undefined || seen.has(declaration)) continue;
    seen.add(declaration);
    const isClosed = analysis.closes.some((site) => site.session !== undefined && isMember(withoutCasts(site.session), name));
    if (!isClosed) yield { node: declaration, messageId: 'noDispose', data: { name: text, cure: `safelyCloseClient(${text})` } };
  }
}

/** `static client = new Client(url)`, `Api.client = new Client(url)`. */
function staticFilledBy(session: SessionRecord, { context }: RuleInput['analysis']): { declaration: Node; name: string; text: string } | undefined {
  const { owner } = session;
  if (isField(owner) && owner.static && owner.value && withoutCasts(owner.value) === withoutCasts(session.value)) {
    const name = propertyName(owner);
    return name === undefined ? undefined : { declaration: owner, name, text: `${owner.parent.parent.id?.name ?? 'this'}.${name}` };
  }
  const assignment = assignmentOf(session);
  if (assignment?.type !== 'AssignmentExpression' || !isMember(assignment.left)) return undefined;
  const classNode = context?.classOf(assignment.left.object);
  const name = propertyName(assignment.left);
  const declaration = classNode && name !== undefined ? declarationOf(classNode, name) : undefined;
  return declaration && name !== undefined ? { declaration, name, text: context?.textOf(assignment.left) ?? name } : undefined;
}

/** A dispose method that hides the base's, which closes the base's sessions, must call it. */
function* checkSuper(classNode: ClassNode, { analysis }: RuleInput): Iterable<Finding<MessageId>> {
  const { context } = analysis;
  const base = context?.baseOf(classNode);
  const acquisitions = base?.file?.engine.acquisitions ?? analysis.acquisitions;
  if (base === undefined || acquisitions === undefined) return;
  const fields = [...acquisitions.sessionsInFields(base.classNode)].filter(([, { client }]) => !isMaker({ client }));
  for (const method of fields.length === 0 ? [] : methodsOf(classNode)) {
    const hidden = disposeNames.test(method.name) ? methodsOf(base.classNode).find((candidate) => candidate.name === method.name) : undefined;
    if (!hidden) continue;
    for (const [name, { client, holding }] of fields) {
      const places = new Map([[`this.${name}`, holding]]);
      if (effectOf(base.file ? { ...hidden, file: base.file } : hidden, client, places, analysis).discharges === 'never') continue;
      const own = analysis.exploreFrom(method.fn, client, places);
      const [leak] = own.leaks.filter(({ kind }) => kind !== 'overwritten');
      if (leak === undefined) continue;
      const isNever = own.closedPaths === 0 && own.handedPaths === 0;
      yield { node: method.node.key, messageId: isNever ? 'forgottenSuper' : 'someWays', data: { name: `this.${name}`, method: shown(method.name), line: lineOf(leak.node) } };
      break;
    }
  }
}
