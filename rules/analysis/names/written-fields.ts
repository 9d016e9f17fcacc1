/**
 * What a class writes to its own fields, and into the collections that they hold.
 */
import { knownMethod } from './known-calls.ts';
import type { ClassNode, Node } from '../syntax/syntax.ts';
import { isMember, propertyName, withoutCasts } from '../syntax/unwrap.ts';
import { walk } from '../syntax/walk.ts';
import type { VisitorKeys } from '../syntax/walk.ts';

export interface WrittenFields {
  /** What is assigned to `this.<name>`, by name. */
  readonly values: ReadonlyMap<string, readonly Node[]>;
  /** What is put into `this.<name>`: `this.list.push(value)`, `this.byKey.set(key, value)`, `this.byKey[key] = value`. */
  readonly elements: ReadonlyMap<string, readonly Node[]>;
}

export function writtenFields(classNode: ClassNode, visitorKeys: VisitorKeys): WrittenFields {
  const values = new Map<string, Node[]>();
  const elements = new Map<string, Node[]>();
  const note = (fields: Map<string, Node[]>, name: string | undefined, written: readonly Node[]): void => {
    if (name === undefined) return;
    const before = fields.get(name);
    if (before) before.push(...written);
    else fields.set(name, [...written]);
  };
  walk(classNode.body, visitorKeys, (node) => {
    if (node.type === 'AssignmentExpression' && isMember(node.left)) {
      note(values, ownField(node.left), [node.right]);
      note(elements, ownField(node.left.object), [node.right]);
    }
    if (node.type === 'CallExpression') {
      const callee = withoutCasts(node.callee);
      if (isMember(callee) && knownMethod(propertyName(callee) ?? '')?.takes === 'keeps') note(elements, ownField(callee.object), node.arguments);
    }
    if (node.type === 'TSParameterProperty' && node.parameter.type === 'Identifier') note(values, node.parameter.name, [node.parameter]);
  });
  return { values, elements };
}

/** The name of the field that `this.<name>` is. */
function ownField(node: Node): string | undefined {
  const inner = withoutCasts(node);
  return isMember(inner) && withoutCasts(inner.object).type === 'ThisExpression' ? propertyName(inner) : undefined;
}
