import { idioms, isIdiomId } from 'eslint-plugin-safely-close/rewrite';
import type { IdiomId } from 'eslint-plugin-safely-close/rewrite';

/**
 * Reads which idioms are wanted.
 *
 * @param only - Ids, or a text with ids separated by commas; all idioms where it is left out.
 * @throws {Error} `ERR_SAFELY_CLOSE_USAGE` where a name is no idiom.
 */
export function idiomsOf(only: string | readonly string[] | undefined): ReadonlySet<IdiomId> | undefined {
  if (only === undefined) return undefined;
  const names = (typeof only === 'string' ? only.split(',') : only).map((name) => name.trim()).filter((name) => name !== '');
  const unknown = names.filter((name) => !isIdiomId(name));
  if (unknown.length > 0) throw Object.assign(new Error(`"${unknown.join(', ')}" names no idiom; the idioms are ${Object.keys(idioms).join(', ')}.`), { code: 'ERR_SAFELY_CLOSE_USAGE' });
  return new Set(names.filter(isIdiomId));
}
