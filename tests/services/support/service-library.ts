import { optionalLibrary } from '../../runtime/support/optional-library.ts';
import type { OptionalLibrary } from '../../runtime/support/optional-library.ts';

/** Loads a library of tests/services/package.json, which only `npm run test:services` installs. */
export const serviceLibrary = (name: string): Promise<OptionalLibrary> => optionalLibrary(name, (specifier) => import(/* @vite-ignore */ specifier));
