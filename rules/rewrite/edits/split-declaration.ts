/** Takes a declaration of several variables apart, where some of them become `await using` and others go. */
import type { TSESTree } from '../../analysis/syntax/syntax.ts';
import { remove, replace } from '../text/changes.ts';
import type { Change } from '../text/changes.ts';
import { removeStatement } from '../text/remove-lines.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import { indentAt } from '../text/text-lines.ts';

export type Declarator = TSESTree.VariableDeclarator;

export interface DeclaratorFates {
  /** Those that become `await using` where they stand. */
  readonly using: ReadonlySet<Declarator>;
  /** Those that move away or are no longer needed. */
  readonly gone: ReadonlySet<Declarator>;
}

/** Whether nothing but commas and white space stands between the variables, so that they can be taken apart. */
export function canSplit(declaration: TSESTree.VariableDeclaration, { ast }: Pick<RewriteFile, 'ast'>): boolean {
  return !(ast.comments ?? []).some(
    (comment) =>
      comment.range[0] >= declaration.range[0] &&
      comment.range[1] <= declaration.range[1] &&
      !declaration.declarations.some((declarator) => declarator.range[0] <= comment.range[0] && comment.range[1] <= declarator.range[1]),
  );
}

export function splitDeclaration(declaration: TSESTree.VariableDeclaration, { using, gone }: DeclaratorFates, file: RewriteFile): Change[] {
  const { kind } = declaration;
  const declarations: readonly Declarator[] = declaration.declarations;
  const remaining = declarations.filter((declarator) => !gone.has(declarator));
  const [first] = remaining;
  const last = remaining.at(-1);
  if (first === undefined || last === undefined) return [removeStatement(declaration, file.text)];
  const newStatement = `${file.style.semicolon}${file.style.endOfLine}${indentAt(file.text, declaration.range[0])}`;
  const keywordOf = (declarator: Declarator): string => (using.has(declarator) ? 'await using' : kind);
  const changes: Change[] = [replace(declaration.range[0], first.range[0], `${keywordOf(first)} `)];
  for (const [index, declarator] of remaining.entries()) {
    const before = remaining[index - 1];
    if (before === undefined) continue;
    const isOneStatement = !using.has(before) && !using.has(declarator);
    const isUntouched = declarations.indexOf(declarator) - declarations.indexOf(before) === 1;
    if (isOneStatement && isUntouched) continue;
    changes.push(replace(before.range[1], declarator.range[0], isOneStatement ? ', ' : `${newStatement}${keywordOf(declarator)} `));
  }
  const end = declarations.at(-1)?.range[1] ?? last.range[1];
  if (end > last.range[1]) changes.push(remove(last.range[1], end));
  return changes;
}
