/** A library that need not be installed to run these tests, or why it is not there. */
export interface OptionalLibrary {
  // The libraries' own types are not there either where they are not installed.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly exports: any;
  readonly missing: string | undefined;
}

/**
 * Loads a library if it is installed. Give `missing` as the reason in the title of what is skipped.
 *
 * @param load looks for it from another folder
 */
export async function optionalLibrary(name: string, load = (specifier: string): Promise<unknown> => import(/* @vite-ignore */ specifier)): Promise<OptionalLibrary> {
  try {
    const loaded = await load(name);
    const isWrapped = typeof loaded === 'object' && loaded !== null && Object.keys(loaded).every((key) => key === 'default' || key === 'module.exports');
    return { exports: isWrapped ? Reflect.get(loaded, 'default') : loaded, missing: undefined };
  } catch {
    return { exports: undefined, missing: `${name} is not installed` };
  }
}
