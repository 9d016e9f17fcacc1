/**
 * Tracks the sessions of libraries as they are made, so that `openSessions()` knows those too that nobody passed to
 * `closing`. Loaded before anything else: `node --import safely-close/register app.js`. Without it nothing is touched.
 */
// All of the package is loaded here at once: CommonJS code that requires it while an import() of it is under way would be
// refused by Node (ERR_REQUIRE_ESM_RACE_CONDITION).
import '../index.ts';
import { trackLoadedLibraries } from './loading.ts';
import { warnAtExit } from './warnings.ts';

trackLoadedLibraries();
warnAtExit();
