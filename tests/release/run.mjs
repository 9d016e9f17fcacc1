#!/usr/bin/env node
// Rehearses a release, in a copy of the repository and with a registry of its own on the loopback: "npm run test:release". A change of
// each package becomes versions and changelogs, a dry run publishes nothing, npm insists on provenance, and what the registry hands out
// afterwards works. Ends with the line "N passed, N failed, N skipped".
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { safelyCloseClient } from 'safely-close';
import { mustRun, runProgram } from '../matrix/run-program.mjs';
import { quietNpm, whyOffline } from '../matrix/tools.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const packages = { runtime: 'safely-close', rules: 'eslint-plugin-safely-close', codemods: 'safely-close-codemod' };
const tally = { passed: 0, failed: 0, skipped: 0 };

async function check(title, test) {
  const started = performance.now();
  let outcome = 'passed';
  try {
    await test();
  } catch (error) {
    outcome = 'failed';
    console.log(String(error instanceof Error ? error.stack : error).slice(0, 8_000));
  }
  tally[outcome] += 1;
  console.log(`${outcome === 'passed' ? '✓' : '✗'} ${title}  ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** A port of the loopback that nobody listens on now. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await safelyCloseClient(server);
  return port;
}

/** Installs verdaccio, which is a registry as teams run it, and starts it. It asks no other registry, and takes packages from anybody. */
async function startRegistry(workplace) {
  const folder = join(workplace, 'registry');
  await mkdir(folder);
  // The tag "cjs" of node-fetch, which it asks for, is not on every mirror.
  await writeFile(join(folder, 'package.json'), '{ "private": true, "overrides": { "node-fetch": "2" } }\n');
  await mustRun(folder, ['npm', 'install', ...quietNpm, '--ignore-scripts', 'verdaccio@6']);
  const origin = `http://127.0.0.1:${await freePort()}/`;
  await writeFile(join(folder, 'config.yaml'), `storage: ./storage\nlisten: ${origin}\nuplinks: {}\npackages:\n  '**': { access: $all, publish: $all }\nlog: { type: stdout, format: pretty, level: warn }\n`);
  const server = spawn(process.execPath, [join(folder, 'node_modules', 'verdaccio', 'bin', 'verdaccio'), '--config', join(folder, 'config.yaml')], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (said += chunk));
  for (;;) {
    if (server.exitCode !== null) throw new Error(`verdaccio ended with ${server.exitCode}:\n${said}`);
    const answer = await fetch(`${origin}-/ping`).catch(() => undefined);
    if (answer?.ok) return { origin, server };
    await delay(200);
  }
}

/** The files of a clone, under git; it borrows the packages of this one. */
async function copyRepository(folder) {
  const { output } = await mustRun(root, ['git', 'ls-files', '--cached', '--others', '--exclude-standard']);
  for (const path of output.trim().split('\n')) await cp(join(root, path), join(folder, path));
  for (const place of ['node_modules', 'codemods/node_modules']) await symlink(join(root, place), join(folder, place), 'junction');
  await mustRun(folder, ['git', 'init', '--quiet', '--initial-branch=main']);
  await commit(folder, 'What there is');
}

async function commit(folder, message) {
  await mustRun(folder, ['git', 'add', '--all']);
  await mustRun(folder, ['git', '-c', 'user.name=a maintainer', '-c', 'user.email=maintainer@example.invalid', 'commit', '--quiet', '--message', message]);
}

const json = async (path) => JSON.parse(await readFile(path, 'utf8'));

async function rehearse(workplace, { origin }) {
  const folder = join(workplace, 'repository');
  await copyRepository(folder);
  const npmrc = join(workplace, 'npmrc');
  await writeFile(npmrc, `registry=${origin}\n//${new URL(origin).host}/:_authToken=anybody\n`);
  // Nothing of a host on which npm would get a certificate for provenance: that is what makes it refuse.
  const environment = { npm_config_userconfig: npmrc, npm_config_registry: origin, npm_config_loglevel: 'notice', CI: '', GITHUB_ACTIONS: '', GITLAB_CI: '', GIT_AUTHOR_NAME: 'a maintainer', GIT_AUTHOR_EMAIL: 'maintainer@example.invalid', GIT_COMMITTER_NAME: 'a maintainer', GIT_COMMITTER_EMAIL: 'maintainer@example.invalid' };
  const run = (command, place = folder) => runProgram(place, command, { environment });
  const changeset = ['node_modules/.bin/changeset'];
  const isPublished = async (name) => (await run(['npm', 'view', name, 'version'], workplace)).exitCode === 0;
  const before = await json(join(folder, 'runtime/package.json'));
  const [major, minor] = before.version.split('.').map(Number);
  const next = `${major}.${minor + 1}.0`;

  await check('a change of one package becomes one version and a changelog for all three, which ask for each other in it', async () => {
    await writeFile(join(folder, '.changeset', 'rehearsed.md'), '---\n"safely-close": minor\n---\n\nA change that a user would notice.\n');
    await commit(folder, 'A change with its changeset');
    const { exitCode, output, errors } = await run([...changeset, 'version']);
    assert.equal(exitCode, 0, output + errors);
    for (const place of Object.keys(packages)) {
      const { version, dependencies = {} } = await json(join(folder, place, 'package.json'));
      assert.equal(version, next);
      for (const name of Object.values(packages)) if (name in dependencies) assert.equal(dependencies[name], next);
      assert.match(await readFile(join(folder, place, 'CHANGELOG.md'), 'utf8'), new RegExp(`## ${next}`));
    }
    assert.match(await readFile(join(folder, 'runtime/CHANGELOG.md'), 'utf8'), /A change that a user would notice\./);
    await commit(folder, 'Version');
  });

  await check('a dry run publishes nothing', async () => {
    for (const [place, name] of Object.entries(packages)) {
      const { exitCode, output, errors } = await run(['npm', 'publish', '--dry-run', '--json'], join(folder, place));
      assert.equal(exitCode, 0, output + errors);
      assert.match(output, new RegExp(`"id": "${name}@${next}"`));
      assert.equal(await isPublished(name), false, name);
    }
  });

  await check('npm insists on provenance, which only a host of continuous integration can give', async () => {
    const { exitCode, output, errors } = await run(['npm', 'publish'], join(folder, 'runtime'));
    assert.notEqual(exitCode, 0);
    assert.match(output + errors, /provenance/);
    assert.equal(await isPublished('safely-close'), false);
  });

  await check('without it, all three are published in one go, and nothing else', async () => {
    for (const place of Object.keys(packages)) {
      const manifest = await json(join(folder, place, 'package.json'));
      await writeFile(join(folder, place, 'package.json'), `${JSON.stringify({ ...manifest, publishConfig: { access: 'public' } }, null, 2)}\n`);
    }
    await commit(folder, 'Without provenance');
    const { exitCode, output, errors } = await run([...changeset, 'publish']);
    assert.equal(exitCode, 0, output + errors);
    const tags = (await mustRun(folder, ['git', 'tag'])).output.trim().split('\n').sort();
    assert.deepEqual(tags, Object.values(packages).map((name) => `${name}@${next}`).sort(), output);
    for (const name of Object.values(packages)) assert.equal((await run(['npm', 'view', name, 'dist-tags.latest'], workplace)).output.trim(), next);
    assert.equal(await isPublished('safely-close-workspace'), false);
  });

  await check('a second time there is nothing to publish', async () => {
    const { exitCode, output, errors } = await run([...changeset, 'publish']);
    assert.equal(exitCode, 0, output + errors);
    assert.match(output + errors, /No unpublished projects/i);
  });

  await check('what the registry hands out is installed by its name, and works', async () => {
    const project = join(workplace, 'user');
    await mkdir(project);
    await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
    const { exitCode, output, errors } = await run(['npm', 'install', '--no-audit', '--no-fund', 'safely-close'], project);
    assert.equal(exitCode, 0, output + errors);
    await writeFile(join(project, 'use.js'), "import { createServer } from 'node:http';\nimport { safelyCloseClient } from 'safely-close';\nconsole.log((await safelyCloseClient(createServer().listen(0))).outcome);\n");
    assert.equal((await run([process.execPath, 'use.js'], project)).output.trim(), 'closed');
  });
}

const workplace = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-release-')));
let registry;
try {
  const offline = await whyOffline(dirname(workplace));
  if (offline === undefined) {
    registry = await startRegistry(workplace);
    await rehearse(workplace, registry);
  } else {
    console.log(`– ${offline}`);
    tally.skipped += 1;
  }
} finally {
  await safelyCloseClient(registry?.server);
  await rm(workplace, { recursive: true, force: true });
}
console.log(`\n${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exitCode = tally.failed > 0 ? 1 : 0;
