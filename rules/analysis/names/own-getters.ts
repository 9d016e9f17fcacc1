/**
 * Getters that are another name of a field: `get socket() { return this._socket; }`.
 */
import type { ClassNode } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';

/**
 * @param name - The name that is read of `this`.
 * @returns The name of the field that the class's own getter of that name gives and does nothing else.
 */
export function fieldBehindGetter(classNode: ClassNode, name: string): string | undefined {
  const getter = classNode.body.body.find((member) => member.type === 'MethodDefinition' && member.kind === 'get' && !member.static && propertyName(member) === name);
  const statements = getter?.type === 'MethodDefinition' ? (getter.value.body?.body ?? []) : [];
  const [only] = statements;
  if (statements.length !== 1 || only?.type !== 'ReturnStatement' || !only.argument) return undefined;
  const given = withoutCasts(only.argument);
  return isMember(given) && withoutCasts(given.object).type === 'ThisExpression' ? propertyName(given) : undefined;
}
