/** The code around a place, for a reader who has the report but not the file open. */

export interface Excerpt {
  /** The number of the first line, from 1. */
  readonly startLine: number;
  readonly lines: readonly string[];
}

const linesBefore = 3;
const linesAfter = 6;
/** What is longer was not written by hand, and would swell the report. */
const longestLine = 400;

/**
 * @param text - The file's text.
 * @param line - The place's line, from 1.
 */
export function excerptOf(text: string, line: number): Excerpt {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const start = Math.max(0, line - 1 - linesBefore);
  const shown = lines.slice(start, line + linesAfter).map((shownLine) => (shownLine.length > longestLine ? `${shownLine.slice(0, longestLine)}…` : shownLine));
  while (shown.length > 1 && start + shown.length > line && shown.at(-1)?.trim() === '') shown.pop();
  return { startLine: start + 1, lines: shown };
}
