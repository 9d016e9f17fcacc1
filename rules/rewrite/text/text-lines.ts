/** Lines of a text, found from offsets. A line ends at `\n`, `\r\n` or a lone `\r`. */

const isLineEnd = (character: string): boolean => character === '\n' || character === '\r';
const isBlank = (character: string): boolean => character === ' ' || character === '\t' || character === '\f' || character === '\u00a0';

/** Where the line that holds `offset` starts. */
export function lineStartOf(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !isLineEnd(text.charAt(start - 1))) start -= 1;
  return start;
}

/** Where the line that holds `offset` ends, before its line end. */
export function lineEndOf(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && !isLineEnd(text.charAt(end))) end += 1;
  return end;
}

/** Where the next line starts; the text's length where there is none. */
export function nextLineStart(text: string, offset: number): number {
  const end = lineEndOf(text, offset);
  return text.startsWith('\r\n', end) ? end + 2 : Math.min(end + 1, text.length);
}

/** The white space that the line holding `offset` starts with. */
export function indentAt(text: string, offset: number): string {
  const start = lineStartOf(text, offset);
  return text.slice(start, skipBlanks(text, start));
}

/** The first offset from `offset` on that is no blank of the same line. */
export function skipBlanks(text: string, offset: number): number {
  let position = offset;
  while (position < text.length && isBlank(text.charAt(position))) position += 1;
  return position;
}

/** The offset after the last character before `offset` that is no blank of the same line. */
export function skipBlanksBack(text: string, offset: number): number {
  let position = offset;
  while (position > 0 && isBlank(text.charAt(position - 1))) position -= 1;
  return position;
}

/** Whether only white space stands before `offset` on its line. */
export function startsItsLine(text: string, offset: number): boolean {
  return lineStartOf(text, offset) === skipBlanksBack(text, offset);
}

/** Whether only white space follows `offset` on its line. */
export function endsItsLine(text: string, offset: number): boolean {
  return skipBlanks(text, offset) === lineEndOf(text, offset);
}

/** Where each line starts that begins after `start` and before `end`. */
export function lineStartsBetween(text: string, start: number, end: number): number[] {
  const starts: number[] = [];
  for (let line = nextLineStart(text, start); line < end; line = nextLineStart(text, line)) starts.push(line);
  return starts;
}
