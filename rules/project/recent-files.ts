/** What was last worked out of files: as much as fits, so that memory does not grow with the number of files of a run. */

export interface RecentFiles<Value> {
  /** What is known of one version of a file (its text, or a number for it); `undefined` where that was never known, or long ago. */
  get(path: string, version: string | number): Value | undefined;
  /** @param characters - How long its text is. */
  set(path: string, version: string | number, value: Value, characters: number): void;
}

/** @param mostCharacters - Of all texts together of which something is kept; one that is longer than half of that is not kept at all. */
export function createRecentFiles<Value>(mostCharacters: number): RecentFiles<Value> {
  const entries = new Map<string, { readonly version: string | number; readonly value: Value; readonly characters: number }>();
  let total = 0;

  function forget(path: string): void {
    total -= entries.get(path)?.characters ?? 0;
    entries.delete(path);
  }

  return {
    get(path, version) {
      const entry = entries.get(path);
      if (entry?.version !== version) return undefined;
      // The last in the map is the last that was asked for.
      entries.delete(path);
      entries.set(path, entry);
      return entry.value;
    },
    set(path, version, value, characters) {
      forget(path);
      if (characters > mostCharacters / 2) return;
      entries.set(path, { version, value, characters });
      total += characters;
      for (const oldest of entries.keys()) {
        if (total <= mostCharacters) break;
        forget(oldest);
      }
    },
  };
}
