/** A file's bytes as text, and back, with nothing lost. */

const byteOrderMark = '\uFEFF';

/** @returns `undefined` where the bytes are no valid UTF-8: they could not be written back as they were. */
export function decodeSource(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Takes the byte order mark off, and says how to put it back. */
export function splitByteOrderMark(text: string): { readonly mark: string; readonly body: string } {
  return text.startsWith(byteOrderMark) ? { mark: byteOrderMark, body: text.slice(1) } : { mark: '', body: text };
}

/** Whether a comment at the file's top says that a tool writes it, so that a change would be lost. */
export function isGenerated(text: string): boolean {
  const top = text.slice(0, 2_000).split(/\r\n|\n|\r/).slice(0, 12);
  return top.some((line) => /^\s*(?:\/\/|\/?\*|#)/.test(line) && /@generated\b|\bdo not edit\b|\bautomatically generated\b/i.test(line));
}
