/** Writes a file so that at every moment the old text or the new one is there, whole. */
import { chmod, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * @param path - Of a file that exists; behind a symbolic link, the file that it leads to is written.
 * @throws {Error} Where the file is read-only, and Node's own error where the folder or the file cannot be written; the file is then as it was.
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const target = await realpath(path);
  const { mode } = await stat(target);
  // Its folder would allow a new file in its place; whoever made it read-only means that it stays.
  if ((mode & 0o222) === 0) throw new Error('it is read-only');
  const temporary = join(dirname(target), `.${basename(target)}.${String(process.pid)}.tmp`);
  try {
    await writeFile(temporary, text, { flag: 'wx', mode, flush: true });
    // The mode that a file is made with is cut by the process's mask.
    await chmod(temporary, mode);
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
