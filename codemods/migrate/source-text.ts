/** A file's bytes as text, and back, with nothing lost. */
import { isUtf8 } from 'node:buffer';

const byteOrderMark = '\uFEFF';

/** @returns The text, with its byte order mark if it has one; `undefined` where the bytes are no valid UTF-8: they could not be written back as they were. */
export const decodeSource = (bytes: Buffer): string | undefined => (isUtf8(bytes) ? bytes.toString('utf8') : undefined);

/** Takes the byte order mark off, and says how to put it back. */
export function splitByteOrderMark(text: string): { readonly mark: string; readonly body: string } {
  return text.startsWith(byteOrderMark) ? { mark: byteOrderMark, body: text.slice(1) } : { mark: '', body: text };
}

/** Whether a comment at the file's top says that a tool writes it, so that a change would be lost. */
export function isGenerated(text: string): boolean {
  const top = text.slice(0, 2_000).split(/\r\n|\n|\r/).slice(0, 12);
  return top.some((line) => /^\s*(?:\/\/|\/?\*|#)/.test(line) && /@generated\b|\bdo not edit\b|\bautomatically generated\b/i.test(line));
}
