/** Two texts line by line, as they are shown side by side in one column. */
import { diffLines } from 'diff';

export interface DiffLine {
  readonly change: 'same' | 'added' | 'removed';
  readonly text: string;
}

export function lineDiff(before: string, after: string): DiffLine[] {
  return diffLines(before, after).flatMap(({ value, added, removed }) =>
    value.replace(/\n$/u, '').split('\n').map((text): DiffLine => ({ change: added ? 'added' : removed ? 'removed' : 'same', text })),
  );
}
