import type { SessionRecord } from './analysis/session-record.ts';
import type { ClassNode, FunctionNode, Node, TSESTree } from './analysis/syntax.ts';
import { isMember, propertyName } from './analysis/unwrap.ts';
import { isWithin, ownerOf } from './analysis/walk.ts';
import { createRule } from './rule/create-rule.ts';
import type { RuleInput } from './rule/create-rule.ts';

const disposeNames = /^(?:@@asyncDispose|@@dispose|#?_?(?:close|dispose|disposeAsync|destroy|end|stop|shutdown|shutDown|disconnect|quit|terminate|release|teardown|tearDown|cleanup|cleanUp|logout|kill|finish|onModuleDestroy|onApplicationShutdown|disconnectedCallback|componentWillUnmount|ngOnDestroy)(?:All|Async|Session|Sessions|Client|Clients|Connection|Connections)?)$/u;

type MessageId = 'noDispose' | 'forgotten' | 'overwritten' | 'forgottenSuper';

/** A class that makes a session and keeps it must close it when it is closed itself. */
export const requireOwnerDispose = createRule<MessageId>('require-owner-dispose', {
  type: 'problem',
  description: 'Require a class to close the sessions that it makes and keeps in fields.',
  hasSuggestions: false,
  messages: {
    noDispose: 'The class makes "{{name}}" and has no method that closes it. Add "async [Symbol.asyncDispose]() { await safelyCloseClient({{name}}); }".',
    forgotten: '"{{method}}" closes the class without closing "{{name}}", which the class makes. Add "await safelyCloseClient({{name}})" to it.',
    overwritten: '"{{name}}" may still be open when this puts another session in its place. Close the old one first.',
    forgottenSuper: '"{{method}}" hides the one of the base class, which closes "{{name}}". Call "await super.{{method}}()" in it.',
  },
  *check(input) {
    const byClass = new Map<ClassNode, Map<string, SessionRecord[]>>();
    for (const session of input.analysis.sessions) {
      // What only makes clients holds nothing itself.
      const isMaker = session.client.armedBy !== 'acquisition' && session.client.armedBy.length === 0;
      if (!session.field || session.disposal !== undefined || isMaker) continue;
      const fields = byClass.get(session.field.classNode) ?? new Map<string, SessionRecord[]>();
      byClass.set(session.field.classNode, fields);
      fields.set(session.field.name, [...(fields.get(session.field.name) ?? []), session]);
    }
    for (const [classNode, fields] of byClass) {
      for (const [name, sessions] of fields) yield* checkField(classNode, name, sessions, input);
    }
    for (const classNode of input.analysis.classes) yield* checkSuper(classNode, byClass, input);
  },
});

interface Method {
  readonly node: TSESTree.MethodDefinition | TSESTree.PropertyDefinition;
  readonly name: string;
  readonly fn: FunctionNode;
}

function methodsOf(classNode: ClassNode): Method[] {
  const methods: Method[] = [];
  for (const member of classNode.body.body) {
    const name = member.type === 'MethodDefinition' || member.type === 'PropertyDefinition' ? propertyName(member) : undefined;
    if (name === undefined) continue;
    if (member.type === 'MethodDefinition' && member.kind !== 'constructor' && !member.static && (member.value as { body?: unknown }).body) methods.push({ node: member, name, fn: member.value as FunctionNode });
    if (member.type === 'PropertyDefinition' && (member.value?.type === 'ArrowFunctionExpression' || member.value?.type === 'FunctionExpression')) methods.push({ node: member, name, fn: member.value });
  }
  return methods;
}

function* checkField(classNode: ClassNode, name: string, sessions: readonly SessionRecord[], input: RuleInput) {
  const [session] = sessions;
  if (session === undefined) return;
  const place = `this.${name}`;
  const places = new Map([[place, 'self' as const]]);
  const methods = methodsOf(classNode);
  const closing = methods.filter((method) => input.analysis.effectOn(method.fn, session.client, places).discharges !== 'never');
  const dispose = methods.filter((method) => disposeNames.test(method.name));
  const isClosedByOwner = closing.some((method) => disposeNames.test(method.name)) || (dispose.length === 0 && closing.some((method) => input.analysis.effectOn(method.fn, session.client, places).discharges === 'always'));
  const isClosedWhereMade = session.closes.some((site) => site.form !== 'not called' && sessions.some((made) => ownerOf(made.acquisition) === site.inFunction || (site.onEvent !== undefined && isWithin(site.node, made.owner))));
  if (!isClosedByOwner && !isClosedWhereMade && !isHandedOut(place, session, input)) {
    const [forgetting] = dispose;
    yield {
      node: declarationOf(classNode, name) ?? assignmentOf(session) ?? session.acquisition,
      messageId: forgetting ? ('forgotten' as const) : ('noDispose' as const),
      data: { name: place, method: forgetting?.name.replace(/^@@(.*)$/u, '[Symbol.$1]') ?? '' },
    };
    return;
  }
  for (const made of sessions) {
    const assignment = assignmentOf(made);
    const { owner } = made;
    if (!assignment || owner.type === 'Program' || owner.type === 'PropertyDefinition' || owner.type === 'StaticBlock') continue;
    const isConstructor = owner.parent.type === 'MethodDefinition' && owner.parent.kind === 'constructor';
    if (isConstructor && sessions.length === 1 && declaredValue(classNode, name) === undefined) continue;
    if (isConstructor && declaredValue(classNode, name) === undefined) continue;
    const exploration = input.analysis.exploreFrom(owner, made.client, places);
    if (exploration.leaks.some((leak) => leak.kind === 'overwritten' && leak.node === assignment)) yield { node: assignment, messageId: 'overwritten' as const, data: { name: place, method: '' } };
  }
}

/** A session that the class also gives to its creator is the creator's to close. */
function isHandedOut(place: string, session: SessionRecord, { settings }: RuleInput): boolean {
  return settings.mode === 'recommended' && session.escapes.some((escape) => escape.manner === 'returned') && place !== '';
}

function declarationOf(classNode: ClassNode, name: string): Node | undefined {
  return classNode.body.body.find((member) => member.type === 'PropertyDefinition' && propertyName(member) === name);
}

function declaredValue(classNode: ClassNode, name: string): Node | undefined {
  const member = declarationOf(classNode, name);
  return member?.type === 'PropertyDefinition' && member.value?.type === 'NewExpression' ? member.value : undefined;
}

function assignmentOf(session: SessionRecord): Node | undefined {
  for (let outer: Node | undefined = session.value; outer; outer = outer.parent) {
    if (outer.type === 'AssignmentExpression' && isMember(outer.left)) return outer;
    if (outer.type === 'ExpressionStatement') return undefined;
  }
  return undefined;
}

/** A dispose method that hides the base's, which closes the base's sessions, must call it. */
function* checkSuper(classNode: ClassNode, byClass: ReadonlyMap<ClassNode, ReadonlyMap<string, readonly SessionRecord[]>>, input: RuleInput) {
  const base = classNode.superClass ? input.analysis.context.classOf(classNode.superClass) : undefined;
  const fields = base && byClass.get(base);
  if (!base || !fields) return;
  for (const method of methodsOf(classNode)) {
    if (!disposeNames.test(method.name)) continue;
    const hidden = methodsOf(base).find((candidate) => candidate.name === method.name);
    if (!hidden) continue;
    for (const [name, [session]] of fields) {
      if (!session) continue;
      const places = new Map([[`this.${name}`, 'self' as const]]);
      if (input.analysis.effectOn(hidden.fn, session.client, places).discharges === 'never') continue;
      if (input.analysis.effectOn(method.fn, session.client, places).discharges !== 'never' || callsSuper(method, input)) continue;
      yield { node: method.node.key, messageId: 'forgottenSuper' as const, data: { name: `this.${name}`, method: method.name.replace(/^@@(.*)$/u, '[Symbol.$1]') } };
      break;
    }
  }
}

function callsSuper(method: Method, { analysis }: RuleInput): boolean {
  return analysis.calls.some((call) => isWithin(call, method.fn) && isMember(call.callee) && call.callee.object.type === 'Super');
}
