/** Whether git could bring back what the migration is about to change. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type GitState = { readonly kind: 'clean' } | { readonly kind: 'no repository' } | { readonly kind: 'dirty'; readonly files: readonly string[] };

/** Asks git; where it is not installed or `cwd` is in no repository, there is nothing to lose. */
export async function gitStateOf(cwd: string): Promise<GitState> {
  try {
    const { stdout } = await run('git', ['status', '--porcelain', '--untracked-files=normal'], { cwd, maxBuffer: 64 * 1024 * 1024 });
    const files = stdout.split('\n').filter((line) => line !== '').map((line) => line.slice(3));
    return files.length === 0 ? { kind: 'clean' } : { kind: 'dirty', files };
  } catch {
    return { kind: 'no repository' };
  }
}
