// Preloaded by `node --import`: as if the package named in WITHOUT_PACKAGE could not be loaded.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== process.env.WITHOUT_PACKAGE) return nextResolve(specifier, context);
    throw Object.assign(new Error(`Cannot find module '${specifier}'`), { code: 'MODULE_NOT_FOUND' });
  },
});
