import { spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** What an npm script sets around its program; a project of its own must not see it. */
const ofTheScript = /^(npm_(?!config_)|npm_config_(local_prefix|workspace|prefix|global)|INIT_CWD$|NODE_ENV$|NODE_PATH$|NODE_OPTIONS$|FORCE_COLOR$)/i;

/**
 * Runs a program in a folder, and gives its exit code and all that it wrote. It writes to files: some programs end before a
 * pipe has taken all that they say (Nx on a busy machine loses two thirds of it).
 *
 * @param {string} folder
 * @param {readonly string[]} command the program and its arguments
 * @param {{ readonly node?: string, readonly environment?: Readonly<Record<string, string>> }} [options] `node`: the one that comes first on the PATH
 */
export async function runProgram(folder, [program = process.execPath, ...programArguments], { node = process.execPath, environment = {} } = {}) {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofTheScript.test(name)));
  const written = await mkdtemp(join(tmpdir(), 'safely-close-output-'));
  try {
    const [outputPath, errorsPath] = [join(written, 'output'), join(written, 'errors')];
    await using output = await open(outputPath, 'w');
    await using errors = await open(errorsPath, 'w');
    const child = spawn(program, programArguments, {
      cwd: folder,
      env: { ...inherited, PATH: `${dirname(node)}${delimiter}${inherited.PATH ?? ''}`, NO_COLOR: '1', ...environment },
      stdio: ['ignore', output.fd, errors.fd],
    });
    const exitCode = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    return { exitCode, output: await readFile(outputPath, 'utf8'), errors: await readFile(errorsPath, 'utf8') };
  } finally {
    await rm(written, { recursive: true, force: true });
  }
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
