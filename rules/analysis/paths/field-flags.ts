/**
 * What the flags of a class say where it has made a session itself, and not been given one: `this.isOwn = given === undefined`
 * beside `this.client = given ?? new Client()`.
 */
import { conditionOf, decidedAt } from './conditions.ts';
import type { Decided } from './conditions.ts';
import type { FileContext } from '../file-context.ts';
import type { ClassNode, Node } from '../syntax/syntax.ts';
import { propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { isFunction, ownerOf } from '../syntax/walk.ts';
import { writtenFields } from '../names/written-fields.ts';

/**
 * @param acquisition - The expression in the class that makes the session.
 * @returns The truth of each field that only the constructor and its own declaration write, as far as it is known.
 */
export function flagsWhereMade(context: FileContext, classNode: ClassNode, acquisition: Node): ReadonlyMap<string, boolean> {
  const made = decidedAt(context, acquisition);
  const flags = new Map<string, boolean>();
  for (const [name, values] of valuesOf(context, classNode)) {
    if (!values.every((value) => isOfMaking(value, classNode))) continue;
    let truth: boolean | undefined;
    for (const value of values) {
      const written = [...decidedAt(context, value)];
      if (written.some(([key, isTrue]) => made.get(key) === !isTrue)) continue;
      truth = written.every(([key, isTrue]) => made.get(key) === isTrue) ? truthOf(context, value, made) : undefined;
      if (truth === undefined) break;
    }
    if (truth !== undefined) flags.set(name, truth);
  }
  return flags;
}

/** What is written to each field, in the order in which it is. */
function valuesOf(context: FileContext, classNode: ClassNode): ReadonlyMap<string, readonly Node[]> {
  const values = new Map<string, Node[]>();
  for (const member of classNode.body.body) {
    const name = member.type === 'PropertyDefinition' && !member.static && member.value ? propertyName(member) : undefined;
    if (name !== undefined && member.type === 'PropertyDefinition' && member.value) values.set(name, [member.value]);
  }
  for (const [name, written] of writtenFields(classNode, context.input.visitorKeys).values) {
    values.set(name, [...(values.get(name) ?? []), ...[...written].sort((a, b) => a.range[0] - b.range[0])]);
  }
  return values;
}

/** Whether a value is written when an instance is made: by the constructor itself, or by the field's declaration. */
function isOfMaking(value: Node, classNode: ClassNode): boolean {
  const owner = ownerOf(value);
  if (owner.type === 'PropertyDefinition') return owner.parent === classNode.body;
  return isFunction(owner) && owner.parent.type === 'MethodDefinition' && owner.parent.kind === 'constructor' && owner.parent.parent === classNode.body;
}

function truthOf(context: FileContext, value: Node, made: Decided): boolean | undefined {
  const inner = withoutCasts(value);
  if (inner.type === 'Literal' && typeof inner.value === 'boolean') return inner.value;
  const condition = conditionOf(context, inner);
  const isTrue = condition && made.get(condition.key);
  return condition === undefined || isTrue === undefined ? undefined : isTrue === condition.isPositive;
}
