/** What changes in a file, as `git diff` would show it. */
import { createTwoFilesPatch } from 'diff';
import type { Paint } from './terminal.ts';

/** @param path - As it shall stand in the head of the diff. */
export function unifiedDiff(path: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, '', '', { context: 3 });
  return patch
    .split('\n')
    .filter((line, index) => !(index === 0 && /^=+$/.test(line)))
    .map((line) => (/^(?:---|\+\+\+) /.test(line) ? line.trimEnd() : line))
    .join('\n')
    .replace(/\n+$/, '');
}

export function paintDiff(diff: string, paint: Paint): string {
  return diff.split('\n').map((line) => paintLine(line.replace(/\r$/, ''), paint)).join('\n');
}

function paintLine(line: string, paint: Paint): string {
  if (line.startsWith('---') || line.startsWith('+++')) return paint('bold', line);
  if (line.startsWith('@@')) return paint('cyan', line);
  if (line.startsWith('+')) return paint('green', line);
  if (line.startsWith('-')) return paint('red', line);
  return line;
}
