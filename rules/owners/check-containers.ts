/** A field with many sessions: a collection, list or object that the class fills. */
import type { FileContext } from '../analysis/file-context.ts';
import type { Holding } from '../analysis/paths/path-state.ts';
import type { EscapeSite, SessionRecord } from '../analysis/sessions/session-record.ts';
import type { ClassNode, Node } from '../analysis/syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../analysis/syntax/unwrap.ts';
import { constructorOf, isField, isWithin, sideOfThis } from '../analysis/syntax/walk.ts';
import type { RuleInput } from '../rule/create-rule.ts';
import { elementsOf, stackCure } from './owner-cure.ts';
import { declarationOf, isMaker } from './owner-fields.ts';
import type { OwnerFinding } from './owner-finding.ts';
import { disposeNames, effectOf, inheritedMethodsOf, methodsOf, shown } from './owner-methods.ts';
import type { Method } from './owner-methods.ts';

/** A field with many sessions: a collection, list or object that the class fills, it must drain. */
export function* checkContainers(input: RuleInput): Iterable<OwnerFinding> {
  const { analysis } = input;
  const seen = new Set<Node>();
  for (const session of analysis.sessions) {
    if (isMaker(session)) continue;
    for (const escape of session.escapes) {
      const container = containerFilledBy(escape, session, input);
      const side = container && sideOfThis(container.at);
      // What a class itself has lives as long as the process.
      if (!container || !side || (side.isStatic && (input.settings.mode === 'recommended' || escape.manner === 'stored in field'))) continue;
      const { classNode } = side;
      const { name, key, inRecord } = container;
      const declaration = declarationOf(classNode, name) ?? firstAssignment(classNode, name, input) ?? container.at;
      if (seen.has(declaration)) continue;
      const place = `this.${name}`;
      const places = new Map<string, Holding>([[place, inRecord === undefined ? 'holder' : 'records']]);
      if (key !== undefined) places.set(`${place}.${key}`, 'self');
      const methods = methodsOf(classNode, side.isStatic ? 'static' : 'instance');
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
