/** Which parts of a file's diff belong to which of its sessions. */
import type { SitePlace } from '../migrate/file-outcome.ts';

export interface Hunk {
  /** The first line that it shows of the file as it was, from 1, and how many. */
  readonly oldStart: number;
  readonly oldLength: number;
  /** With the `@@` line. */
  readonly lines: readonly string[];
}

export function hunksOf(diff: string): Hunk[] {
  const hunks: { oldStart: number; oldLength: number; lines: string[] }[] = [];
  for (const line of diff.split('\n')) {
    const [, start, length = '1'] = /^@@ -(\d+)(?:,(\d+))? /.exec(line) ?? [];
    if (start !== undefined) hunks.push({ oldStart: Number(start), oldLength: Number(length), lines: [line] });
    else hunks.at(-1)?.lines.push(line);
  }
  return hunks;
}

/**
 * The parts of a diff that are a session's: those that show its line, and those up to the next session's that show none, because
 * closes stand below what they close. What stands above the first session, such as an import, is nobody's.
 *
 * @param sites - The sessions of the file that changed.
 * @returns One list of hunks for each session, in the order of `sites`.
 */
export function hunksBySite<Site extends Pick<SitePlace, 'line'>>(hunks: readonly Hunk[], sites: readonly Site[]): Map<Site, readonly Hunk[]> {
  const owned = new Map<Site, Hunk[]>(sites.map((site) => [site, []]));
  const shows = ({ oldStart, oldLength }: Hunk, { line }: Site): boolean => line >= oldStart && line < oldStart + oldLength;
  for (const hunk of hunks) {
    const inside = sites.filter((site) => shows(hunk, site));
    const above = sites.filter((site) => site.line < hunk.oldStart);
    const nearest = Math.max(...above.map((site) => site.line));
    for (const site of inside.length > 0 ? inside : above.filter(({ line }) => line === nearest)) owned.get(site)?.push(hunk);
  }
  return owned;
}
