/**
 * Classes of the project that make a session, keep it in a field and close it by a method: who makes an instance must close that.
 * `strict` only, where a class without such a method is reported itself.
 */
import type { ClientFacts } from 'safely-close/clients';
import type { Acquisitions, SessionsInField } from '../sessions/acquired.ts';
import type { Engine } from '../engine.ts';
import { trackedOf } from '../exploration/follow-acquisition.ts';
import { noteNothing } from '../sessions/open-questions.ts';
import type { Holding } from '../paths/path-state.ts';
import type { ClassNode, FunctionNode, Node } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { constructorOf, isField, isFunction, walk } from '../syntax/walk.ts';

/** In the place of the library's name, for a session that is an object of such a class. */
export const ownClass = 'own class';

interface Member {
  readonly name: string;
  readonly fn: FunctionNode;
}

/** The fields in which a constructor keeps one of its parameters. */
export function fieldsFromParameter({ context }: Engine, constructor: FunctionNode, index: number): readonly string[] {
  const parameter = constructor.params[index];
  if (parameter?.type === 'TSParameterProperty') {
    const inner = parameter.parameter.type === 'AssignmentPattern' ? parameter.parameter.left : parameter.parameter;
    return inner.type === 'Identifier' ? [inner.name] : [];
  }
  const target = parameter?.type === 'AssignmentPattern' ? parameter.left : parameter;
  const variable = target?.type === 'Identifier' ? context.origins.variableOf(target) : undefined;
  if (variable === undefined) return [];
  return context.graphOf(constructor).nodes.flatMap(({ kind, ast }) => {
    if (kind !== 'assign' || ast.type !== 'AssignmentExpression' || !isMember(ast.left) || ast.left.object.type !== 'ThisExpression') return [];
    const value = withoutCasts(ast.right);
    const name = propertyName(ast.left);
    return name !== undefined && value.type === 'Identifier' && context.origins.variableOf(value) === variable ? [name] : [];
  });
}

/** Whether a class closes, by some method, what its constructor keeps of a parameter; also where it cannot be seen in which field that is. */
export function closesWhatItKeeps(engine: Engine, classNode: ClassNode, constructor: FunctionNode, index: number, client: ClientFacts): boolean {
  const fields = fieldsFromParameter(engine, constructor, index);
  if (fields.length === 0) return true;
  return membersOf(classNode).some(({ fn }) => fields.some((field) => discharges(engine, fn, field, client)));
}

function discharges(engine: Engine, fn: FunctionNode, field: string, client: ClientFacts): boolean {
  const places = new Map<string, Holding>([[`this.${field}`, 'self']]);
  return engine.effectOf(fn, [{ by: 'places', places }], trackedOf(client)).discharges !== 'never';
}

/** What a function is that closes a session which nothing else has a name for. */
export const closingFunction: ClientFacts = { name: 'closing function', acquiredBy: [], armedBy: 'acquisition', lifetime: 'scope', closes: [], secondClose: 'ignored', configures: [], requests: [] };

/** What an object that a function gives back is, where some of its methods close the session that the function made. */
export function clientOfClosers(closers: readonly string[]): ClientFacts | undefined {
  if (closers.length === 0) return undefined;
  return {
    name: 'object',
    acquiredBy: [],
    armedBy: 'acquisition',
    lifetime: 'scope',
    closes: closers.map((name) => ({ name, manner: 'polite', settles: 'promise', mayThrow: true })),
    secondClose: 'ignored',
    configures: [],
    requests: [],
  };
}

/** Finds what a class's instances are to those who make them: a client whose closes are the methods that close its fields. */
export function createOwnerClasses(engine: () => Engine): Pick<Acquisitions, 'ownerOfClass' | 'ownerOfGiven'> {
  const known = new Map<ClassNode, ClientFacts | undefined>();

  function ownerOfClass(classNode: ClassNode): ClientFacts | undefined {
    if (known.has(classNode)) return known.get(classNode);
    known.set(classNode, undefined);
    const owner = find(classNode);
    known.set(classNode, owner);
    if (owner === undefined) noteNothing(known, classNode);
    return owner;
  }

  function find(classNode: ClassNode): ClientFacts | undefined {
    const { context, acquisitions } = engine();
    if (context.settings.mode !== 'strict') return undefined;
    const fields = acquisitions.sessionsInFields(classNode);
    const members = fields.size === 0 ? [] : membersOf(classNode);
    const closing = members.filter(({ fn }) => [...fields].some(([field, sessions]) => closes(fn, field, sessions)));
    const base = classNode.superClass ? context.classOf(classNode.superClass) : undefined;
    const inherited = base && ownerOfClass(base);
    if (closing.length === 0) return inherited;
    const isMadeAtOnce = inherited !== undefined || isFilledAtOnce(classNode, new Set([...fields].flatMap(([field, { holding }]) => (holding === 'self' ? [field] : []))));
    return instanceOf(classNode, isMadeAtOnce ? 'acquisition' : members.filter((member) => !closing.includes(member)).map(({ name }) => name), [...(inherited?.closes ?? []), ...closesOf(closing)]);
  }

  function ownerOfGiven(classNode: ClassNode, index: number, client: ClientFacts): ClientFacts | undefined {
    const { context } = engine();
    if (context.settings.mode !== 'strict') return undefined;
    const constructor = constructorOf(classNode);
    if (constructor === undefined) {
      const base = classNode.superClass ? context.classOf(classNode.superClass) : undefined;
      return base && base !== classNode ? ownerOfGiven(base, index, client) : undefined;
    }
    const fields = fieldsFromParameter(engine(), constructor, index);
    const closing = membersOf(classNode).filter(({ fn }) => fields.some((field) => closes(fn, field, { client, holding: 'self' })));
    return closing.length === 0 ? undefined : instanceOf(classNode, 'acquisition', closesOf(closing));
  }

  const instanceOf = (classNode: ClassNode, armedBy: ClientFacts['armedBy'], ownCloses: ClientFacts['closes']): ClientFacts => ({
    name: classNode.id?.name ?? 'class',
    acquiredBy: [],
    armedBy,
    lifetime: 'scope',
    closes: ownCloses,
    secondClose: 'ignored',
    configures: [],
    requests: [],
  });

  const closesOf = (members: readonly Member[]): ClientFacts['closes'] => members.map(({ name, fn }) => ({ name, manner: 'polite', settles: fn.async ? 'promise' : 'nothing', mayThrow: true }));

  function closes(fn: FunctionNode, field: string, { client, holding }: SessionsInField): boolean {
    const effect = engine().effectOf(fn, [{ by: 'places', places: new Map([[`this.${field}`, holding]]) }], trackedOf(client));
    return effect.discharges !== 'never' && effect.closes;
  }

  /** Whether making an instance fills one of the fields: where it is declared, in the constructor, or in what that calls. */
  function isFilledAtOnce(classNode: ClassNode, fields: ReadonlySet<string>): boolean {
    return classNode.body.body.some((member) => {
      if (isField(member)) return !member.static && fields.has(propertyName(member) ?? '') && Boolean(member.value);
      return member.type === 'MethodDefinition' && member.kind === 'constructor' && fills(member, fields);
    });
  }

  function fills(root: Node, fields: ReadonlySet<string>): boolean {
    let isFilling = false;
    walk(root, engine().context.input.visitorKeys, (node) => {
      if (node.type === 'AssignmentExpression' && isMember(node.left) && node.left.object.type === 'ThisExpression' && fields.has(propertyName(node.left) ?? '')) isFilling = true;
      // What a method of its own does at once may fill it, too.
      if (node.type === 'CallExpression' && isMember(node.callee) && node.callee.object.type === 'ThisExpression') isFilling = true;
    });
    return isFilling;
  }

  return { ownerOfClass, ownerOfGiven };
}

function membersOf(classNode: ClassNode): Member[] {
  return classNode.body.body.flatMap((member): Member[] => {
    if (member.type !== 'MethodDefinition' && !isField(member)) return [];
    const name = propertyName(member);
    const isUsable = name !== undefined && !member.static && (isField(member) || member.kind === 'method');
    return isUsable && isFunction(member.value) && (member.value as { body?: unknown }).body ? [{ name, fn: member.value }] : [];
  });
}
