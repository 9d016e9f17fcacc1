/**
 * JSDoc tags that say who owns a session: `@owns`, `@borrows`, `@closes`, `@returnsOwned`. They count more than what is
 * inferred from a body.
 */
import type { FileContext } from '../file-context.ts';
import type { FunctionNode, Node, TSESTree } from '../syntax/syntax.ts';
import { isField } from '../syntax/walk.ts';

export interface OwnershipTags {
  /** Names of parameters that the function takes over. An empty name means the declaration itself. */
  readonly owns: ReadonlySet<string>;
  readonly borrows: ReadonlySet<string>;
  readonly closes: ReadonlySet<string>;
  readonly returnsOwned: boolean;
}

const noTags: OwnershipTags = { owns: new Set(), borrows: new Set(), closes: new Set(), returnsOwned: false };
const tag = /@(owns|borrows|closes|returnsOwned)\b[ \t]*(?:\{[^}]*\}[ \t]*)?([\w$]*)/gu;
const read = new WeakMap<object, OwnershipTags>();
const anyTag = /@(?:owns|borrows|closes|returnsOwned)\b/u;
const tagged = new WeakMap<FileContext, boolean>();

/** Hardly a file has any, and a parser may not have looked for comments yet. */
function hasTags(context: FileContext): boolean {
  let has = tagged.get(context);
  if (has === undefined) tagged.set(context, (has = anyTag.test(context.input.text)));
  return has;
}

/** The tags of the JSDoc comment directly before a declaration. */
export function tagsBefore(context: FileContext, node: Node): OwnershipTags {
  if (!hasTags(context)) return noTags;
  const known = read.get(node);
  if (known) return known;
  const comment = commentBefore(context, anchorOf(node));
  const tags = comment === undefined ? noTags : parse(comment);
  read.set(node, tags);
  return tags;
}

function parse(comment: string): OwnershipTags {
  const found = { owns: new Set<string>(), borrows: new Set<string>(), closes: new Set<string>() };
  let returnsOwned = false;
  for (const [, name, subject = ''] of comment.matchAll(tag)) {
    if (name === 'returnsOwned') returnsOwned = true;
    else if (name === 'owns' || name === 'borrows' || name === 'closes') found[name].add(subject);
  }
  return { ...found, returnsOwned };
}

/** The statement or member that a comment stands before: `export const open = () => …` for the arrow function. */
function anchorOf(node: Node): Node {
  let inner = node;
  for (let outer = node.parent; outer; inner = outer, outer = outer.parent) {
    const belongs =
      outer.type === 'ExportNamedDeclaration' ||
      outer.type === 'ExportDefaultDeclaration' ||
      outer.type === 'VariableDeclaration' ||
      (outer.type === 'VariableDeclarator' && outer.init === inner) ||
      (outer.type === 'MethodDefinition' && outer.value === inner) ||
      (isField(outer) && outer.value === inner) ||
      (outer.type === 'Property' && outer.value === inner) ||
      (outer.type === 'AssignmentExpression' && outer.right === inner) ||
      (outer.type === 'ExpressionStatement' && inner.type === 'AssignmentExpression');
    if (!belongs) return inner;
  }
  return inner;
}

/** The last block comment that ends before `node` with only white space between. */
function commentBefore(context: FileContext, node: Node): string | undefined {
  const comments: readonly TSESTree.Comment[] = context.input.program.comments ?? [];
  let low = 0;
  let high = comments.length - 1;
  let last: TSESTree.Comment | undefined;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const comment = comments[middle];
    if (comment === undefined) break;
    if (comment.range[1] <= node.range[0]) {
      last = comment;
      low = middle + 1;
    } else high = middle - 1;
  }
  if (last === undefined || (last.type as string) !== 'Block') return undefined;
  return context.input.text.slice(last.range[1], node.range[0]).trim() === '' && last.value.startsWith('*') ? last.value : undefined;
}

/** The declaration whose comment speaks for a callee: a function, or one that is only declared. */
export function declarationOf(context: FileContext, callee: Node): FunctionNode | TSESTree.TSDeclareFunction | undefined {
  const fn = context.functionOf(callee);
  if (fn) return fn;
  if (callee.type !== 'Identifier') return undefined;
  const definition = context.origins.variableOf(callee)?.defs[0]?.node as Node | undefined;
  return definition?.type === 'TSDeclareFunction' ? definition : undefined;
}

/** The name of a function's parameter. */
export function parameterName(fn: FunctionNode | TSESTree.TSDeclareFunction, index: number): string | undefined {
  let parameter: Node | undefined = fn.params[index];
  if (parameter?.type === 'TSParameterProperty') parameter = parameter.parameter;
  if (parameter?.type === 'AssignmentPattern') parameter = parameter.left;
  return parameter?.type === 'Identifier' ? parameter.name : undefined;
}
