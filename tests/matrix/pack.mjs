import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun } from './run-program.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const names = { runtime: 'safely-close', rules: 'eslint-plugin-safely-close', codemods: 'safely-close-codemod' };

/**
 * Packs the three packages as npm would publish them.
 *
 * @param {string} workplace a folder that the tarballs are put below
 * @returns {Promise<Readonly<Record<string, string>>>} the tarballs' paths, by the names of the packages
 */
export async function packAll(workplace) {
  const tarballs = {};
  for (const [source, name] of Object.entries(names)) {
    const destination = join(workplace, 'packed', source);
    await mkdir(destination, { recursive: true });
    await mustRun(join(root, source), ['npm', 'pack', '--pack-destination', destination]);
    const [file] = await readdir(destination);
    tarballs[name] = join(destination, file);
  }
  return tarballs;
}
