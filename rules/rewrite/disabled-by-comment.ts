/** Sessions that an ESLint comment takes out of the rules: the migration leaves them alone, too. */
import type { Program } from '../analysis/syntax.ts';
import type { SessionRecord } from '../analysis/session-record.ts';

const rules = /\bsafely-close\/(?:require-safe-close|prefer-safe-close|prefer-await-using)\b/;

/** Whether a directive switches off all rules, or one that this session is about. */
function concerns(directive: string): boolean {
  const named = directive.replace(/--.*$/s, '').replace(/^eslint-disable(?:-next-line|-line)?/, '').trim();
  return named === '' || rules.test(named);
}

export function isDisabledByComment({ acquisition }: SessionRecord, ast: Program): boolean {
  const { line } = acquisition.loc.start;
  let isDisabledHere = false;
  for (const comment of ast.comments ?? []) {
    const text = comment.value.trim();
    if (/^eslint-disable-next-line\b/.test(text) && concerns(text) && comment.loc.end.line === line - 1) return true;
    if (/^eslint-disable-line\b/.test(text) && concerns(text) && comment.loc.start.line === line) return true;
    if (comment.range[0] > acquisition.range[0] || (comment.type as string) !== 'Block') continue;
    if (/^eslint-disable(?![-\w])/.test(text) && concerns(text)) isDisabledHere = true;
    if (/^eslint-enable(?![-\w])/.test(text)) isDisabledHere = false;
  }
  return isDisabledHere;
}
