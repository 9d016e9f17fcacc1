/**
 * Which client the elements of a list, set or map are: by its declared type, by what makes it, or by what is put into it.
 */
import type { ClientFacts } from 'safely-close/clients';
import { functionOfParameter } from '../names/callee.ts';
import type { FileContext } from '../file-context.ts';
import { callGiven } from '../results/ignored-result.ts';
import { containerMethods, knownMethod } from '../names/known-calls.ts';
import { writesOf } from '../names/origins.ts';
import type { Node, TSESTree, Variable } from '../syntax/syntax.ts';
import { isMember, listOf, propertyName, withoutAwait, withoutCasts } from '../syntax/unwrap.ts';
import { isField } from '../syntax/walk.ts';

/** What is asked of the search for clients, which asks this in turn. */
export interface ElementClientParts {
  /** The client that an expression is. */
  readonly lookUp: (node: Node, depth: number) => ClientFacts | undefined;
  /** The client of every element that a call makes at once. */
  readonly madeForEach: (call: TSESTree.CallExpression) => ClientFacts | undefined;
  readonly clientOfTypeName: (name: Node) => ClientFacts | undefined;
  /** The class around `this`, with what its methods put into a field. */
  readonly fieldAt: (member: TSESTree.MemberExpression) => { readonly declaration: Node | undefined; readonly values: readonly Node[]; readonly elements: readonly Node[] } | undefined;
}

const deepest = 8;
const visitors: ReadonlyMap<string, number> = new Map([...['forEach', 'map', 'flatMap', 'filter', 'some', 'every', 'find', 'findLast'].map((name) => [name, 0] as const), ['reduce', 1], ['reduceRight', 1]]);

export interface ElementClients {
  /** The client of a variable that stands for one element after another: of a `for … of`, or a callback's parameter. */
  ofVisitor(variable: Variable, depth: number): ClientFacts | undefined;
  /** The client that the elements of a list, set, map or object are. */
  ofElements(list: Node, depth: number): ClientFacts | undefined;
}

export function createElementClients(context: FileContext, { lookUp, madeForEach, clientOfTypeName, fieldAt }: ElementClientParts): ElementClients {
  return {
    ofVisitor(variable, depth) {
      const list = listVisitedBy(variable);
      return list && ofElements(list, depth);
    },
    ofElements,
  };

  function listVisitedBy(variable: Variable): Node | undefined {
    const declarator = variable.defs[0]?.node as Node | undefined;
    if (declarator?.type === 'VariableDeclarator') {
      const loop = declarator.parent.parent;
      return loop.type === 'ForOfStatement' && loop.left === declarator.parent && isElement(declarator.id, variable) ? loop.right : undefined;
    }
    const fn = functionOfParameter(variable);
    const call = fn && callGiven(fn);
    if (!fn || call?.type !== 'CallExpression') return undefined;
    const callee = withoutCasts(call.callee);
    const position = isMember(callee) ? visitors.get(propertyName(callee) ?? '') : undefined;
    const parameter = position === undefined ? undefined : fn.params[position];
    return isMember(callee) && parameter && isElement(parameter, variable) ? callee.object : undefined;
  }

  /** The element itself, or the value of a pair of key and value. */
  function isElement(pattern: Node, variable: Variable): boolean {
    const target = pattern.type === 'ArrayPattern' ? pattern.elements[1] : pattern;
    return target?.type === 'Identifier' && variable.identifiers.includes(target);
  }

  function ofElements(node: Node, depth: number): ClientFacts | undefined {
    if (depth > deepest) return undefined;
    const inner = withoutAwait(node);
    const list = listOf(inner);
    if (list) return firstOf(list.elements.map((element) => (element?.type === 'SpreadElement' ? () => ofElements(element.argument, depth + 1) : () => (element ? lookUp(element, depth + 1) : undefined))));
    switch (inner.type) {
      case 'Identifier': {
        const variable = context.origins.variableOf(inner);
        return variable && ofContainer(variable, depth);
      }
      case 'MemberExpression': {
        const field = inner.object.type === 'ThisExpression' ? fieldAt(inner) : undefined;
        if (!field) return undefined;
        return (
          (field.declaration ? ofType(field.declaration) : undefined) ??
          firstOf([...field.values.map((value) => () => ofElements(value, depth + 1)), ...field.elements.map((element) => () => lookUp(element, depth + 1))])
        );
      }
      case 'CallExpression':
        return madeForEach(inner) ?? throughCall(inner, depth);
      default:
        return undefined;
    }
  }

  /** `clients.values()`, `clients.filter(isIdle)`, `Object.values(clients)`, `Array.from(clients)`. */
  function throughCall(call: TSESTree.CallExpression, depth: number): ClientFacts | undefined {
    const callee = withoutCasts(call.callee);
    if (!isMember(callee)) return undefined;
    const name = propertyName(callee) ?? '';
    const [first] = call.arguments;
    const origin = context.origins.of(callee);
    const isOfLanguage = origin?.kind === 'global' && ['Object.values', 'Object.entries', 'Array.from', 'Promise.all', 'Promise.allSettled'].includes(origin.path.join('.'));
    if (isOfLanguage) return first && ofElements(first, depth + 1);
    return containerMethods.has(name) ? ofElements(callee.object, depth + 1) : undefined;
  }

  function ofContainer(variable: Variable, depth: number): ClientFacts | undefined {
    const declared = firstOf(variable.identifiers.map((identifier) => () => ofType(identifier)));
    if (declared) return declared;
    for (const { writeExpr } of writesOf(variable)) {
      const client = writeExpr ? ofElements(writeExpr, depth + 1) : undefined;
      if (client) return client;
    }
    return firstOf(variable.references.map((reference) => () => firstOf(putInto(reference.identifier).map((element) => () => lookUp(element, depth + 1)))));
  }

  /** What a use of a container puts into it: `list.push(a)`, `byKey.set(key, a)`, `byKey[key] = a`. */
  function putInto(use: Node): readonly Node[] {
    const member = use.parent;
    if (!member || !isMember(member) || member.object !== use) return [];
    const { parent } = member;
    if (parent.type === 'AssignmentExpression' && parent.left === member) return [parent.right];
    const isPut = parent.type === 'CallExpression' && parent.callee === member && knownMethod(propertyName(member) ?? '')?.takes === 'keeps';
    return isPut ? parent.arguments : [];
  }

  /** `Client[]`, `readonly Client[]`, `Set<Client>`, `Map<string, Client>`. */
  function ofType(pattern: Node): ClientFacts | undefined {
    const annotation = 'typeAnnotation' in pattern ? (pattern.typeAnnotation as TSESTree.TSTypeAnnotation | undefined)?.typeAnnotation : undefined;
    const type = annotation?.type === 'TSTypeOperator' ? annotation.typeAnnotation : annotation;
    const element = type?.type === 'TSArrayType' ? type.elementType : type?.type === 'TSTypeReference' ? type.typeArguments?.params.at(-1) : undefined;
    return element?.type === 'TSTypeReference' ? clientOfTypeName(element.typeName) : undefined;
  }
}

function firstOf(searches: readonly (() => ClientFacts | undefined)[]): ClientFacts | undefined {
  for (const search of searches) {
    const found = search();
    if (found) return found;
  }
  return undefined;
}

/** The declaration of a field in a class. */
export function fieldDeclared(members: readonly TSESTree.ClassElement[], name: string): Node | undefined {
  return members.find((member) => isField(member) && propertyName(member) === name);
}
