/**
 * The client libraries that are too heavy for everybody: tests/services has a package of its own for them, which "npm ci" at the
 * root does not see. Installed when the tests against services are run; each step first looks whether its work is done.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'tests', 'services');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
/** Building sqlite3 takes half a minute, on a busy machine longer; what takes longer than this is left alone. */
const buildsWithinMs = 3 * 60_000;

/** Runs a program, and ends it with all that it started when its time is over. */
function run(command, parameters, timeoutMs, { environment = {}, cwd = folder } = {}) {
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  const detached = process.platform !== 'win32';
  const child = spawn(command, parameters, { cwd, env: { ...process.env, PATH: path, ...environment }, stdio: ['ignore', 'ignore', 'pipe'], detached });
  let stderr = '';
  child.stderr.on('data', (piece) => (stderr = `${stderr}${piece}`.slice(-100_000)));
  return new Promise((resolve) => {
    let error;
    const end = () => {
      error = new Error(`it was not done after ${String(timeoutMs)} ms`);
      try {
        process.kill(detached ? -child.pid : child.pid, 'SIGKILL');
      } catch {
        // All of it has ended.
      }
    };
    const timer = setTimeout(end, timeoutMs);
    child.once('error', (failure) => (error = failure));
    child.once('close', (status) => {
      clearTimeout(timer);
      resolve({ status, error, stderr });
    });
  });
}

/** What went wrong, in one line. */
function reasonOf({ error, stderr }) {
  const complaints = (stderr ?? '').split('\n').filter((line) => /^(npm error|gyp ERR!)/.test(line) && !line.includes('A complete log'));
  return error?.message ?? complaints[0] ?? 'see what npm says when it is run by hand';
}

function isInstalled(stamp, digest) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
}

/** The packages of the lock file, without their install scripts: those fetch what may not be there to fetch. */
async function installPackages(leftMs, mayInstall) {
  const digest = createHash('sha256').update(readFileSync(join(folder, 'package-lock.json'))).digest('hex');
  const stamp = join(folder, 'node_modules', '.safely-close-installed');
  if (isInstalled(stamp, digest)) return true;
  if (!mayInstall) {
    console.log('services: the libraries of tests/services are not installed here (npm ci --ignore-scripts --prefix tests/services), so their tests are skipped.');
    return false;
  }
  console.log('services: installing the libraries of tests/services with npm …');
  const installed = await run(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], leftMs() / 2);
  if (installed.status !== 0) {
    console.log(`services: npm could not install the libraries of tests/services, so their tests are skipped: ${reasonOf(installed)}`);
    return false;
  }
  writeFileSync(stamp, digest);
  return true;
}

const loads = async (library) => (await run(process.execPath, ['-e', `require(${JSON.stringify(library)})`], 30_000)).status === 0;

/**
 * sqlite3 has no build in its package, and the one that it would fetch may not be there to fetch. The header files of the system's
 * Node serve for building it; without optimisation that takes a third of the time.
 */
async function buildSqlite3(leftMs, mayInstall) {
  if (await loads('sqlite3')) return;
  if (!mayInstall) {
    console.log('services: sqlite3 is not built here, so its tests are skipped.');
    return;
  }
  console.log('services: building sqlite3 (about half a minute) …');
  const headers = existsSync('/usr/include/node/node_api.h') ? ['--nodedir=/usr'] : [];
  const nodeGyp = join(folder, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  const built = await run(process.execPath, [nodeGyp, 'rebuild', '--debug', ...headers], Math.min(buildsWithinMs, leftMs() / 2), { cwd: join(folder, 'node_modules', 'sqlite3') });
  if (!(await loads('sqlite3'))) console.log(`services: sqlite3 could not be built, so its tests are skipped: ${reasonOf(built)}`);
}

/** Prisma's client is written for a schema. It asks for a program that only migrations need: any will do. */
async function generatePrismaClient(leftMs) {
  if (existsSync(join(folder, 'node_modules', '.prisma', 'client', 'index.js'))) return;
  const prisma = join(folder, 'node_modules', 'prisma', 'build', 'index.js');
  const environment = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' };
  const generated = await run(process.execPath, [prisma, 'generate', '--schema', join('support', 'kept.prisma')], Math.min(60_000, leftMs()), { environment });
  if (generated.status !== 0) console.log(`services: Prisma's client could not be generated, so its tests are skipped: ${generated.stderr}`);
}

/**
 * Installs what is missing of the libraries, and says what could not be had.
 *
 * @param {{ mayInstall: boolean, leftMs: () => number }} options how many milliseconds are left for everything
 */
export async function installServiceLibraries({ mayInstall, leftMs }) {
  if (!(await installPackages(leftMs, mayInstall))) return;
  await buildSqlite3(leftMs, mayInstall);
  await generatePrismaClient(leftMs);
}
