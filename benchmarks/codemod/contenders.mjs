// The programs that are compared, each as its users run it: a process from start to end.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './corpus.mjs';

const codemod = join(root, 'codemods', 'dist', 'cli', 'main.js');
const jscodeshift = createRequire(codemod).resolve('jscodeshift/bin/jscodeshift.js');
const here = dirname(fileURLToPath(import.meta.url));
const extensions = 'js,mjs,cjs,ts,mts,cts';

/**
 * Migrates with the project's command.
 *
 * @param folder - Where it runs.
 * @param paths - What it is given; `['.']` for everything.
 * @returns `ms`, from start to end of the process; `peakKb`, its peak of resident memory; `text`, what it printed.
 */
export const runCodemod = (folder, paths, ...options) => measured(codemod, [...paths, '--yes', '--style', 'await-using', ...options], folder);

/**
 * Migrates with the project's command in a process that may not keep more than so much.
 *
 * @param heapMb - Megabytes of objects that live on; a run that needs more is ended by Node.js.
 * @returns Whether it came to its end, and its peak of resident memory.
 */
export async function runCodemodWithin(heapMb, folder) {
  try {
    const { peakKb } = await measured(codemod, ['.', '--yes', '--style', 'await-using', '--dry-run'], folder, [`--max-old-space-size=${String(heapMb)}`]);
    return { isEnough: true, peakKb };
  } catch (error) {
    if (!String(error).includes('heap out of memory')) throw error;
    return { isEnough: false, peakKb: undefined };
  }
}

/** Migrates with jscodeshift's own runner and a transform that parses every file; without Babel for the transform, which only costs time. */
export async function runJscodeshift(folder, paths, ...options) {
  const transform = join(here, 'transform-without-prefilter.cjs');
  const run = await measured(jscodeshift, ['-t', transform, '--no-babel', `--extensions=${extensions}`, '--style=await-using', ...options, ...paths], folder);
  const [, errors = '0'] = /(\d+) errors/u.exec(run.text) ?? [];
  const [, changed = '0'] = /(\d+) ok/u.exec(run.text) ?? [];
  return { ...run, errors: Number(errors), changed: Number(changed) };
}

async function measured(program, programArguments, cwd, nodeOptions = []) {
  const folder = mkdtempSync(join(tmpdir(), 'safely-close-peak-'));
  const peakFile = join(folder, 'peak');
  try {
    const start = performance.now();
    const { code, text } = await finished([...nodeOptions, '--import', join(here, 'peak-memory.mjs'), program, ...programArguments], cwd, peakFile);
    const ms = performance.now() - start;
    if (code !== 0 && code !== 3) throw new Error(`${program} ${programArguments.join(' ').slice(0, 200)} ended with ${String(code)}:\n${text.slice(-2_000)}`);
    return { ms, peakKb: Number(readFileSync(peakFile, 'utf8')), text };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function finished(nodeArguments, cwd, peakFile) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, nodeArguments, { cwd, env: { ...process.env, NO_COLOR: '1', PEAK_MEMORY_FILE: peakFile }, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', reject);
    child.on('exit', (code) => resolve({ code, text: Buffer.concat(chunks).toString('utf8') }));
  });
}
