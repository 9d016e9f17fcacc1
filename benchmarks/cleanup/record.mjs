// What was measured so far, batch by batch, in a file: a run that is cut goes on from there.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const built = new URL('../../runtime/dist/', import.meta.url);

/**
 * Opens the record in a file.
 *
 * @param file where it stands; its folder is made
 * @param isContinued whether to take over what is in it, instead of beginning anew
 * @returns the entries so far, and what adds one
 * @throws if it was measured with another build of the runtime, or by another Node: such figures do not belong together
 */
export function openRecord(file, isContinued) {
  const about = { node: process.version, runtime: digestOfBuild() };
  const lines = isContinued && existsSync(file) ? readFileSync(file, 'utf8').split('\n').flatMap(parsed) : [];
  const [head, ...entries] = lines;
  if (head !== undefined && JSON.stringify(head) !== JSON.stringify(about)) {
    throw new Error(`${file} was measured with another build of the runtime or by another Node, so it cannot be continued. Begin anew, without --continue.`);
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, [about, ...entries].map((line) => `${JSON.stringify(line)}\n`).join(''));
  return { entries, add: (entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`) };
}

/** A run that was cut may have left half a line, which is measured again. */
function parsed(line) {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

function digestOfBuild() {
  const digest = createHash('sha256');
  for (const name of globSync('**/*.js', { cwd: fileURLToPath(built) }).sort()) digest.update(name).update(readFileSync(new URL(name, built)));
  return digest.digest('hex').slice(0, 16);
}
