import { readFileSync, statSync } from 'node:fs';

/** A file's text, or `undefined` where there is none: how the project's own settings are read. */
export function readText(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(path, 'utf8') : undefined;
}
