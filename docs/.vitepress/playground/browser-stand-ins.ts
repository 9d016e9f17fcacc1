/**
 * The plugin, the codemod and their parser run in a browser as they are. What they would ask of Node there, a file system above all,
 * is answered by the files in `stand-ins/`: no file exists, and nobody waits for one.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'stand-ins');

/** For the thread's bundle alone: pages are rendered by Node at build time. */
const standIns: Readonly<Record<string, string>> = {
  'node:buffer': 'buffer.js',
  'node:path': 'path.js',
  'node:fs': 'file-system.js',
  'node:util': 'util.js',
  'node:module': 'module.js',
  // Finds files for type information, which the playground does not ask for.
  tinyglobby: 'nothing.js',
  '@typescript-eslint/project-service': 'nothing.js',
};

/** The same for modules that packages import by their own relative paths. */
const inside: readonly { readonly source: string; readonly importer: RegExp; readonly file: string }[] = [
  { source: '../rules', importer: /\/eslint\/lib\/config\//u, file: 'no-core-rules.cjs' },
];

interface StandInPlugin {
  readonly name: string;
  readonly enforce: 'pre';
  resolveId(source: string, importer: string | undefined): string | undefined;
}

export function browserStandIns(): StandInPlugin {
  return {
    name: 'safely-close:browser-stand-ins',
    enforce: 'pre',
    resolveId(source, importer = '') {
      const file = standIns[source] ?? inside.find((each) => each.source === source && each.importer.test(importer.replaceAll('\\', '/')))?.file;
      return file === undefined ? undefined : join(folder, file);
    },
  };
}
