/** The shortest text that closes what a field holds. */
import { everyElement } from '../analysis/index.ts';
import type { Node } from '../analysis/syntax/syntax.ts';
import { withoutCasts } from '../analysis/syntax/unwrap.ts';
import { isField } from '../analysis/syntax/walk.ts';

/** What closes a field: by itself, or where it holds many sessions, all of them. */
export function cureOf(place: string, declaration: Node, property: string | undefined): string {
  return property === everyElement ? `closeAll(${elementsOf(place, declaration)})` : `safelyCloseClient(${place})`;
}

/** A stack of disposables is disposed by its own method. */
export function stackCure(place: string, declaration: Node): string | undefined {
  const value = isField(declaration) ? declaration.value : declaration.type === 'AssignmentExpression' ? declaration.right : undefined;
  const name = value?.type === 'NewExpression' && value.callee.type === 'Identifier' ? value.callee.name : undefined;
  return name === 'AsyncDisposableStack' ? `${place}.disposeAsync()` : name === 'DisposableStack' ? `${place}.dispose()` : undefined;
}

/** All that a field holds, by what it is filled with first or by its type: a list and a set as they are, a map and an object by their values. */
export function elementsOf(place: string, declaration: Node): string {
  const type = isField(declaration) ? declaration.typeAnnotation?.typeAnnotation : undefined;
  const value = isField(declaration) ? declaration.value : declaration.type === 'AssignmentExpression' ? declaration.right : undefined;
  const made = value ? withoutCasts(value) : undefined;
  const name = made?.type === 'NewExpression' ? made.callee : type?.type === 'TSTypeReference' ? type.typeName : undefined;
  if (name?.type === 'Identifier' && (name.name === 'Map' || name.name === 'ReadonlyMap')) return `${place}.values()`;
  const isObject = made?.type === 'ObjectExpression' || type?.type === 'TSTypeLiteral' || (name?.type === 'Identifier' && ['Record', 'Partial'].includes(name.name));
  return isObject ? `Object.values(${place})` : place;
}
