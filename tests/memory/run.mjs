#!/usr/bin/env node
/**
 * Closes clients of node-libcurl by force under valgrind's memcheck and tells what was read, written or freed wrongly by it or libcurl.
 * Ends with exit code 1 where there was anything, or a promise stayed pending; says so and ends with 0 where valgrind is missing.
 *
 *   npm run test:memory
 *
 * Node runs without a compiler for machine code (`--jitless`): memcheck has nothing to say about the rest of V8 then, so nothing is suppressed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startMisbehavingServer } from '../runtime/support/misbehaving-server.ts';
import { complaintsOf } from './complaints.mjs';

const patienceMs = 15 * 60_000;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
/** glibc's own last tidying up stays out: it takes a locale that a thread has freed for its own. */
const memcheck = ['--tool=memcheck', '--error-limit=no', '--num-callers=40', '--smc-check=all-non-file', '--run-libc-freeres=no'];

const valgrind = spawnSync('valgrind', ['--version'], { encoding: 'utf8' });
if (valgrind.status === 0) await check();
else process.stdout.write('Skipped: valgrind is not installed, so nothing was checked. On Debian and Ubuntu: apt-get install valgrind.\n');

async function check() {
  const folder = mkdtempSync(join(tmpdir(), 'safely-close-memory-'));
  const server = await startMisbehavingServer();
  try {
    const isProven = prove(folder);
    const { code, signal, lines, log } = await run(folder, server.url);
    const complaints = complaintsOf(log);
    const own = complaints.filter(({ isOfLibcurl }) => isOfLibcurl);
    for (const { what, frames } of own) process.stdout.write(`${[what, ...frames].join('\n    ')}\n\n`);
    const last = lines.at(-1);
    const isThrough = code === 0 && last?.pending === 0 && last.remaining === 0;
    process.stdout.write(
      [
        `${valgrind.stdout.trim()}, Node ${process.version}: ${lines.length - 1} closings of several clients each.`,
        isProven ? 'A program that uses freed memory was found out, so the check can fail.' : 'No C compiler: that the check can fail was not shown.',
        `Wrong use of memory by node-libcurl or libcurl: ${own.length}; elsewhere: ${complaints.length - own.length}.`,
        isThrough ? 'All promises settled, nothing remained, the process ended by itself.' : `The program was not through as it should: ${signal ?? `exit code ${code}`}, ${JSON.stringify(last)}.`,
        '',
      ].join('\n'),
    );
    process.exitCode = own.length === 0 && isThrough ? 0 : 1;
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether a program that is known to be wrong is found out. Throws where it is not. */
function prove(folder) {
  const program = join(folder, 'wrong');
  if (spawnSync('cc', ['-g', '-O0', '-w', '-o', program, here('wrong.c')]).status !== 0) return false;
  const file = join(folder, 'wrong.log');
  spawnSync('valgrind', [...memcheck, `--log-file=${file}`, program]);
  if (!complaintsOf(readFileSync(file, 'utf8')).some(({ what, isOfLibcurl }) => what.startsWith('Invalid read') && isOfLibcurl)) {
    throw new Error('A program that uses freed memory was not found out: the check is out of order.');
  }
  return true;
}

function run(folder, url) {
  const file = join(folder, 'memcheck.log');
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_TEST_CONTEXT|NODE_OPTIONS|NODE_DEBUG|SAFELY_CLOSE_)/.test(name)));
  const child = spawn('valgrind', [...memcheck, `--log-file=${file}`, process.execPath, '--jitless', '--expose-gc', here('forced-closing.mjs'), url], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (piece) => (text += piece));
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const lines = text.trim().split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
      resolve({ code, signal, lines, log: readFileSync(file, 'utf8') });
    });
  });
}
