/** Whether an expression is known to be a collection of the language, by its type or by what made it. */
import type { FileContext } from '../file-context.ts';
import type { FieldNode, Node, TSESTree } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { classOfThis, isField } from '../syntax/walk.ts';

/** A list, map or set of the language: by the value or the declared type of a variable or field. */
export function isKnownContainer(context: FileContext, node: Node): boolean {
  return isKnown(context, node, /^(?:Readonly)?(?:Array|Map|Set|WeakMap|WeakSet)$/u);
}

export function isKnownStack(context: FileContext, node: Node): boolean {
  return isKnown(context, node, /^(?:Async)?DisposableStack$/u);
}

function isKnown(context: FileContext, node: Node, name: RegExp): boolean {
  const inner = withoutCasts(node);
  if (inner.type === 'Identifier') {
    const variable = context.origins.variableOf(inner);
    if (variable === undefined) return false;
    return variable.identifiers.some((identifier) => isTyped(identifier, name)) || variable.references.some(({ writeExpr }) => isMadeBy(writeExpr, name) || (writeExpr && isMember(withoutCasts(writeExpr)) && isKnown(context, writeExpr, name)));
  }
  if (!isMember(inner)) return false;
  const field = fieldOf(inner);
  if (field) return isTyped(field, name) || isMadeBy(field.value, name);
  return isMadeBy(valueOf(context, inner, 0), name);
}

function fieldOf(node: TSESTree.MemberExpression): FieldNode | undefined {
  if (node.object.type !== 'ThisExpression') return undefined;
  const field = classOfThis(node)?.body.body.find((member) => isField(member) && propertyName(member) === propertyName(node));
  return isField(field) ? field : undefined;
}

/** The expression that an object's part was made by: `const inside = this.inside; inside.running` of `inside = { running: new Set() }`. */
function valueOf(context: FileContext, node: Node, depth: number): Node | undefined {
  if (depth > 6) return undefined;
  const { origins } = context;
  const inner = withoutCasts(node);
  if (inner.type === 'Identifier') {
    const variable = origins.variableOf(inner);
    const value = variable && origins.onlyValueOf(variable);
    return value && valueOf(context, value, depth + 1);
  }
  if (!isMember(inner)) return inner;
  const field = fieldOf(inner);
  if (field) return field.value ?? undefined;
  const whole = valueOf(context, inner.object, depth + 1);
  const name = propertyName(inner);
  const property = whole?.type === 'ObjectExpression' && name !== undefined ? whole.properties.find((candidate) => candidate.type === 'Property' && propertyName(candidate) === name) : undefined;
  return property?.type === 'Property' ? property.value : undefined;
}

function isMadeBy(value: Node | null | undefined, name: RegExp): boolean {
  const inner = value && withoutCasts(value);
  if (inner?.type === 'ArrayExpression') return name.test('Array');
  return inner?.type === 'NewExpression' && inner.callee.type === 'Identifier' && name.test(inner.callee.name);
}

function isTyped(pattern: Node, name: RegExp): boolean {
  const annotation = 'typeAnnotation' in pattern ? (pattern.typeAnnotation as TSESTree.TSTypeAnnotation | undefined)?.typeAnnotation : undefined;
  if (annotation?.type === 'TSArrayType') return name.test('Array');
  return annotation?.type === 'TSTypeReference' && annotation.typeName.type === 'Identifier' && name.test(annotation.typeName.name);
}
