/** Which client an expression's value is, wherever it was made: by its declared type, by what is written to it, or by what gives it. */
import type { ClientFacts } from 'safely-close/clients';
import { createElementClients, fieldDeclared } from './element-clients.ts';
import { everyElement, isItsResult } from './acquired.ts';
import type { Acquisitions } from './acquired.ts';
import type { ClientClasses } from './client-classes.ts';
import { functionOfParameter } from '../names/callee.ts';
import type { FileContext } from '../file-context.ts';
import { parameterOf, receivedBy } from '../paths/handed-to-callback.ts';
import { elementMethods } from '../names/known-calls.ts';
import { noteNothing } from './open-questions.ts';
import { writesOf } from '../names/origins.ts';
import { ownClass } from '../effects/owner-classes.ts';
import { isClosing } from '../names/runtime-calls.ts';
import type { ClassNode, Node, TSESTree, Variable } from '../syntax/syntax.ts';
import { isMember, listOf, propertyName, withoutAwait, withoutCasts } from '../syntax/unwrap.ts';
import { classOfThis, isField } from '../syntax/walk.ts';
import { fieldBehindGetter } from '../names/own-getters.ts';
import { writtenFields } from '../names/written-fields.ts';
import type { WrittenFields } from '../names/written-fields.ts';
import { thisBehind } from '../names/this-behind.ts';

export interface ClientLookup {
  readonly clientOf: (node: Node) => ClientFacts | undefined;
  /** What a class writes to its own fields. */
  readonly fieldsOf: (classNode: ClassNode) => WrittenFields;
}

/** So many steps from one expression to the next are followed. */
export const longestLookUp = 10;

/** @param of - The session that a call or `new` makes. */
export function createClientLookup(context: FileContext, classes: ClientClasses, of: Acquisitions['of']): ClientLookup {
  const { origins } = context;
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
      const client = classes.ofAnnotation(identifier);
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
    clientOfTypeName: classes.ofTypeName,
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
    const acquired = fn && receivedBy({ of }, fn);
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
        const client = classes.ofAnnotation(member) ?? (member.value ? lookUp(member.value, depth + 1) : undefined);
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
      const client = propertyName(member) === name ? classes.ofAnnotation(member) : undefined;
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
        // `this.client`, `self.client`, or `Api.client` of a static field.
        const instance = thisBehind(context, inner.object);
        const classNode = instance ? classOfThis(instance) : context.classOf(inner.object);
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
    const client = lookUp(node, 0) ?? (inner.type === 'Identifier' || inner.type === 'MemberExpression' ? classes.byType(inner)?.client : undefined);
    clients.set(node, client);
    if (client === undefined) noteNothing(clients, node);
    return client;
  }

  return { clientOf, fieldsOf };
}

/** `{ client: Client }` written next to a variable. */
function membersOfType(pattern: Node): readonly TSESTree.TSPropertySignature[] {
  const annotation = 'typeAnnotation' in pattern ? (pattern.typeAnnotation as TSESTree.TSTypeAnnotation | undefined)?.typeAnnotation : undefined;
  return annotation?.type === 'TSTypeLiteral' ? annotation.members.filter((member) => member.type === 'TSPropertySignature') : [];
}
