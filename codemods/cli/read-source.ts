import { readFileSync } from 'node:fs';
import type { FileProblem } from '../migrate/file-outcome.ts';
import { decodeSource } from '../migrate/source-text.ts';

/** A file's text, or why it has none that could be rewritten. At once: a file that is waited for costs four times as much. */
export function readSource(file: string): string | FileProblem {
  try {
    const text = decodeSource(readFileSync(file));
    return text ?? { kind: 'not-utf-8', message: 'The file is not valid UTF-8.', wayOut: 'Convert it to UTF-8, or leave it out.' };
  } catch (error) {
    return { kind: 'unreadable', message: `The file cannot be read: ${messageOf(error)}.`, wayOut: 'Check its permissions.' };
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
