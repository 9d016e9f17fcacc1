/** A copy of the example to migrate: outside of the repository, so that neither its git state nor its ignore file has a say. */
import { cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Copies `folder`; the copy finds its packages in `packages` (a `node_modules` folder) and is gone at the end of the scope. */
export async function temporaryCopy(folder, packages) {
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-demo-')));
  const path = join(parent, 'crawler');
  await cp(folder, path, { recursive: true });
  await symlink(packages, join(parent, 'node_modules'), 'junction');
  return { path, [Symbol.asyncDispose]: () => rm(parent, { recursive: true, force: true }) };
}
