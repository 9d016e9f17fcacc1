/** The Nodes and the package managers, from the npm registry, each in a folder of its own. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun, runProgram } from './run-program.mjs';

/** Options that keep npm to its work: no advice, no audit, the cache before the network. */
export const quietNpm = ['--no-audit', '--no-fund', '--prefer-offline'];

async function emptyProject(folder) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
}

/**
 * Installs one Node from the npm package `node`, whose install script unpacks the build for this platform.
 *
 * @param {string} workplace
 * @param {string} version
 * @returns {Promise<string>} the path of the program
 */
export async function installNode(workplace, version) {
  const folder = join(workplace, `node-${version}`);
  await emptyProject(folder);
  await mustRun(folder, ['npm', 'install', ...quietNpm, '--ignore-scripts', `node@${version}`]);
  await mustRun(folder, ['npm', 'rebuild', 'node']);
  const program = join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(program)) throw new Error(`The npm package node@${version} has no build for ${process.platform} ${process.arch}.`);
  return program;
}

/** Which package and file is which package manager. */
const managers = {
  pnpm: { specifier: 'pnpm@12', file: 'node_modules/pnpm/bin/pnpm.mjs' },
  yarn: { specifier: '@yarnpkg/cli-dist@4', file: 'node_modules/@yarnpkg/cli-dist/bin/yarn.js' },
  'yarn-pnp': { specifier: '@yarnpkg/cli-dist@4', file: 'node_modules/@yarnpkg/cli-dist/bin/yarn.js' },
  'yarn-classic': { specifier: 'yarn@1', file: 'node_modules/yarn/bin/yarn.js' },
};

/**
 * The command of a package manager, installed where it is not the npm that is there.
 *
 * @param {string} workplace
 * @param {import('./combinations.mjs').Manager} manager
 * @returns {Promise<readonly string[]>}
 */
export async function installManager(workplace, manager) {
  if (manager === 'npm') return ['npm'];
  const { specifier, file } = managers[manager];
  const folder = join(workplace, `manager-${manager}`);
  await emptyProject(folder);
  await mustRun(folder, ['npm', 'install', ...quietNpm, '--ignore-scripts', specifier]);
  return [process.execPath, join(folder, file)];
}

/** Why nothing can be installed; `undefined` where it can. */
export async function whyOffline(workplace) {
  const { exitCode, errors } = await runProgram(workplace, ['npm', 'view', 'eslint@10', 'version', '--fetch-retries=1', '--fetch-timeout=20000']);
  return exitCode === 0 ? undefined : `the npm registry cannot be reached (${/npm error code (\S+)/.exec(errors)?.[1] ?? 'npm view failed'})`;
}
