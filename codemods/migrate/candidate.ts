/** Whether a file can hold a session at all: a text scan, a thousand times cheaper than a parse. */
import { catalog } from 'safely-close/clients';

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/**
 * Makes the scan.
 *
 * @param modules - Module names beside the catalog's, from the user's own clients and factories.
 * @returns A function that says whether a text names one of the modules, or a sub-path of one, in quotes.
 */
export function createCandidateScan(modules: readonly string[] = []): (text: string) => boolean {
  const names = [...new Set([...catalog.flatMap((library) => library.modules), ...modules])];
  const pattern = new RegExp(`['"\`](?:${names.map(escape).join('|')})(?:/[^'"\`\\n]*)?['"\`]`);
  return (text) => pattern.test(text);
}
