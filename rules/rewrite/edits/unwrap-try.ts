/** Takes a `finally` away whose statements have all gone, and the `try` with it where nothing else needs it. */
import type { Program, TSESTree } from '../../analysis/syntax/syntax.ts';
import { commentsIn } from '../text/attached-comments.ts';
import { insert, reindent, remove } from '../text/changes.ts';
import type { Change } from '../text/changes.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import type { Block } from '../questions/surroundings.ts';
import { endsItsLine, indentAt, lineStartOf, skipBlanks, skipBlanksBack, startsItsLine } from '../text/text-lines.ts';

type TryWithFinally = TSESTree.TryStatement & { readonly finalizer: TSESTree.BlockStatement };

export const hasFinally = (statement: TSESTree.TryStatement): statement is TryWithFinally => statement.finalizer !== null;

/**
 * The changes that remove `finally { … }`; its comments are the caller's to keep.
 *
 * @param moved - Declarations that move into the `try`, whose braces then stay as a bare block.
 */
export function removeFinally(statement: TryWithFinally, file: RewriteFile, moved: readonly string[] = []): Change[] {
  const { text } = file;
  if (statement.handler !== null) return [remove(statement.handler.range[1], statement.finalizer.range[1])];
  const { block, finalizer } = statement;
  if (moved.length > 0 || needsOwnBlock(statement, file)) {
    const inner = file.style.endOfLine + indentAt(text, statement.range[0]) + file.style.indentUnit;
    const declarations = moved.map((declaration) => insert(block.range[0] + 1, inner + declaration));
    return [...declarations, remove(statement.range[0], block.range[0]), remove(block.range[1], finalizer.range[1])];
  }
  const bodyStart = block.range[0] + 1;
  const bodyEnd = block.range[1] - 1;
  const first = block.body[0] ?? firstCommentIn(file.ast, bodyStart, bodyEnd);
  if (first === undefined) return [remove(lineEndBefore(text, statement.range[0]), finalizer.range[1])];
  if (!startsItsLine(text, first.range[0])) {
    return [remove(statement.range[0], skipBlanks(text, bodyStart)), remove(skipBlanksBack(text, bodyEnd), finalizer.range[1])];
  }
  const opening = endsItsLine(text, bodyStart)
    ? remove(lineEndBefore(text, statement.range[0]), skipEmptyLines(text, bodyStart))
    : remove(statement.range[0], skipBlanks(text, bodyStart));
  // What follows on the line, such as a comment, keeps a line of its own.
  const closing = !startsItsLine(text, bodyEnd)
    ? remove(skipBlanksBack(text, bodyEnd), finalizer.range[1])
    : endsItsLine(text, finalizer.range[1])
      ? remove(skipEmptyLinesBack(text, bodyEnd), finalizer.range[1])
      : remove(bodyEnd, skipBlanks(text, finalizer.range[1]));
  const isCloseOnItsLine = startsItsLine(text, bodyEnd);
  return [opening, closing, reindent(bodyStart, isCloseOnItsLine ? lineStartOf(text, bodyEnd) : bodyEnd, 'out', levelBetween(statement, first.range[0], file))];
}

/** Puts braces around the statements from `from` to `to`, so that a scope ends where it must. */
export function wrapInBlock(from: TSESTree.Statement, to: TSESTree.Statement, file: RewriteFile): Change[] {
  const { endOfLine, indentUnit } = file.style;
  const indent = indentAt(file.text, from.range[0]);
  return [
    insert(from.range[0], `{${endOfLine}${indent}${indentUnit}`),
    reindent(from.range[0], to.range[1], 'in', indentUnit),
    insert(to.range[1], `${endOfLine}${indent}}`),
  ];
}

/** The comments that stand in the parts that `removeFinally` takes away. */
export function commentsOfFinally({ range, block, handler, finalizer }: TryWithFinally, ast: Program): readonly TSESTree.Comment[] {
  if (handler !== null) return commentsIn([handler.range[1], finalizer.range[1]], ast);
  return [...commentsIn([range[0], block.range[0]], ast), ...commentsIn([block.range[1], finalizer.range[1]], ast)];
}

/** One level of indentation, as the body of the `try` has it. */
function levelBetween(statement: TSESTree.TryStatement, bodyOffset: number, { text, style }: RewriteFile): string {
  const outer = indentAt(text, statement.range[0]);
  const inner = indentAt(text, bodyOffset);
  return inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : style.indentUnit;
}

/** Whether the names that the body declares would clash with, or capture, names around it. */
function needsOwnBlock(statement: TryWithFinally, file: RewriteFile): boolean {
  const names = namesDeclaredIn(statement.block);
  if (names.size === 0) return false;
  const outer = statement.parent;
  if (outer.type !== 'BlockStatement' && outer.type !== 'Program') return true;
  const [start, end] = rangeOfScope(outer);
  const isOutside = ({ range }: TSESTree.Node): boolean => range[0] >= start && range[1] <= end && (range[0] < statement.block.range[0] || range[0] >= statement.block.range[1]);
  return file.scopeManager.scopes.some(
    (scope) =>
      scope.references.some(({ identifier }) => names.has(identifier.name) && isOutside(identifier)) ||
      scope.variables.some((variable) => names.has(variable.name) && variable.identifiers.some(isOutside)),
  );
}

/** A function's parameters share the scope of its body. */
function rangeOfScope(block: Block): readonly [number, number] {
  // ESLint's own parser gives the program `null` for a parent.
  const parent = block.parent as TSESTree.Node | null | undefined;
  return parent != null && /Function/.test(parent.type) ? parent.range : block.range;
}

function namesDeclaredIn(block: TSESTree.BlockStatement): Set<string> {
  const names = new Set<string>();
  const addPattern = (pattern: TSESTree.Node): void => {
    switch (pattern.type) {
      case 'Identifier':
        names.add(pattern.name);
        break;
      case 'ObjectPattern':
        for (const property of pattern.properties) addPattern(property.type === 'Property' ? property.value : property.argument);
        break;
      case 'ArrayPattern':
        for (const element of pattern.elements) if (element !== null) addPattern(element);
        break;
      case 'AssignmentPattern':
        addPattern(pattern.left);
        break;
      case 'RestElement':
        addPattern(pattern.argument);
        break;
      default:
    }
  };
  for (const statement of block.body) {
    if (statement.type === 'VariableDeclaration' && statement.kind !== 'var') for (const { id } of statement.declarations) addPattern(id);
    else if ((statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') && statement.id !== null) names.add(statement.id.name);
    // An inner `try` may be unwrapped as well, and its names come out with it.
    else if (statement.type === 'TryStatement') for (const name of namesDeclaredIn(statement.block)) names.add(name);
  }
  return names;
}

function firstCommentIn(ast: Program, start: number, end: number): TSESTree.Comment | undefined {
  return (ast.comments ?? []).find((comment) => comment.range[0] >= start && comment.range[1] <= end);
}

function lineEndBefore(text: string, offset: number): number {
  if (!startsItsLine(text, offset)) return offset;
  const line = lineStartOf(text, offset);
  if (line === 0) return offset;
  return text.startsWith('\r\n', line - 2) ? line - 2 : line - 1;
}

/** From after an opening brace to the end of the last empty line after it. */
function skipEmptyLines(text: string, offset: number): number {
  const blank = /^[ \t]*(?:(?:\r\n|\n|\r(?!\n))[ \t]*(?=\r|\n))*/.exec(text.slice(offset));
  return offset + (blank?.[0].length ?? 0);
}

/** From before a closing brace back to the end of the last line with code. */
function skipEmptyLinesBack(text: string, offset: number): number {
  return text.slice(0, offset).trimEnd().length;
}
