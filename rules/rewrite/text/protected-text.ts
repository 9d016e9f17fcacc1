/** Text whose white space is part of a value, so that no line in it may be re-indented. */
import type { Program } from '../../analysis/syntax/syntax.ts';
import { walk } from '../../analysis/syntax/walk.ts';
import type { VisitorKeys } from '../../analysis/syntax/walk.ts';

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * What spans several lines of templates, strings that a backslash continues, and attributes of JSX. Comments move along; text between
 * JSX tags does as well, because its line breaks and what surrounds them are not part of it.
 */
export function protectedRanges(ast: Program, visitorKeys: VisitorKeys): TextRange[] {
  const ranges: TextRange[] = [];
  walk(ast, visitorKeys, (node) => {
    if (node.type !== 'Literal' && node.type !== 'TemplateElement') return;
    if (node.loc.start.line !== node.loc.end.line) ranges.push({ start: node.range[0], end: node.range[1] });
  });
  return ranges;
}
