/** Whether git could bring back what the migration is about to change. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type GitState =
  | { readonly kind: 'clean' }
  | { readonly kind: 'no repository' }
  /** Absolute paths. */
  | { readonly kind: 'dirty'; readonly files: readonly string[] }
  /** There is a repository, and git does not answer about it. */
  | { readonly kind: 'unknown'; readonly why: string };

/** Asks git; outside of a repository there is nothing to ask. */
export async function gitStateOf(cwd: string): Promise<GitState> {
  if (!isInRepository(cwd)) return { kind: 'no repository' };
  try {
    const { stdout: top } = await run('git', ['rev-parse', '--show-cdup'], { cwd });
    const { stdout } = await run('git', ['status', '--porcelain', '-z', '--untracked-files=all', '--no-renames'], { cwd, maxBuffer: 256 * 1024 * 1024 });
    const files = stdout.split('\0').filter((entry) => entry !== '').map((entry) => resolve(cwd, top.trimEnd(), entry.slice(3)));
    return files.length === 0 ? { kind: 'clean' } : { kind: 'dirty', files };
  } catch (error) {
    const { stderr, message } = error as { readonly stderr?: string; readonly message: string };
    return { kind: 'unknown', why: (stderr ?? '').trim().split('\n')[0] || message };
  }
}

function isInRepository(folder: string): boolean {
  return existsSync(join(folder, '.git')) || (dirname(folder) !== folder && isInRepository(dirname(folder)));
}
