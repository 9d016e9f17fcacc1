/**
 * Tracks the sessions of libraries as they are made, so that `openSessions()` knows those too that nobody passed to
 * `closing`. Loaded before anything else: `node --import safely-close/register app.js`. Without it nothing is touched.
 */
import { trackLoadedLibraries } from './loading.ts';
import { warnAtExit } from './warnings.ts';

trackLoadedLibraries();
warnAtExit();
