// How long the plugin takes to load beside an ESLint that is loaded already, each time in a fresh process.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root } from './corpus.mjs';

const run = promisify(execFile);
const program = `
  await import('eslint');
  const startedMs = performance.now();
  await import('eslint-plugin-safely-close');
  console.log(performance.now() - startedMs);
`;

/** Loading times in milliseconds, shortest first. */
export async function importTimes(processes) {
  const times = [];
  for (let count = 0; count < processes; count += 1) {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: root });
    times.push(Number(stdout));
  }
  return times.sort((one, other) => one - other);
}
