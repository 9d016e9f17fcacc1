import type { TextEdit } from 'eslint-plugin-safely-close/rewrite';

/** Where `offset` of the old text is in the new one; `undefined` where an edit replaced it. */
export function shiftOffset(offset: number, edits: readonly TextEdit[]): number | undefined {
  let shift = 0;
  for (const { start, end, text } of edits) {
    if (start > offset) break;
    if (start < offset && end > offset) return undefined;
    if (start === offset && end > offset) return undefined;
    shift += text.length - (end - start);
  }
  return offset + shift;
}
