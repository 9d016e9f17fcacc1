import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** As far as it is used here. vitest brings it along. */
interface Bundler {
  build(options: object): Promise<unknown>;
}

const bundler = createRequire(createRequire(import.meta.url).resolve('vitest/package.json'))('vite') as Bundler;

/** Leaves compiled libraries where they are. */
const compiledOutside = {
  name: 'compiled-outside',
  enforce: 'pre',
  resolveId: (id: string, importer: string | undefined) => (id.endsWith('.node') && importer !== undefined ? { id: join(dirname(importer), id), external: true } : undefined),
};

/**
 * Bundles a scenario, this package and node-libcurl into one minified file, as applications do before they ship.
 *
 * @param folder where the file is put
 * @returns the file
 */
export async function bundleScenario(name: string, folder: string): Promise<string> {
  const entry = fileURLToPath(new URL(`../scenarios/${name}.mjs`, import.meta.url));
  await bundler.build({
    configFile: false,
    logLevel: 'error',
    root: dirname(entry),
    plugins: [compiledOutside],
    ssr: { noExternal: true },
    build: { ssr: entry, outDir: folder, emptyOutDir: false, minify: true, target: 'node22', rollupOptions: { makeAbsoluteExternalsRelative: false, output: { entryFileNames: `${name}.mjs` } } },
  });
  return join(folder, `${name}.mjs`);
}
