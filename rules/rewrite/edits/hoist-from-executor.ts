/**
 * Moves a session out of `new Promise((resolve, reject) => { const s = new X(); … })` into the function around it, so that the
 * function's scope closes it once the promise, now awaited there, has settled.
 */
import type { FunctionNode, Node, TSESTree } from '../../analysis/syntax/syntax.ts';
import { isFunction, isWithin, walk } from '../../analysis/syntax/walk.ts';
import { attachedComments } from '../text/attached-comments.ts';
import { insert, reindent, replace } from '../text/changes.ts';
import type { Change } from '../text/changes.ts';
import { removeLines, removeStatement } from '../text/remove-lines.ts';
import { hasEffectsAfter } from '../questions/effects.ts';
import type { PromiseExecutor } from '../questions/promise-executor.ts';
import { promiseFate } from '../questions/promise-fate.ts';
import type { ReasonId } from '../reasons.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { applyEdits } from '../rewrite-plan.ts';
import type { TextEdit } from '../rewrite-plan.ts';
import { blockOf, functionAround, statementOf } from '../questions/surroundings.ts';
import { settlersOf } from '../questions/settles.ts';
import { indentAt, startsItsLine } from '../text/text-lines.ts';

export interface Hoist {
  readonly host: FunctionNode | undefined;
  readonly changes: readonly Change[];
}

/** How the moved declaration closes its session. */
export interface Declare {
  /** Edits of the declaration. */
  readonly edits: readonly TextEdit[];
  /** The close for a `finally`, where the declaration does not close by itself. */
  readonly finallyClose: string | undefined;
}

/** Where the session may go. */
interface Landing {
  readonly host: FunctionNode | undefined;
  /** The statement that awaits the promise, or the expression that is an arrow function's body. */
  readonly place: TSESTree.Statement | TSESTree.Expression;
  readonly needsBraces: boolean;
}

/**
 * @param moveAlong - Declarations of other sessions that leave the executor as well.
 */
export function hoistFromExecutor(
  declarator: TSESTree.VariableDeclarator,
  declaration: TSESTree.VariableDeclaration,
  { executor, promise }: PromiseExecutor,
  declare: Declare,
  moveAlong: (statement: Node) => boolean,
  file: RewriteFile,
): Hoist | { readonly reason: ReasonId } {
  const landing = landingOf(promise, file);
  if (landing === undefined || declaration.parent !== executor.body) return { reason: 'work-outlives-scope' };
  const index = executor.body.body.indexOf(declaration);
  const before = executor.body.body.slice(0, index).filter((statement) => !moveAlong(statement));
  const isAlone = declaration.declarations.length === 1;
  const ownNode = isAlone ? declaration : declarator;
  if (before.some((statement) => statement.type !== 'VariableDeclaration' && statement.type !== 'ExpressionStatement') || ![...before, ownNode].every((node) => canMove(node, executor, file))) return { reason: 'work-outlives-scope' };
  const siblings = isAlone ? [] : declaration.declarations.filter((other) => other !== declarator);
  if (dependsOnOthers(ownNode, siblings, file)) return { reason: 'several-declarators' };
  if (dependsOnOthers(ownNode, executor.body.body.slice(0, index).filter(moveAlong), file)) return { reason: 'overlapping-rewrites' };
  if (clashes([...before, ownNode], executor, landing.host, file)) return { reason: 'name-clash' };
  return { host: landing.host, changes: moveTo(landing, before, ownNode, declare, file) };
}

function landingOf(promise: TSESTree.NewExpression, file: RewriteFile): Landing | undefined {
  const host = functionAround(promise);
  const fate = promiseFate(promise, file);
  if (fate.kind === 'floating' || !isEvaluatedFirst(promise)) return undefined;
  const result = fate.kind === 'returned' ? fate.at.find((at) => at.parent?.type === 'ArrowFunctionExpression') : undefined;
  if (result !== undefined) return isWithin(promise, result) ? { host, place: result as TSESTree.Expression, needsBraces: true } : undefined;
  const place = statementOf(promise);
  if (place === undefined || functionAround(place) !== host) return undefined;
  const block = blockOf(place);
  if (block === undefined) return place.parent?.type === 'IfStatement' ? { host, place, needsBraces: true } : undefined;
  // A promise that is kept and awaited later would let the scope begin here and end who knows where.
  if (fate.kind === 'returned' ? place.type !== 'ReturnStatement' : place.type !== 'ReturnStatement' && hasEffectsAfter(place, block, () => false)) return undefined;
  return { host, place, needsBraces: false };
}

/** Whether nothing of the statement around the promise is evaluated before it, and nothing decides whether it is. */
function isEvaluatedFirst(promise: Node): boolean {
  let inner = promise;
  for (let outer = promise.parent; outer !== undefined; inner = outer, outer = outer.parent) {
    switch (outer.type) {
      case 'AwaitExpression':
      case 'ChainExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
        continue;
      case 'MemberExpression':
        if (outer.object !== inner) return false;
        continue;
      case 'CallExpression':
        if (outer.callee !== inner) return false;
        continue;
      case 'VariableDeclarator':
        return outer.parent.declarations[0] === outer;
      case 'ArrowFunctionExpression':
        return outer.body === inner;
      default:
        return outer.type === 'ReturnStatement' || outer.type === 'ExpressionStatement';
    }
  }
  return false;
}

/** Whether a statement does the same outside of the executor: it neither settles the promise nor needs the executor's own names. */
function canMove(statement: Node, executor: PromiseExecutor['executor'], file: RewriteFile): boolean {
  const settlers = settlersOf(executor, file);
  let isMovable = true;
  walk(statement, file.visitorKeys, (node) => {
    if (node.type === 'Identifier') {
      const variable = file.origins.variableOf(node);
      if (variable !== undefined && settlers.has(variable)) isMovable = false;
    }
    if (executor.type !== 'ArrowFunctionExpression' && (node.type === 'ThisExpression' || (node.type === 'Identifier' && node.name === 'arguments'))) isMovable = false;
    if (node.type === 'AwaitExpression' && executor.async) isMovable = false;
    return isMovable && !(isFunction(node) && node.type !== 'ArrowFunctionExpression');
  });
  return isMovable;
}

/** The names that statements (or single variables of one) declare. */
function namesOf(statements: readonly Node[], file: RewriteFile): Set<string> {
  const names = new Set<string>();
  for (const scope of file.scopeManager.scopes) {
    for (const variable of scope.variables) {
      const isDeclaredThere = variable.identifiers.some((identifier) => statements.some((statement) => isWithin(identifier, statement) && functionAround(identifier) === functionAround(statement)));
      if (isDeclaredThere) names.add(variable.name);
    }
  }
  return names;
}

/** Whether the declaration needs a session that another plan moves. */
function dependsOnOthers(declaration: Node, others: readonly Node[], file: RewriteFile): boolean {
  const names = namesOf(others, file);
  let depends = false;
  walk(declaration, file.visitorKeys, (node) => {
    if (node.type === 'Identifier' && names.has(node.name)) depends = true;
  });
  return depends;
}

/** Whether a moved name means something else in the function around the executor, or in the executor's parameters. */
function clashes(moved: readonly Node[], executor: Node, host: FunctionNode | undefined, file: RewriteFile): boolean {
  const names = namesOf(moved, file);
  const around: Node = host ?? file.ast;
  const isBetween = (identifier: Node): boolean => isWithin(identifier, around) && !isWithin(identifier, executor);
  return file.scopeManager.scopes.some(
    (scope) =>
      scope.references.some(({ identifier }) => names.has(identifier.name) && isBetween(identifier)) ||
      scope.variables.some((variable) => names.has(variable.name) && variable.identifiers.some(isBetween)),
  );
}

function moveTo({ place, needsBraces }: Landing, before: readonly TSESTree.Statement[], own: TSESTree.VariableDeclaration | TSESTree.VariableDeclarator, { edits, finallyClose }: Declare, file: RewriteFile): Change[] {
  const { text } = file;
  const { endOfLine, indentUnit, semicolon } = file.style;
  const [start, end] = place.range;
  const isExpression = place.parent?.type === 'ArrowFunctionExpression';
  // An arrow's expression may stand on a line of its own: then the braces open on the arrow's line, and it stays where it is.
  const isOnOwnLine = isExpression && startsItsLine(text, start);
  const gapStart = isOnOwnLine ? text.slice(0, start).trimEnd().length : start;
  const outer = indentAt(text, gapStart);
  const base = isOnOwnLine ? indentAt(text, start) : needsBraces ? outer + indentUnit : outer;
  const inner = finallyClose === undefined ? base : base + indentUnit;
  const newLine = endOfLine + base;

  const keyword = finallyClose === undefined ? 'await using ' : 'const ';
  const lines = [...before.flatMap((statement) => movedLines(statement, [], base, file)), ...(own.type === 'VariableDeclaration' ? movedLines(own, edits, base, file) : [keyword + movedText(own, edits, base, file) + semicolon])];
  const opening = [
    needsBraces ? `${isOnOwnLine ? ' ' : ''}{${newLine}` : '',
    lines.join(newLine) + newLine,
    finallyClose === undefined ? '' : `try {${endOfLine}${inner}`,
    isExpression ? 'return ' : '',
  ].join('');
  const closing = [
    isExpression ? semicolon : '',
    finallyClose === undefined ? '' : `${newLine}} finally {${endOfLine}${inner}${finallyClose}${semicolon}${newLine}}`,
    needsBraces ? `${endOfLine}${outer}}` : '',
  ].join('');
  const levels = (needsBraces && !isOnOwnLine ? 1 : 0) + (finallyClose === undefined ? 0 : 1);
  return [
    ...[...before, ...(own.type === 'VariableDeclaration' ? [own] : [])].map((statement) => removeWithComments(statement, file)),
    replace(gapStart, start, opening),
    ...Array.from({ length: levels }, () => reindent(start, end, 'in', indentUnit)),
    insert(end, closing),
  ];
}

/** A statement with the comments that belong to it, as lines for the place it moves to. */
function movedLines(statement: TSESTree.Statement, edits: readonly TextEdit[], indent: string, file: RewriteFile): string[] {
  const { above, behind } = attachedComments(statement, file);
  const own = movedText(statement, edits, indent, file);
  return [...above.map((comment) => file.text.slice(...comment.range)), behind === undefined ? own : `${own} ${file.text.slice(...behind.range)}`];
}

function removeWithComments(statement: TSESTree.Statement, file: RewriteFile): Change {
  const { above, behind } = attachedComments(statement, file);
  if (above.length === 0 && behind === undefined) return removeStatement(statement, file.text);
  return removeLines(above[0]?.range[0] ?? statement.range[0], behind?.range[1] ?? statement.range[1], file.text);
}

/** A statement's text with its edits, re-indented for the place it moves to. */
function movedText(statement: TSESTree.Statement | TSESTree.VariableDeclarator, edits: readonly TextEdit[], indent: string, { text, style }: RewriteFile): string {
  const [start, end] = statement.range;
  const shifted = edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  const result = applyEdits(text.slice(start, end), shifted);
  const oldIndent = indentAt(text, start);
  if (oldIndent === indent || /[`\\]/.test(result)) return withSemicolon(result, style.semicolon);
  return withSemicolon(result.replaceAll(style.endOfLine + oldIndent, style.endOfLine + indent), style.semicolon);
}

const withSemicolon = (statement: string, semicolon: string): string => (statement.endsWith(';') ? statement.slice(0, -1) + (semicolon || '') : statement);
