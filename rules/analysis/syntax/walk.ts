import type { ClassNode, FieldNode, FunctionNode, Node, Program, TSESTree } from './syntax.ts';

/** For each node type, the names of the properties that hold child nodes: ESLint's `sourceCode.visitorKeys`. */
export type VisitorKeys = Readonly<Record<string, readonly string[] | undefined>>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

const keysOf = (node: Node, visitorKeys: VisitorKeys): readonly string[] =>
  visitorKeys[node.type] ?? Object.keys(node).filter((key) => key !== 'parent' && key !== 'loc' && key !== 'range');

/**
 * Visits `root` and all below it, parents first, and gives every node the `parent` it may still lack.
 *
 * Iterative, because generated code nests deeper than the call stack allows.
 *
 * @param visit - Called for each node; returning `false` leaves its children out.
 */
export function walk(root: Node, visitorKeys: VisitorKeys, visit: (node: Node) => boolean | void): void {
  const open: Node[] = [root];
  const put = (child: Node, parent: Node): void => {
    if ((child as { parent?: Node }).parent === undefined) (child as { parent?: Node }).parent = parent;
    open.push(child);
  };
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (visit(node) === false) continue;
    // The last child first, so that the first comes off the stack next. No list of children is made: a file has many nodes.
    const keys = keysOf(node, visitorKeys);
    for (let index = keys.length - 1; index >= 0; index -= 1) {
      const value: unknown = (node as unknown as Record<string, unknown>)[keys[index] ?? ''];
      if (Array.isArray(value)) {
        for (let at = value.length - 1; at >= 0; at -= 1) {
          const element: unknown = value[at];
          if (isNode(element)) put(element, node);
        }
      } else if (isNode(value)) put(value, node);
    }
  }
}

export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return (
    node !== null &&
    node !== undefined &&
    (node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression')
  );
}

/** Whether a node is a field of a class, with an accessor of its own or without. */
export function isField(node: Node | null | undefined): node is FieldNode {
  return node?.type === 'PropertyDefinition' || node?.type === 'AccessorProperty';
}

/** `get client() { … }` of a class or an object. */
export function isGetter(node: Node): boolean {
  const { parent } = node;
  return isFunction(node) && (parent?.type === 'MethodDefinition' || parent?.type === 'Property') && parent.kind === 'get' && parent.value === node;
}

/** The function that `node` runs in, or the program. A function itself belongs to what is around it. */
export function ownerOf(node: Node): FunctionNode | Program | TSESTree.StaticBlock | FieldNode {
  let inner = node;
  for (let outer: Node | undefined = node.parent; outer; inner = outer, outer = outer.parent) {
    if (isFunction(outer) || outer.type === 'Program' || outer.type === 'StaticBlock') return outer;
    if (isField(outer) && outer.value === inner) return outer;
  }
  return inner as Program;
}

/** Whether `inner` is `outer` or stands inside it. */
export function isWithin(inner: Node, outer: Node): boolean {
  return inner.range[0] >= outer.range[0] && inner.range[1] <= outer.range[1];
}

/** Whether `this` is in a function what it is around it: in an arrow function, and in `function () { … }.bind(this)`. */
export function keepsThis(fn: Node): boolean {
  if (fn.type !== 'FunctionExpression') return fn.type === 'ArrowFunctionExpression';
  const member = fn.parent;
  if (member.type !== 'MemberExpression' || member.object !== fn || member.computed || member.property.type !== 'Identifier' || member.property.name !== 'bind') return false;
  return member.parent.type === 'CallExpression' && member.parent.callee === member && member.parent.arguments[0]?.type === 'ThisExpression';
}

/** What `this` is in a class: an instance, or the class itself. */
export interface SideOfClass {
  readonly classNode: ClassNode;
  readonly isStatic: boolean;
}

/** What `this` is at `node`: by the class's method, field or static block that it stands in; functions that keep their `this` are looked through, others are not. */
export function sideOfThis(node: Node): SideOfClass | undefined {
  let isStatic = false;
  for (let outer: Node | undefined = node.parent; outer; outer = outer.parent) {
    if (outer.type === 'FunctionDeclaration') return undefined;
    if (outer.type === 'FunctionExpression' && outer.parent.type !== 'MethodDefinition' && !keepsThis(outer)) return undefined;
    if (outer.type === 'StaticBlock') isStatic = true;
    else if (outer.type === 'MethodDefinition' || isField(outer)) isStatic = outer.static;
    else if (outer.type === 'ClassBody') return { classNode: outer.parent, isStatic };
  }
  return undefined;
}

export const classOfThis = (node: Node): ClassNode | undefined => sideOfThis(node)?.classNode;

/** A class's constructor, where it has one with a body. */
export function constructorOf(classNode: ClassNode): FunctionNode | undefined {
  const member = classNode.body.body.find((candidate) => candidate.type === 'MethodDefinition' && candidate.kind === 'constructor' && candidate.value.type === 'FunctionExpression');
  return member?.type === 'MethodDefinition' ? (member.value as FunctionNode) : undefined;
}

/** The name under which a function of this file is known: its own, or that of the variable it is the value of. */
export function nameOfFunction(fn: Node): TSESTree.Identifier | undefined {
  if (!isFunction(fn)) return undefined;
  if (fn.type === 'FunctionDeclaration') return fn.id ?? undefined;
  return fn.parent.type === 'VariableDeclarator' && fn.parent.id.type === 'Identifier' ? fn.parent.id : undefined;
}

/** Whether a statement runs its body any number of times. */
export function isLoop(node: Node): boolean {
  return node.type === 'ForStatement' || node.type === 'ForOfStatement' || node.type === 'ForInStatement' || node.type === 'WhileStatement' || node.type === 'DoWhileStatement';
}

/** The loops of its own function that a node stands in, innermost first. */
export function loopsAround(node: Node): Node[] {
  const loops: Node[] = [];
  for (let outer = node.parent; outer && !isFunction(outer); outer = outer.parent) if (isLoop(outer)) loops.push(outer);
  return loops;
}
