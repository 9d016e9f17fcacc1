/** Text whose white space is part of a value, so that no line in it may be re-indented. */
import type { Program } from '../analysis/syntax.ts';

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The tokens that span several lines: template literals, continued strings, JSX attributes. Comments are no tokens and move along;
 * text between JSX tags does as well, because its line breaks and what surrounds them are not part of it.
 */
export function protectedRanges(ast: Program): TextRange[] {
  return (ast.tokens ?? [])
    .filter((token) => token.loc.start.line !== token.loc.end.line && (token.type !== 'JSXText' || /^["']/.test(token.value)))
    .map((token) => ({ start: token.range[0], end: token.range[1] }));
}
