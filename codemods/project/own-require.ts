/** Loads and finds what this package depends on, from where the package lies. */
import { createRequire } from 'node:module';
import { getCallSites } from 'node:util';

// Not `import.meta`: jscodeshift sends a transform and all that it loads through Babel to CommonJS, where that is no syntax.
const [here] = getCallSites(1);
if (here === undefined) throw new Error('Node.js does not say where safely-close-codemod lies; run it with stack traces on.');

export const ownRequire = createRequire(here.scriptName);
