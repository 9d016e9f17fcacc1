#!/usr/bin/env node
// Tests against real databases, brokers and a browser: installs from Debian's packages, and from npm's, what is missing, where that may be done,
// runs tests/services, says what was skipped and why, and ends with the line "N passed, N failed, N skipped". It never hangs:
// what takes longer than the deadline (SAFELY_CLOSE_SERVICES_TIMEOUT_MS) is ended, and counts as failed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installServiceLibraries } from './service-libraries.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const deadlineMs = Number(process.env.SAFELY_CLOSE_SERVICES_TIMEOUT_MS ?? 8 * 60_000);
const startedMs = performance.now();
const leftMs = () => Math.max(1_000, Math.round(deadlineMs - (performance.now() - startedMs)));

/** A program of each service, and Debian's package that has it. */
const packages = {
  initdb: 'postgresql',
  'redis-server': 'redis-server',
  mariadbd: 'mariadb-server',
  mosquitto: 'mosquitto',
  'rabbitmq-server': 'rabbitmq-server',
  'nats-server': 'nats-server',
  kcat: 'kcat',
  chromium: 'chromium',
  chromedriver: 'chromium-driver',
};
const installer = 'apt-get';
const mayInstall = !process.argv.includes('--no-install');
const folders = [...globSync('/usr/lib/postgresql/*/bin'), '/usr/sbin', '/usr/local/sbin', ...(process.env.PATH ?? '').split(delimiter)];
const isThere = (program) => folders.some((folder) => existsSync(join(folder, program)));

function installMissing() {
  const missing = Object.entries(packages).filter(([program]) => !isThere(program));
  if (missing.length === 0) return;
  const names = missing.map(([, name]) => name);
  const isAllowed = process.getuid?.() === 0 && spawnSync(installer, ['--version'], { stdio: 'ignore' }).status === 0;
  if (!isAllowed || !mayInstall) {
    console.log(`services: not installed here: ${names.join(', ')} (Debian: sudo apt-get install ${names.join(' ')}).`);
    return;
  }
  console.log(`services: installing ${names.join(', ')} with apt-get …`);
  // In run level 1 the packages start no servers of their own.
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
  const aptGet = (...parameters) => spawnSync(installer, parameters, { ...options, timeout: Math.round(leftMs() / 2) });
  aptGet('update');
  // One that cannot be had must not keep the others away.
  const failed = aptGet('install', '-y', '--no-install-recommends', ...names).status === 0 ? [] : names.filter((name) => aptGet('install', '-y', '--no-install-recommends', name).status !== 0);
  if (failed.length > 0) console.log(`services: apt-get could not install ${failed.join(', ')}.`);
}

/** Runs the tests in a process group of their own, so that nothing they started outlives the deadline. */
function runTests(resultFile) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const parameters = ['run', '--project=services', '--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`, ...process.argv.slice(2).filter((argument) => argument !== '--no-install')];
  const child = spawn(process.execPath, [vitest, ...parameters], { cwd: root, stdio: 'inherit', detached: process.platform !== 'win32' });
  const end = (signal) => {
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
    } catch {
      // All of it has ended.
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => end('SIGKILL'));
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      console.error(`services: not done after ${String(deadlineMs)} ms, so it is ended.`);
      end('SIGKILL');
    }, leftMs());
    child.once('exit', (code) => {
      clearTimeout(timer);
      end('SIGKILL');
      resolve(code);
    });
  });
}

function tell(resultFile, code) {
  const results = JSON.parse(readFileSync(resultFile, 'utf8'));
  const skipped = results.testResults.flatMap((file) => file.assertionResults).filter(({ status }) => status === 'pending' || status === 'skipped' || status === 'todo');
  const brokenFiles = results.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')).length;
  const reasons = new Set(skipped.map(({ ancestorTitles }) => ancestorTitles[0]));
  for (const reason of reasons) console.log(`services: skipped: ${reason}`);
  console.log('services: not to be had from Debian, so only stand-ins for them are tested: Kafka, Cassandra, Neo4j, Elasticsearch, MongoDB (npm test), SQL Server, S3, SQS, OpenSearch (here).');
  const failures = results.numFailedTests + brokenFiles;
  console.log(`\n${results.numPassedTests} passed, ${failures} failed, ${skipped.length} skipped`);
  // Where nothing could be installed, everything is skipped, and that is no failure.
  return code === 0 && failures === 0;
}

const folder = mkdtempSync(join(tmpdir(), 'safely-close-services-'));
try {
  installMissing();
  await installServiceLibraries({ mayInstall, leftMs });
  const resultFile = join(folder, 'results.json');
  const code = await runTests(resultFile);
  process.exitCode = tell(resultFile, code) ? 0 : 1;
} catch (error) {
  console.error(`services: the run left no readable result (${error instanceof Error ? error.message : String(error)}); see its output above.`);
  console.log('\n0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
