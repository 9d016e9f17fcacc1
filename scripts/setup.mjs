#!/usr/bin/env node
// Brings a fresh clone to the point where everything runs. Plain JavaScript for Node 20, `node:` imports only,
// because nothing else is there yet. Every step first looks whether its work is done, so a second run is quick.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFolder = join(root, 'node_modules', '.cache', 'safely-close');
const bundledNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const npmCommand = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** The environment for children: the workspace's own Node 24 comes first on the PATH. */
function childEnvironment(extra = {}) {
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}

function run(command, commandArguments, extraEnvironment = {}) {
  return spawnSync(command, commandArguments, {
    cwd: root,
    env: childEnvironment(extraEnvironment),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}

function say(line) {
  process.stdout.write(`setup: ${line}\n`);
}

/** Stops with the child's own words, because a set-up that fails silently can't be mended. */
function stop(what, result, wayOut) {
  process.stderr.write(`setup: ${what} failed (exit code ${String(result.status)}).\n`);
  if (result.error) process.stderr.write(`${result.error.message}\n`);
  const words = `${result.stdout ?? ''}${result.stderr ?? ''}`.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('npm warn'));
  process.stderr.write(`${words.slice(0, 40).join('\n')}\n`);
  process.stderr.write(`setup: ${wayOut}\n`);
  process.exit(1);
}

function digestOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(existsSync(file) ? readFileSync(file) : '');
  return hash.digest('hex');
}

function readStamp(name) {
  const file = join(stampFolder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function writeStamp(name, text) {
  mkdirSync(stampFolder, { recursive: true });
  writeFileSync(join(stampFolder, name), text);
}

function installPackages() {
  // Only the lock file decides: scripts and exports in a package.json need no new packages.
  const digest = digestOf([join(root, 'package-lock.json')]);
  if (readStamp('packages') === digest) return;
  say('installing packages from the lock file (no install scripts run yet) …');
  const result = run(npmCommand, ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  if (result.status !== 0) stop('npm ci', result, 'check the network and that package-lock.json is unchanged, then run "npm run setup" again.');
  writeStamp('packages', digest);
}

/** node-libcurl segfaults under Node 20 and the tools want 22, so the workspace brings its own Node 24. */
function installNode() {
  const version = existsSync(bundledNode) ? run(bundledNode, ['--version']) : undefined;
  if (version?.status === 0) return;
  say('unpacking Node 24 …');
  const result = run(npmCommand, ['rebuild', 'node']);
  if (result.status !== 0 || run(bundledNode, ['--version']).status !== 0) {
    stop('unpacking the npm package "node"', result, 'this platform may have no build of it: install Node 24 yourself and put it first on the PATH.');
  }
}

function newestSource(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) newest = Math.max(newest, newestSource(path));
    else if (/\.(ts|json)$/.test(entry.name)) newest = Math.max(newest, statSync(path).mtimeMs);
  }
  return newest;
}

function buildPackages() {
  const newest = Math.max(...['runtime', 'rules', 'codemods'].map((folder) => newestSource(join(root, folder))), statSync(join(root, 'tsconfig.json')).mtimeMs);
  const complete = ['runtime', 'rules', 'codemods'].every((folder) => existsSync(join(root, folder, 'dist', 'index.d.ts'))) && existsSync(join(root, 'rules', 'dist', 'entry.js'));
  if (complete && readStamp('build') === String(newest)) return;
  say('compiling the three packages …');
  if (!complete) for (const folder of ['runtime', 'rules', 'codemods']) rmSync(join(root, folder, 'dist'), { recursive: true, force: true });
  const result = run(bundledNode, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b']);
  if (result.status !== 0) stop('tsc -b', result, 'mend the type errors above, then run "npm run setup" again.');
  const bundled = run(bundledNode, [join(root, 'scripts', 'bundle.mjs')]);
  if (bundled.status !== 0) stop('scripts/bundle.mjs', bundled, 'mend what it says above, then run "npm run setup" again.');
  // npm came before the compiler and found no programs to link; npx finds them by these links.
  const linked = run('npm', ['rebuild', '--ignore-scripts', 'safely-close', 'safely-close-codemod']);
  if (linked.status !== 0) stop('npm rebuild', linked, 'see what npm says above, then run "npm run setup" again.');
  writeStamp('build', String(newest));
}

const loadsLibcurl = () => run(bundledNode, ['-e', "require('node-libcurl')"]).status === 0;
const has = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;

/** The header files of libcurl and a compiler: installed where this may be done, named where it may not. */
function installBuildTools() {
  const missing = [];
  if (!has('curl-config')) missing.push('libcurl4-gnutls-dev');
  if (!has('g++')) missing.push('g++');
  if (!has('make')) missing.push('make');
  if (!has('python3')) missing.push('python3');
  if (missing.length === 0) return undefined;
  const manual = `install ${missing.join(' ')} (Debian: sudo apt-get install ${missing.join(' ')}), then run "npm run setup"`;
  const mayInstall = process.getuid?.() === 0 && has('apt-get');
  if (!mayInstall) return manual;
  say(`installing ${missing.join(', ')} with apt-get …`);
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update'], quiet);
  const result = run('apt-get', ['install', '-y', '--no-install-recommends', ...missing], quiet);
  return result.status === 0 ? undefined : manual;
}

function olderThanWebSocketFrames() {
  const version = (run('curl-config', ['--vernum']).stdout ?? '').trim();
  return version !== '' && Number.parseInt(version, 16) < 0x081000;
}

/** Builds node-libcurl where that can be done. Everything but its own tests works without it. */
function installLibcurl() {
  const digest = digestOf([join(root, 'package-lock.json'), join(root, 'scripts', 'libcurl-compat.h')]);
  if (readStamp('libcurl') === digest) return undefined;
  if (!loadsLibcurl()) {
    const wayOut = installBuildTools();
    if (wayOut !== undefined) return wayOut;
    say('building node-libcurl (about 40 seconds) …');
    const compat = join(root, 'scripts', 'libcurl-compat.h');
    const environment = olderThanWebSocketFrames() ? { CXXFLAGS: `-fpermissive -w -include ${compat}` } : {};
    // Node-API needs only the headers, and those of the system's Node serve: no download.
    if (existsSync('/usr/include/node/node_api.h')) environment.npm_config_nodedir = '/usr';
    const result = run(npmCommand, ['rebuild', 'node-libcurl', '--foreground-scripts'], environment);
    if (!loadsLibcurl()) {
      const log = join(stampFolder, 'node-libcurl.log');
      writeStamp('node-libcurl.log', `${result.stdout ?? ''}\n${result.stderr ?? ''}`);
      return `node-libcurl could not be built; see ${log}`;
    }
  }
  writeStamp('libcurl', digest);
  return undefined;
}

installPackages();
installNode();
buildPackages();
const withoutLibcurl = installLibcurl();
if (withoutLibcurl !== undefined) say(`node-libcurl is not available; what needs it is skipped. To have it: ${withoutLibcurl}.`);
