import { isClosing } from './analysis/names/runtime-calls.ts';
import { ownClass } from './analysis/effects/owner-classes.ts';
import type { ClassNode, Node, TSESTree } from './analysis/syntax/syntax.ts';
import { propertyName, withoutCasts } from './analysis/syntax/unwrap.ts';
import { isField } from './analysis/syntax/walk.ts';
import { asyncPlaceOf } from './rule/async-place.ts';
import { createRule } from './rule/create-rule.ts';
import type { RuleInput } from './rule/create-rule.ts';

/** `await using c = new Curl()` is a TypeError at run time: the class has no disposer. */
export const noInvalidAwaitUsing = createRule('no-invalid-await-using', {
  type: 'problem',
  description: 'Disallow `using` and `await using` on what has no matching disposer.',
  hasSuggestions: true,
  messages: {
    noDisposer: '"{{client}}" has no "Symbol.asyncDispose", so this "{{kind}}" throws a TypeError at run time. Write "await using {{name}} = closing({{text}})".',
    onlyAsync: '"{{client}}" can only be disposed asynchronously, so this "using" throws a TypeError at run time. Write "await using".',
    loopHead: '"{{kind}}" in the head of a "for (…;…;…)" crashes or disposes twice in current versions of Node. Declare it before the loop.',
  },
  *check(input) {
    for (const declaration of input.analysis.usingDeclarations) {
      for (const declarator of declaration.declarations) yield* checkDeclarator(declaration, declarator, input);
    }
  },
});

function* checkDeclarator(declaration: TSESTree.VariableDeclaration, declarator: TSESTree.VariableDeclarator, input: RuleInput) {
  const { analysis } = input;
  const { kind } = declaration;
  const isLoopHead = declaration.parent.type === 'ForStatement' && declaration.parent.init === declaration;
  const value = valueOf(declaration, declarator);
  const client = value && analysis.acquisitions.clientOf(value);
  if (!value || !client) return;
  if (isLoopHead) {
    yield { node: declarator.init ?? declarator, messageId: 'loopHead' as const, data: { kind } };
    return;
  }
  const disposer = disposerOf(value, input);
  const hasAsync = disposer === 'async' || disposer === 'both';
  const hasSync = disposer === 'sync' || disposer === 'both';
  const name = declarator.id.type === 'Identifier' ? declarator.id.name : 'session';
  if (kind === 'await using' ? hasAsync || hasSync : hasSync) return;
  const session = analysis.sessions.find((candidate) => candidate.value === value || (value.range[0] <= candidate.acquisition.range[0] && value.range[1] >= candidate.acquisition.range[1]));
  yield {
    node: value,
    messageId: hasAsync ? ('onlyAsync' as const) : ('noDisposer' as const),
    data: { client: client.name, kind, name, text: analysis.context.textOf(value) },
    rewrite: hasAsync
      ? asynchronously(declaration, input)
      : session ? { of: 'session' as const, session, description: 'Wrap it in "closing(…)".' } : undefined,
  };
}

/** `await` before `using`, where it can stand. */
function asynchronously(declaration: TSESTree.VariableDeclaration, input: RuleInput) {
  const place = asyncPlaceOf(declaration, input);
  if (place !== 'async' && place !== 'module') return undefined;
  const { range } = declaration;
  return { of: 'edits' as const, edits: [{ start: range[0], end: range[0], text: 'await ' }], runtimeNames: [], description: 'Write "await using".' };
}

/** What a `using` declaration binds: its initializer; the elements of a `for (await using s of [open()])` are not looked at. */
function valueOf(declaration: TSESTree.VariableDeclaration, declarator: TSESTree.VariableDeclarator): Node | undefined {
  if (declaration.parent.type === 'ForOfStatement') return undefined;
  return declarator.init ?? undefined;
}

/** Which disposers a value has: those of `closing(…)`, of its own class in this file, or native ones. */
function disposerOf(value: Node, input: RuleInput, depth = 0): 'async' | 'sync' | 'both' | 'none' {
  const { context, acquisitions } = input.analysis;
  let inner = withoutCasts(value);
  while (inner.type === 'AwaitExpression') inner = withoutCasts(inner.argument);
  if (depth > 6) return 'both';
  if (inner.type === 'CallExpression' && isClosing(context, inner)) return 'async';
  if (inner.type === 'LogicalExpression') {
    const left = disposerOf(inner.left, input, depth + 1);
    return left === 'none' ? 'none' : disposerOf(inner.right, input, depth + 1);
  }
  if (inner.type === 'ConditionalExpression') {
    const first = disposerOf(inner.consequent, input, depth + 1);
    return first === 'none' ? 'none' : disposerOf(inner.alternate, input, depth + 1);
  }
  if (inner.type === 'Literal' || (inner.type === 'Identifier' && inner.name === 'undefined')) return 'both';
  if (inner.type === 'Identifier') {
    const variable = context.origins.variableOf(inner);
    const only = variable && context.origins.onlyValueOf(variable);
    // A value that comes from elsewhere may have been wrapped there.
    return only ? disposerOf(only, input, depth + 1) : 'both';
  }
  if (inner.type !== 'NewExpression' && inner.type !== 'CallExpression') return 'both';
  const acquired = acquisitions.of(inner);
  if (!acquired || acquired.library === ownClass) return 'both';
  if (acquired.through) return returnedDisposer(acquired.through, input, depth + 1);
  const own = inner.type === 'NewExpression' ? context.classOf(inner.callee) : undefined;
  if (own) {
    const declared = declaredDisposer(own, input);
    if (declared !== 'none') return declared;
  }
  const { nativeDispose } = acquired.client;
  return nativeDispose === undefined ? 'none' : nativeDispose.symbol === 'asyncDispose' ? 'async' : 'sync';
}

/** A factory's own `return`s say whether it hands out something disposable. */
function returnedDisposer(fn: NonNullable<ReturnType<RuleInput['analysis']['context']['functionOf']>>, input: RuleInput, depth: number): 'async' | 'sync' | 'both' | 'none' {
  if (fn.body.type !== 'BlockStatement') return disposerOf(fn.body, input, depth);
  const returns: Node[] = [];
  for (const node of input.analysis.context.graphOf(fn).nodes) {
    if (node.kind === 'return' && node.ast.type === 'ReturnStatement' && node.ast.argument) returns.push(node.ast.argument);
  }
  const [first] = returns;
  return first ? disposerOf(first, input, depth) : 'both';
}

function declaredDisposer(node: ClassNode, input: RuleInput): 'async' | 'sync' | 'both' | 'none' {
  const names = new Set(node.body.body.flatMap((member) => (member.type === 'MethodDefinition' || isField(member) ? [propertyName(member)] : [])));
  const hasAsync = names.has('@@asyncDispose');
  const hasSync = names.has('@@dispose');
  if (hasAsync || hasSync) return hasAsync ? (hasSync ? 'both' : 'async') : 'sync';
  const base = node.superClass ? input.analysis.context.classOf(node.superClass) : undefined;
  return base ? declaredDisposer(base, input) : 'none';
}
