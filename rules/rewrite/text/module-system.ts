/** Whether a file is an ES module or a CommonJS one. */
import type { Program } from '../../analysis/syntax/syntax.ts';
import { walk } from '../../analysis/syntax/walk.ts';
import type { VisitorKeys } from '../../analysis/syntax/walk.ts';

export type ModuleSystem = 'esm' | 'commonjs';

const moduleSyntax = new Set<string>(['ImportDeclaration', 'ExportNamedDeclaration', 'ExportDefaultDeclaration', 'ExportAllDeclaration', 'TSImportEqualsDeclaration', 'TSExportAssignment']);

/**
 * Tells the module system from the file's own syntax first.
 *
 * @param otherwise - What the file's name and its package say; used where the text is silent.
 */
export function moduleSystemOf(ast: Program, visitorKeys: VisitorKeys, otherwise: ModuleSystem | undefined): ModuleSystem {
  if (ast.body.some((statement) => moduleSyntax.has(statement.type))) return 'esm';
  if (otherwise !== undefined) return otherwise;
  return usesTopLevelAwait(ast, visitorKeys) ? 'esm' : 'commonjs';
}

/** Whether the file awaits at its top level already. */
export function usesTopLevelAwait(ast: Program, visitorKeys: VisitorKeys): boolean {
  let isUsed = false;
  walk(ast, visitorKeys, (node) => {
    if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await) || (node.type === 'VariableDeclaration' && node.kind === 'await using')) isUsed = true;
    return !isUsed && !/Function|StaticBlock|PropertyDefinition/.test(node.type);
  });
  return isUsed;
}
