/** A user's project with the packed packages in it, by each of the package managers. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun } from './run-program.mjs';
import { quietNpm } from './tools.mjs';

const material = [new URL('../e2e/packed/', import.meta.url), new URL('project/', import.meta.url)];

/** @param {string} registry */
const yarnSettings = (nodeLinker, registry) =>
  [`nodeLinker: ${nodeLinker}`, `npmRegistryServer: "${registry}"`, 'enableTelemetry: false', 'enableScripts: false', 'enableImmutableInstalls: false', ''].join('\n');

/**
 * What each of them needs beside `package.json`, and how it is told to install. The packages ask for one another by their
 * version, which is not on the registry before it is published; each manager has its own word for taking the tarball.
 */
const ways = {
  npm: { manifest: () => ({}), files: () => ({}), command: ['install', '--ignore-scripts', ...quietNpm] },
  pnpm: {
    manifest: () => ({}),
    files: ({ tarballs }) => ({
      'pnpm-workspace.yaml': `overrides:\n${Object.entries(tarballs).map(([name, path]) => `  ${name}: "file:${path}"\n`).join('')}`,
    }),
    command: ['install', '--ignore-scripts', '--prefer-offline', '--no-frozen-lockfile'],
  },
  yarn: {
    manifest: ({ tarballs }) => ({ resolutions: Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`])) }),
    files: ({ registry }) => ({ '.yarnrc.yml': yarnSettings('node-modules', registry), 'yarn.lock': '' }),
    command: ['install'],
  },
  'yarn-pnp': {
    manifest: ({ tarballs }) => ({ resolutions: Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`])) }),
    files: ({ registry }) => ({ '.yarnrc.yml': yarnSettings('pnp', registry), 'yarn.lock': '' }),
    command: ['install'],
  },
  'yarn-classic': {
    manifest: ({ tarballs }) => ({ resolutions: Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`])) }),
    files: ({ registry }) => ({ '.npmrc': `registry=${registry}\n`, '.yarnrc': `registry "${registry}"\n` }),
    command: ['install', '--ignore-scripts', '--non-interactive', '--prefer-offline', '--no-lockfile'],
  },
};

/**
 * Makes the project of a combination and installs its packages.
 *
 * @param {string} folder where it is to be
 * @param {import('./combinations.mjs').Combination} combination
 * @param {{ readonly command: readonly string[], readonly tarballs: Readonly<Record<string, string>>, readonly registry: string }} tools the command of its package manager, the packed packages by name, the registry that npm is set to
 */
export async function installProject(folder, { manager, tarballs: wanted, packages, engines = '>=24' }, { command, tarballs: all, registry }) {
  const tarballs = Object.fromEntries(wanted.map((name) => [name, all[name]]));
  const way = ways[manager];
  const manifest = {
    name: 'user',
    version: '1.0.0',
    private: true,
    type: 'module',
    engines: { node: engines },
    dependencies: { ...packages, ...Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`])) },
    ...way.manifest({ tarballs }),
  };
  await mkdir(folder, { recursive: true });
  for (const source of material) await cp(fileURLToPath(source), folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const [name, content] of Object.entries(way.files({ tarballs, registry }))) await writeFile(join(folder, name), content);
  await mustRun(folder, [...command, ...way.command], { environment: { YARN_GLOBAL_FOLDER: join(folder, '..', 'yarn-global'), npm_config_store_dir: join(folder, '..', 'pnpm-store') } });
}

/** What runs a script in a project: with Plug'n'Play, yarn must set Node up for it. */
export function scriptCommand({ manager }, managerCommand, node) {
  return manager === 'yarn-pnp' ? [...managerCommand, 'node'] : [node];
}
