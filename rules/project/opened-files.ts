/** The files of a project that are open: their syntax, and what was found out of it. */
import type { OpenFile } from '../analysis/analyse-file.ts';

export interface OpenedFiles {
  /** @param epoch - The state of the files: what was opened in another one is let go. */
  get(path: string, epoch: number): { readonly file: OpenFile | undefined } | undefined;
  /** @param characters - How long its text is. */
  set(path: string, epoch: number, file: OpenFile | undefined, characters: number): void;
}

const defaultMost = 4_000_000;

/**
 * A syntax tree takes some hundred times the memory of its text. Files lead to one another, so that dropping single ones would
 * free little: past the bound all are let go, and those still needed are opened again.
 *
 * @param mostCharacters - Of the texts of all files together that are open at a time.
 */
export function createOpenedFiles(mostCharacters: number = defaultMost): OpenedFiles {
  const opened = new Map<string, { readonly file: OpenFile | undefined }>();
  let total = 0;
  let of = 0;

  function letGoUnless(isKept: boolean): void {
    if (isKept) return;
    opened.clear();
    total = 0;
  }

  return {
    get(path, epoch) {
      letGoUnless(of === epoch);
      of = epoch;
      return opened.get(path);
    },
    set(path, epoch, file, characters) {
      letGoUnless(of === epoch && total + characters <= mostCharacters);
      of = epoch;
      total += characters;
      opened.set(path, { file });
    },
  };
}
