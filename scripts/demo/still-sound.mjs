/** Whether the migrated copy is still the program it was: the compiler and its own tests say so. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const compiler = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

function run(folder, ...options) {
  const { status, stdout, stderr } = spawnSync(process.execPath, options, { cwd: folder, encoding: 'utf8' });
  return { passed: status === 0, output: `${stdout}${stderr}`.trim() };
}

/** Type errors, if there are any, are in `output`. */
export const compile = (folder) => run(folder, compiler, '--project', '.');

/** `--test-timeout`, so that a test that hangs fails instead. */
export const runOwnTests = (folder) => run(folder, '--test', '--test-timeout=20000');
