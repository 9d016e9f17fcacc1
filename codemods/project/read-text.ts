import { existsSync, readFileSync } from 'node:fs';

/** A file's text, or `undefined` where there is none: how the project's own settings are read. */
export function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
