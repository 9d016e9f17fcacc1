/** Runs the crawler once, in a process and against a site of its own, and measures what it leaves. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startSite } from '../../examples/crawler/server.ts';

const probe = fileURLToPath(new URL('./probe.mjs', import.meta.url));

/** How long a run may take before it counts as one that does not end, in milliseconds. Its jobs wait half a second each. */
export const usualBoundMs = 6_000;

/** The site hears of a closed socket a moment after the process that closed it. */
const hearMs = 250;

/**
 * @typedef {object} Outcome What came of one job.
 * @property {'pending' | 'done' | 'failed'} state
 * @property {string} text Its result or its error's message; the site's addresses are taken out of it.
 *
 * @typedef {object} Closing One closing, as the runtime tells it.
 * @property {string} label
 * @property {number} tookMs
 * @property {readonly string[]} left
 *
 * @typedef {object} Run
 * @property {Readonly<Record<string, Outcome>>} jobs
 * @property {{ sockets: number, unanswered: number }} left What the site counted when the event loop ran dry, or at the bound.
 * @property {{ by: 'itself', code: number | null, signal: NodeJS.Signals | null } | { by: 'the demo' }} ended
 * @property {number} tookMs From the start of the process to its end, or the bound.
 * @property {readonly Closing[]} closings
 * @property {string} errors What the process wrote to standard error.
 */

/**
 * @param {string} folder A copy of the crawler.
 * @param {readonly string[]} names The jobs to run, all at once.
 * @param {number} [boundMs]
 * @returns {Promise<Run>}
 */
export async function measure(folder, names, boundMs = usualBoundMs) {
  const site = await startSite();
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', probe, join(folder, 'main.ts'), site.http, site.http2, '--json', '--jobs', names.join(',')],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );

  // A job that never starts, because its process dies first, stays pending as well.
  const jobs = Object.fromEntries(names.map((name) => [name, { state: 'pending', text: '' }]));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { job, state, text } = JSON.parse(line);
    if (state !== 'started') jobs[job] = { state, text: text.replaceAll(site.http, '').replaceAll(site.http2, '') };
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));

  const closings = [];
  let left;
  child.on('message', async ({ kind, ...closing }) => {
    if (kind === 'closing') return void closings.push(closing);
    left = await visitorsLeft(site);
    child.send('counted');
  });

  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ by: 'itself', code, signal }));
  });
  try {
    const end = await Promise.race([ended, sleep(boundMs, { by: 'the demo' }, { ref: false })]);
    return { jobs, left: left ?? site.visitors(), ended: end, tookMs: performance.now() - started, closings, errors };
  } finally {
    child.kill('SIGKILL');
    await ended;
    await site.close();
  }
}

async function visitorsLeft(site) {
  for (let waited = 0; waited < hearMs && site.visitors().sockets > 0; waited += 10) await sleep(10);
  return site.visitors();
}
