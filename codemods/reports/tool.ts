import { readFileSync } from 'node:fs';

/** The command's name, as it is typed. */
export const toolName = 'safely-close-codemod';

/** The installed version. */
export function toolVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return String((manifest as { version?: unknown }).version);
}
