import type * as Libcurl from 'node-libcurl';

/** node-libcurl, or why it is not there: it is compiled on the machine, and a machine may lack what that takes. */
async function load(): Promise<{ readonly libcurl: typeof Libcurl; readonly missing: undefined } | { readonly libcurl: undefined; readonly missing: string }> {
  try {
    const loaded = (await import('node-libcurl')) as typeof Libcurl & { default?: typeof Libcurl };
    return { libcurl: loaded.default ?? loaded, missing: undefined };
  } catch (error) {
    return { libcurl: undefined, missing: error instanceof Error ? error.message.split('\n')[0] ?? error.name : String(error) };
  }
}

const { libcurl, missing } = await load();

/** Why tests with node-libcurl are skipped; undefined where they run. */
export const libcurlMissing = missing;

/** For the titles of suites, so that a skipped one says why. */
export const withLibcurl = missing === undefined ? '' : ` (skipped: node-libcurl cannot be loaded: ${missing})`;

/** node-libcurl; asked for only inside tests that are skipped where it is missing. */
export function nodeLibcurl(): typeof Libcurl {
  if (libcurl === undefined) throw new Error(`node-libcurl cannot be loaded: ${missing}`);
  return libcurl;
}
