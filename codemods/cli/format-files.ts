/** Runs the project's own formatter on the files that changed, and on no others. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** Longer lists do not fit into one command line everywhere. */
const filesPerCall = 200;

/**
 * @param command - As a shell takes it: `prettier --write`. Programs of the project's `node_modules/.bin` are found.
 * @throws {Error} Where the command cannot be run or fails.
 */
export async function formatFiles(command: string, files: readonly string[], cwd: string): Promise<void> {
  for (let index = 0; index < files.length; index += filesPerCall) await runOnce(command, files.slice(index, index + filesPerCall), cwd);
}

function runOnce(command: string, files: readonly string[], cwd: string): Promise<void> {
  const quote = (file: string): string => (process.platform === 'win32' ? `"${file}"` : `'${file.replaceAll("'", String.raw`'\''`)}'`);
  const environment = { ...process.env, PATH: [join(cwd, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter) };
  return new Promise((resolve, reject) => {
    const child = spawn(`${command} ${files.map(quote).join(' ')}`, { cwd, shell: true, env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The format command "${command}" failed (exit code ${String(code)}). The migration itself is written.`));
    });
  });
}
