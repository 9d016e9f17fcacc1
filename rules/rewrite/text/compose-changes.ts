/** Renders changes as text edits: shared ones once, nested re-indentations as one edit a line. */
import type { Change, Reindentation, Replacement } from './changes.ts';
import { protectedRanges } from './protected-text.ts';
import { removeWholeLines } from './remove-lines.ts';
import type { RewriteFile } from '../rewrite-file.ts';
import type { TextEdit } from '../rewrite-plan.ts';
import { lineEndOf, lineStartsBetween, skipBlanks } from './text-lines.ts';

/**
 * @returns Edits that are sorted and disjoint, or `undefined` where two changes contradict each other.
 */
export function composeChanges(changes: readonly Change[], file: Pick<RewriteFile, 'text' | 'ast' | 'visitorKeys'>): TextEdit[] | undefined {
  const replacements = sortReplacements(changes.filter((change) => change.kind === 'replace'), file.text);
  if (replacements === undefined) return undefined;
  const reindentations = reindentLines(changes.filter((change) => change.kind === 'reindent'), replacements, file);
  return [...replacements.map(({ start, end, text }) => ({ start, end, text })), ...reindentations]
    .filter((edit) => file.text.slice(edit.start, edit.end) !== edit.text)
    .sort((left, right) => left.start - right.start || left.end - right.end);
}

const isSame = (left: Replacement, right: Replacement): boolean => left.start === right.start && left.end === right.end && left.text === right.text;

function sortReplacements(replacements: readonly Replacement[], text: string): Replacement[] | undefined {
  const kept: Replacement[] = [];
  for (const change of replacements) {
    if (change.isShared && kept.some((other) => other.isShared && isSame(other, change))) continue;
    kept.push(change);
  }
  kept.sort((left, right) => left.start - right.start || left.end - right.end);
  const merged: Replacement[] = [];
  for (const change of kept) {
    const before = merged.at(-1);
    if (before !== undefined && isRemoval(before) && isRemoval(change) && before.end === change.start && isLineEnd(text, before.start) && isLineEnd(text, change.end)) {
      // Lines that went one by one go as a whole: only then is it seen that an empty line set them apart.
      merged[merged.length - 1] = removeWholeLines(before.start, change.end, text);
    } else if (before === undefined || before.end <= change.start) {
      merged.push(change);
    } else if (isRemoval(before) && isRemoval(change)) {
      // A `finally` goes with the closes in it, and closes go one after the other.
      merged[merged.length - 1] = { ...before, end: Math.max(before.end, change.end) };
    } else {
      return undefined;
    }
  }
  return merged;
}

const isLineEnd = (text: string, offset: number): boolean => /[\r\n]/.test(text.charAt(offset));

const isRemoval = ({ start, end, text }: Replacement): boolean => text === '' && start < end;

function reindentLines(reindentations: readonly Reindentation[], replacements: readonly Replacement[], { text, ast, visitorKeys }: Pick<RewriteFile, 'text' | 'ast' | 'visitorKeys'>): TextEdit[] {
  if (reindentations.length === 0) return [];
  const fixed = protectedRanges(ast, visitorKeys);
  const indents = new Map<number, string>();
  for (const { start, end, direction, unit } of reindentations) {
    for (const line of lineStartsBetween(text, start, end)) {
      if (fixed.some((range) => range.start < line && line < range.end)) continue;
      const indent = indents.get(line) ?? text.slice(line, skipBlanks(text, line));
      indents.set(line, direction === 'in' ? unit + indent : outdent(indent, unit));
    }
  }
  const edits: TextEdit[] = [];
  for (const [start, indent] of indents) {
    const end = skipBlanks(text, start);
    if (end === lineEndOf(text, start)) continue;
    // What is removed needs no indentation; a removal may begin with the line or stand across it.
    if (replacements.some((change) => change.start <= start && change.end >= end && change.end > change.start)) continue;
    edits.push({ start, end, text: indent });
  }
  return edits;
}

/** Takes one level off; where the line is indented in another way than its neighbours, as much white space as that level is long. */
export function outdent(indent: string, unit: string): string {
  if (indent.startsWith(unit)) return indent.slice(unit.length);
  if (indent.startsWith('\t')) return indent.slice(1);
  return indent.slice(Math.min(unit.length, indent.length));
}
