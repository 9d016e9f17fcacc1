/**
 * Where those who follow a guide have their packages from. In `npm test` everything is installed already: the repository's own packages, and
 * what npm would be asked for. With the packed packages (`npm run test:guides`) npm is asked, to the letter.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const installed = join(root, 'node_modules');

export interface GuidePackages {
  /** An empty folder to follow a guide in. */
  readonly project: string;
  /** What stands before the system's programs on the PATH. */
  readonly path: string;
  /** A command of the guide, as it is run here. */
  asRun(command: string): string;
  remove(): void;
}

/** npx would ask a registry for what is not installed; here everything is. */
function fromWorkspace(): GuidePackages {
  const project = mkdtempSync(join(tmpdir(), 'safely-close-guide-'));
  symlinkSync(installed, join(project, 'node_modules'));
  const codemod = join(root, 'codemods', 'dist', 'cli', 'main.js');
  const runtime = join(root, 'runtime', 'dist', 'inspect', 'main.js');
  return {
    project,
    path: join(installed, '.bin'),
    asRun: (command) => command.replaceAll('npx safely-close-codemod', `node "${codemod}"`).replaceAll('npx safely-close ', `node "${runtime}" `).replaceAll(/\bnpx /g, '').replaceAll(/^npm install .*$/gm, ':'),
    remove: () => rmSync(project, { recursive: true, force: true }),
  };
}

/** Our packages, by name, and which of the others the registry would bring along with each. */
const broughtAlong = {
  'safely-close': ['safely-close'],
  'eslint-plugin-safely-close': ['eslint-plugin-safely-close', 'safely-close'],
  'safely-close-codemod': ['safely-close-codemod', 'eslint-plugin-safely-close', 'safely-close'],
} as const;
type PackageName = keyof typeof broughtAlong;
const isOurs = (name: string): name is PackageName => Object.hasOwn(broughtAlong, name);

/**
 * @param tarballs where the packed packages are
 * @param named what the guides tell their readers to install; the rest, client libraries and test runners, they have already
 */
function fromTarballs(tarballs: Readonly<Record<PackageName, string>>, named: readonly string[]): GuidePackages {
  const workplace = mkdtempSync(join(tmpdir(), 'safely-close-guide-'));
  const project = join(workplace, 'project');
  mkdirSync(project);
  const theirs = join(workplace, 'node_modules');
  mkdirSync(theirs);
  for (const name of readdirSync(installed)) if (!named.includes(name) && !isOurs(name) && !name.startsWith('.')) symlinkSync(join(installed, name), join(theirs, name));
  mkdirSync(join(workplace, 'bin'));
  for (const name of readdirSync(join(installed, '.bin'))) if (!named.includes(name) && !name.startsWith('safely-close')) symlinkSync(join(installed, '.bin', name), join(workplace, 'bin', name));

  const filesOf = (name: PackageName): string => broughtAlong[name].map((each) => `"${tarballs[each]}"`).join(' ');
  const installing = (line: string): string => `${line.split(' ').map((word) => (isOurs(word) ? filesOf(word) : word)).join(' ')} --no-audit --no-fund --prefer-offline --ignore-scripts`;
  const byNpx = (name: PackageName): string => `npx --yes ${broughtAlong[name].map((each) => `--package="${tarballs[each]}"`).join(' ')} ${name}`;
  return {
    project,
    path: `${join(project, 'node_modules', '.bin')}${delimiter}${join(workplace, 'bin')}`,
    asRun: (command) =>
      command
        .replaceAll(/\bnpx (?!safely-close)/g, '')
        .replaceAll(/\bnpx (safely-close(?:-codemod)?)(?= )/g, (_whole, name: PackageName) => byNpx(name))
        .replaceAll(/^npm install .*$/gm, installing),
    remove: () => rmSync(workplace, { recursive: true, force: true }),
  };
}

/** The way that the environment asks for: `SAFELY_CLOSE_TARBALLS` has the paths of the packed packages, by name, as JSON. */
export function guidePackages(named: readonly string[]): GuidePackages {
  const tarballs = process.env['SAFELY_CLOSE_TARBALLS'];
  return tarballs === undefined ? fromWorkspace() : fromTarballs(JSON.parse(tarballs) as Record<PackageName, string>, named);
}
