import { readFile } from 'node:fs/promises';
import type { FileProblem } from '../migrate/file-outcome.ts';
import { decodeSource } from '../migrate/source-text.ts';

/** A file's text, or why it has none that could be rewritten. */
export async function readSource(file: string): Promise<string | FileProblem> {
  try {
    const text = decodeSource(await readFile(file));
    return text ?? { kind: 'not-utf-8', message: 'The file is not valid UTF-8.', wayOut: 'Convert it to UTF-8, or leave it out.' };
  } catch (error) {
    return { kind: 'unreadable', message: `The file cannot be read: ${messageOf(error)}.`, wayOut: 'Check its permissions.' };
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
