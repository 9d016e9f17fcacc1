/** Sessions that an ESLint comment takes out of the rules: the migration leaves them alone, too. */
import type { Node, Program } from '../../analysis/syntax/syntax.ts';

const rules = /\bsafely-close\/(?:require-safe-close|prefer-safe-close|prefer-await-using)\b/;

/** Whether a directive switches off all rules, or one that this session is about. */
function concerns(directive: string): boolean {
  const named = directive.replace(/--.*$/s, '').replace(/^eslint-disable(?:-next-line|-line)?/, '').trim();
  return named === '' || rules.test(named);
}

/** @param node - The acquisition, or a close of a session made elsewhere. */
export function isDisabledByComment(node: Node, ast: Program): boolean {
  const { line } = node.loc.start;
  let isDisabledHere = false;
  for (const comment of ast.comments ?? []) {
    const text = comment.value.trim();
    if (/^eslint-disable-next-line\b/.test(text) && concerns(text) && comment.loc.end.line === line - 1) return true;
    if (/^eslint-disable-line\b/.test(text) && concerns(text) && comment.loc.start.line === line) return true;
    if (comment.range[0] > node.range[0] || (comment.type as string) !== 'Block') continue;
    if (/^eslint-disable(?![-\w])/.test(text) && concerns(text)) isDisabledHere = true;
    if (/^eslint-enable(?![-\w])/.test(text)) isDisabledHere = false;
  }
  return isDisabledHere;
}
