import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { text } from 'node:stream/consumers';

/** What an npm script sets around its program; a project of its own must not see it. */
const ofTheScript = /^(npm_(?!config_)|npm_config_(local_prefix|workspace|prefix|global)|INIT_CWD$|NODE_ENV$|NODE_PATH$|NODE_OPTIONS$|FORCE_COLOR$)/i;

/**
 * Runs a program in a folder, and gives its exit code and all that it wrote.
 *
 * @param {string} folder
 * @param {readonly string[]} command the program and its arguments
 * @param {{ readonly node?: string, readonly environment?: Readonly<Record<string, string>> }} [options] `node`: the one that comes first on the PATH
 */
export async function runProgram(folder, [program = process.execPath, ...programArguments], { node = process.execPath, environment = {} } = {}) {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofTheScript.test(name)));
  const child = spawn(program, programArguments, {
    cwd: folder,
    env: { ...inherited, PATH: `${dirname(node)}${delimiter}${inherited.PATH ?? ''}`, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [output, errors, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { exitCode, output, errors };
}

/**
 * The same, for a program that must succeed: throws what it wrote.
 *
 * @type {typeof runProgram}
 */
export async function mustRun(folder, command, options) {
  const result = await runProgram(folder, command, options);
  if (result.exitCode !== 0) throw new Error(`"${command.join(' ')}" ended with ${String(result.exitCode)}:\n${result.errors}${result.output}`);
  return result;
}
