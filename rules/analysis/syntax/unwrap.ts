import type { FieldNode, Node, TSESTree } from './syntax.ts';

/** Takes off what changes a value's type only: casts, `satisfies`, `!`, and the mark of an optional chain. */
export function withoutCasts(node: Node): Node {
  let inner = node;
  for (;;) {
    switch (inner.type) {
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
      case 'ChainExpression':
        inner = inner.expression;
        break;
      default:
        return inner;
    }
  }
}

/** The name of a property that is written out: `a.b`, `a['b']`, `{ b: … }`, and `[Symbol.asyncDispose]` as `@@asyncDispose`. */
export function propertyName(node: TSESTree.MemberExpression | TSESTree.Property | TSESTree.MethodDefinition | FieldNode | TSESTree.TSPropertySignature): string | undefined {
  const key: Node = node.type === 'MemberExpression' ? node.property : node.key;
  if (!node.computed) {
    if (key.type === 'Identifier') return key.name;
    if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  }
  if (key.type === 'Literal') return typeof key.value === 'string' ? key.value : String(key.value);
  if (key.type === 'TemplateLiteral' && key.expressions.length === 0) return key.quasis[0]?.value.cooked ?? undefined;
  if (
    node.computed &&
    key.type === 'MemberExpression' &&
    !key.computed &&
    key.object.type === 'Identifier' &&
    key.object.name === 'Symbol' &&
    key.property.type === 'Identifier'
  ) {
    return `@@${key.property.name}`;
  }
  return undefined;
}

/** What the names of a disposer's methods are told as. */
export const disposers: ReadonlySet<string> = new Set(['@@asyncDispose', '@@dispose']);

/** Whether what is on the right is assigned as it is, and not added or the like. */
export function isAssigning({ operator }: TSESTree.AssignmentExpression): boolean {
  return operator === '=' || operator === '||=' || operator === '&&=' || operator === '??=';
}

/** `null` or `undefined`, written out. */
export function isNothing(node: Node | undefined): boolean {
  return (node?.type === 'Literal' && node.raw === 'null') || (node?.type === 'Identifier' && node.name === 'undefined');
}

/** Whether `node` is the member access `<object>.<name>`. */
export function isMember(node: Node, name?: string): node is TSESTree.MemberExpression {
  return node.type === 'MemberExpression' && (name === undefined || propertyName(node) === name);
}

/** The same, and any `await` before it. */
export function withoutAwait(node: Node): Node {
  let inner = withoutCasts(node);
  while (inner.type === 'AwaitExpression') inner = withoutCasts(inner.argument);
  return inner;
}

/** `await Promise.allSettled([a, b])`. */
export function isAllSettled(value: Node): boolean {
  const inner = withoutAwait(value);
  return inner.type === 'CallExpression' && isMember(inner.callee, 'allSettled') && inner.callee.object.type === 'Identifier' && inner.callee.object.name === 'Promise';
}

/** The list that is written out: `[a, b]`, `await Promise.all([a, b])`. */
export function listOf(value: Node): TSESTree.ArrayExpression | undefined {
  const inner = withoutAwait(value);
  if (inner.type === 'ArrayExpression') return inner;
  if (inner.type === 'CallExpression' && isMember(inner.callee) && inner.callee.object.type === 'Identifier' && inner.callee.object.name === 'Promise') {
    const [list] = inner.arguments;
    return list?.type === 'ArrayExpression' ? list : undefined;
  }
  return undefined;
}
