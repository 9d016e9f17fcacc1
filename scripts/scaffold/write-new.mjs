import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Ends the program with what is wrong with its call. */
export function refuse(message) {
  console.error(message);
  process.exit(2);
}

/** Writes new files and changes others, all or none: what is there already is not overwritten. */
export function scaffold(newFiles, changes) {
  const taken = Object.keys(newFiles).filter((path) => existsSync(join(root, path)));
  if (taken.length > 0) refuse(`${taken.join(' and ')} ${taken.length > 1 ? 'are' : 'is'} there already.`);
  const changed = Object.entries(changes).map(([path, change]) => [path, change(readFileSync(join(root, path), 'utf8'))]);
  for (const [path, text] of [...Object.entries(newFiles), ...changed]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`${Object.hasOwn(newFiles, path) ? 'wrote  ' : 'changed'} ${path}`);
  }
}

/** `acme-link` → `acmeLink`. */
export const camelCase = (name) => name.replace(/[^A-Za-z0-9]+([A-Za-z0-9])/g, (_match, letter) => letter.toUpperCase());
