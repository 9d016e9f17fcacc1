/** Which files have to do with each other: those between which imports lead, in either direction and over any others. */
import type { ScannedFiles } from './scan-files.ts';

/**
 * @param files - Absolute paths, in the order in which they shall come.
 * @param atLeast - How many a group has, except the last one: small ones are put together.
 * @returns Groups of `files`, of which none has to do with another.
 */
export function connectedFiles(files: readonly string[], scanned: Pick<ScannedFiles, 'importsOf' | 'importersOf'>, atLeast: number): string[][] {
  const wanted = new Set(files);
  const seen = new Set<string>();
  const groups: string[][] = [];
  let group: string[] = [];
  for (const file of files) {
    if (seen.has(file)) continue;
    for (const reached of reachableFrom(file, scanned)) {
      seen.add(reached);
      if (wanted.has(reached)) group.push(reached);
    }
    if (group.length < atLeast) continue;
    groups.push(group);
    group = [];
  }
  return group.length === 0 ? groups : [...groups, group];
}

function reachableFrom(file: string, { importsOf, importersOf }: Pick<ScannedFiles, 'importsOf' | 'importersOf'>): ReadonlySet<string> {
  const reached = new Set([file]);
  for (const path of reached) for (const other of [...importsOf(path), ...importersOf(path)]) reached.add(other);
  return reached;
}
