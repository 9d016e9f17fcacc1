#!/usr/bin/env node
// The tasks of the documentation on a repository of fifty packages, with Turborepo and Nx from the registry: "npm run test:monorepo".
// Ends with the line "N passed, N failed, N skipped".
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { packAll } from '../matrix/pack.mjs';
import { mustRun, runProgram } from '../matrix/run-program.mjs';
import { whyOffline } from '../matrix/tools.mjs';
import { clientSession, dependents, makeLeak, makeRepository, packageCount, packageNames, plainSession, write } from './repository.mjs';

const workplace = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-monorepo-')));
const repository = join(workplace, 'repository');
const quiet = { environment: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NX_DAEMON: 'false', NX_NO_CLOUD: 'true', CI: 'true' } };
const bin = (name) => join(repository, 'node_modules', '.bin', name);

/**
 * An engine: runs both tasks of all packages, and says which tasks it did itself and which it took from its cache.
 *
 * @typedef {{ readonly exitCode: unknown, readonly done: readonly string[], readonly cached: number, readonly output: string }} EngineRun
 */
const engines = {
  /** @returns {Promise<EngineRun>} */
  async turbo(...tasks) {
    const { exitCode, output, errors } = await runProgram(repository, [bin('turbo'), 'run', ...tasks, '--continue', '--output-logs=none', '--summarize', '--concurrency=2'], quiet);
    const path = /Summary:\s+(\S+\.json)/.exec(output)?.[1];
    if (path === undefined) throw new Error(output + errors);
    const { tasks: summary } = JSON.parse(await readFile(path, 'utf8'));
    const own = summary.filter(({ task }) => tasks.includes(task));
    const isCached = ({ cache }) => cache.status === 'HIT';
    return { exitCode, done: own.filter((task) => !isCached(task)).map(({ package: name, task }) => `${name.replace('@mono/', '')} ${task}`).sort(), cached: own.filter(isCached).length, output: output + errors };
  },
  /** @returns {Promise<EngineRun>} */
  async nx(...tasks) {
    const { exitCode, output, errors } = await runProgram(repository, [bin('nx'), 'run-many', '-t', ...tasks, '--parallel=2', '--outputStyle=stream'], quiet);
    const started = [...(output + errors).matchAll(/nx run @mono\/(p\d\d):(\w+)(.*)$/gm)].map(([, name, task, rest]) => ({ task: `${name} ${task}`, isCached: /cache/.test(rest) }));
    const cached = new Set(started.filter(({ isCached }) => isCached).map(({ task }) => task));
    const done = [...new Set(started.map(({ task }) => task))].filter((task) => !cached.has(task)).sort();
    return { exitCode, done, cached: cached.size, output: output + errors };
  },
};

const tally = { passed: 0, failed: 0, skipped: 0 };

async function check(title, test) {
  const started = performance.now();
  let outcome = 'passed';
  try {
    await test();
  } catch (error) {
    outcome = 'failed';
    console.log(String(error instanceof Error ? error.stack : error).slice(0, 4_000));
  }
  tally[outcome] += 1;
  console.log(`${outcome === 'passed' ? '✓' : '✗'} ${title}  ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

const both = packageNames.flatMap((name) => [`${name} lint`, `${name} migrated`]).sort();
const reportOf = (name) => join(repository, 'packages', name, 'reports', 'eslint.json');
const rulesReported = async (name) => JSON.parse(await readFile(reportOf(name), 'utf8')).flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));

async function tryEngine(name) {
  const run = engines[name];
  await check(`${name}: the first run does ${String(packageCount)} packages, and all of them pass`, async () => {
    const { exitCode, done, output } = await run('lint', 'migrated');
    assert.deepEqual(done, both, output);
    assert.equal(exitCode, 0, output);
  });
  await check(`${name}: the second run does nothing`, async () => {
    const { exitCode, done, cached } = await run('lint', 'migrated');
    assert.deepEqual({ exitCode, done, cached }, { exitCode: 0, done: [], cached: 2 * packageCount });
  });
  await check(`${name}: a report that was deleted comes back from the cache`, async () => {
    await rm(reportOf('p01'));
    const { done } = await run('lint');
    assert.deepEqual(done, []);
    assert.ok(existsSync(reportOf('p01')));
  });
  await check(`${name}: a leak in one package is found, and its dependents are linted again, no others`, async () => {
    await makeLeak(repository, 'p17');
    const { exitCode, done, output } = await run('lint', 'migrated');
    assert.notEqual(exitCode, 0, output);
    assert.deepEqual(done, [...dependents('p17').map((dependent) => `${dependent} lint`), 'p17 migrated'].sort(), output);
    assert.deepEqual(await rulesReported('p17'), ['safely-close/require-safe-close']);
    await rm(join(repository, 'packages', 'p17', 'src', 'leak.js'));
  });
  await check(`${name}: a type that changes in one package is felt by the typed lint of another`, async () => {
    await write(join(repository, 'packages', 'p49'), { 'src/index.d.ts': clientSession });
    const { done, output } = await run('lint');
    assert.deepEqual(done, ['p49 lint', 'p50 lint'], output);
    assert.deepEqual(await rulesReported('p50'), ['safely-close/prefer-safe-close']);
    await write(join(repository, 'packages', 'p49'), { 'src/index.d.ts': plainSession });
  });
}

const sitesOf = ({ sites }) => sites.map(({ path, line, outcome }) => `${path}:${line} ${outcome}`);

async function codemodReport(...flags) {
  const path = join(workplace, `report-${flags.join('-').replaceAll('/', '-of-')}.json`);
  const { errors } = await runProgram(repository, [bin('safely-close-codemod'), 'packages', '--check', '--report', path, ...flags], quiet);
  assert.ok(existsSync(path), errors);
  return sitesOf(JSON.parse(await readFile(path, 'utf8')));
}

/** What ESLint says of some packages, by file. */
async function lintReport(folders) {
  const { output } = await runProgram(repository, [bin('eslint'), '--format', 'json', ...folders], quiet);
  return JSON.parse(output).map(({ filePath, messages }) => `${relative(repository, filePath)} ${messages.map(({ ruleId }) => ruleId).join()}`);
}

async function tryShards() {
  const total = 4;
  const parts = Array.from({ length: total }, (_unused, index) => index + 1);
  for (const name of packageNames.slice(0, 49)) await makeLeak(repository, name);
  await check('the shards of the codemod add up to the whole, and none does another’s', async () => {
    const whole = await codemodReport();
    assert.equal(whole.filter((site) => site.endsWith(' changed')).length, 49);
    const shards = await Promise.all(parts.map((part) => codemodReport('--shard', `${part}/${total}`)));
    assert.deepEqual(shards.flat().sort(), [...whole].sort());
    assert.ok(shards.every((shard) => shard.length > 0));
  });
  await check('the shards of the lint add up to the whole', async () => {
    const whole = await lintReport(['packages']);
    assert.equal(whole.filter((file) => file.endsWith('require-safe-close')).length, 49);
    const shards = [];
    for (const part of parts) {
      const { output } = await mustRun(repository, ['bash', '-c', `ls -d packages/* | awk "NR % $TOTAL == $INDEX % $TOTAL"`], { environment: { INDEX: String(part), TOTAL: String(total) } });
      shards.push(await lintReport(output.trim().split('\n')));
    }
    assert.deepEqual(shards.flat().sort(), [...whole].sort());
  });
}

try {
  const offline = await whyOffline(workplace);
  if (offline !== undefined) {
    console.log(`– ${offline}`);
    tally.skipped += 1;
  } else {
    await makeRepository(repository, await packAll(workplace));
    await tryEngine('turbo');
    for (const name of packageNames) await rm(join(repository, 'packages', name, 'reports'), { recursive: true, force: true });
    await tryEngine('nx');
    await tryShards();
  }
} finally {
  await rm(workplace, { recursive: true, force: true });
}
console.log(`\n${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exitCode = tally.failed > 0 ? 1 : 0;
