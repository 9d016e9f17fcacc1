/** What was last worked out of files: as much as fits, so that memory does not grow with the number of files of a run. */

export interface RecentFiles<Value> {
  /** What is known of a text; `undefined` where that was never known, or where it was long ago. */
  get(path: string, text: string): Value | undefined;
  set(path: string, text: string, value: Value): void;
}

/** @param mostCharacters - Of all texts together of which something is kept; one that is longer than half of that is not kept at all. */
export function createRecentFiles<Value>(mostCharacters: number): RecentFiles<Value> {
  const entries = new Map<string, { readonly text: string; readonly value: Value }>();
  let characters = 0;

  function forget(path: string): void {
    characters -= entries.get(path)?.text.length ?? 0;
    entries.delete(path);
  }

  return {
    get(path, text) {
      const entry = entries.get(path);
      if (entry?.text !== text) return undefined;
      // The last in the map is the last that was asked for.
      entries.delete(path);
      entries.set(path, entry);
      return entry.value;
    },
    set(path, text, value) {
      forget(path);
      if (text.length > mostCharacters / 2) return;
      entries.set(path, { text, value });
      characters += text.length;
      for (const oldest of entries.keys()) {
        if (characters <= mostCharacters) break;
        forget(oldest);
      }
    },
  };
}
