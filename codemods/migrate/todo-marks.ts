/** Marks in the code where a person must decide: `// TODO(safely-close): …`. */
import { applyEdits, reasons } from 'eslint-plugin-safely-close/rewrite';
import type { TextEdit } from 'eslint-plugin-safely-close/rewrite';
import { reasonUrl } from './documentation.ts';
import type { SiteOutcome } from './file-outcome.ts';
import type { MigrationOptions } from './migrate-source.ts';
import { planSource } from './plan-source.ts';
import type { Place } from './plan-source.ts';

const mark = 'TODO(safely-close)';

/**
 * Adds a comment above the line of each session that is left for review; a line that has one gets no second.
 *
 * @param only - The sessions that are marked; all where it is left out.
 */
export function insertTodoMarks(path: string, text: string, options: MigrationOptions, sites: readonly SiteOutcome[], only?: readonly Place[]): string {
  if (!sites.some((site) => site.outcome === 'review')) return text;
  const endOfLine = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const edits = new Map<number, TextEdit>();
  for (const { node, plan: outcome } of planSource(path, text, options).sites) {
    if (outcome.outcome !== 'review') continue;
    const { line, column } = node.loc.start;
    if (only?.some((place) => place.line === line && place.column === column + 1) === false) continue;
    const start = lineOfStatement(node, text);
    if (edits.has(start) || previousLine(text, start).includes(mark)) continue;
    const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
    const { message, byHand } = reasons[outcome.reason];
    edits.set(start, { start, end: start, text: `${indent}// ${mark}: ${message} ${byHand} See ${reasonUrl(outcome.reason)}.${endOfLine}` });
  }
  return applyEdits(text, [...edits.values()].sort((left, right) => left.start - right.start));
}

interface Located { readonly type: string; readonly range: readonly [number, number]; readonly parent?: Located | undefined }

/** The start of the line that the statement around a node begins on: a comment line may stand there, unless the line begins in a template or in JSX. */
function lineOfStatement(node: Located, text: string): number {
  let outer: Located = node;
  for (;;) {
    while (outer.parent !== undefined && !/(?:Statement|Declaration|PropertyDefinition)$/.test(outer.type)) outer = outer.parent;
    const before = text.slice(0, outer.range[0]);
    const start = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
    const inText = textAround(outer, start);
    if (inText === undefined) return start;
    outer = inText;
  }
}

/** The outermost template or JSX element that a line begins in. */
function textAround(node: Located, lineStart: number): Located | undefined {
  let found: Located | undefined;
  for (let outer = node.parent; outer !== undefined; outer = outer.parent) {
    if (/^(?:TemplateLiteral|JSXElement|JSXFragment)$/.test(outer.type) && outer.range[0] < lineStart) found = outer;
  }
  return found;
}

function previousLine(text: string, lineStart: number): string {
  return text.slice(0, lineStart).split(/\r\n|\n|\r/).at(-2) ?? '';
}
