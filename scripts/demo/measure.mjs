/** Runs the crawler once, in a process and against a site of its own, and measures what it leaves. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startSite } from '../../examples/crawler/server.ts';

const probe = fileURLToPath(new URL('./probe.mjs', import.meta.url));

/** How long a job waits for the site, in milliseconds: enough for one that answers, on a busy machine too. */
const jobTimeoutMs = 1_000;

/**
 * A process counts as one that does not end when it is still there this long after its last sign of life, the start or
 * the end of a job. The longest silence of a healthy run is that of `pages`, which waits twice.
 */
const patienceMs = 5_000;

/** Before its first job a process only loads modules, which takes a while where many do so at once. */
const loadingMs = 60_000;

/** The site hears of a closed socket a moment after the process that closed it. */
const hearingMs = 250;

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
 * @property {{ sockets: number, unanswered: number }} left What the site counted when the event loop ran dry, or when the process was given up.
 * @property {{ by: 'itself', code: number | null, signal: NodeJS.Signals | null } | { by: 'the demo' }} ended
 * @property {number} tookMs From the start of the first job to the end.
 * @property {readonly Closing[]} closings
 * @property {string} errors What the process wrote to standard error.
 */

/**
 * @param {string} folder A copy of the crawler.
 * @param {readonly string[]} names The jobs to run, all at once.
 * @returns {Promise<Run>}
 */
export async function measure(folder, names) {
  const site = await startSite();
  const child = spawn(
    process.execPath,
    ['--import', probe, join(folder, 'main.ts'), site.http, site.http2, '--json', '--timeout', String(jobTimeoutMs), '--jobs', names.join(',')],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  const silence = longSilence();

  // A job that never starts, because its process dies first, stays pending as well.
  const jobs = Object.fromEntries(names.map((name) => [name, { state: 'pending', text: '' }]));
  let started;
  using lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    started ??= performance.now();
    silence.heard();
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
    // The process may have been given up meanwhile.
    if (child.connected) child.send('counted', () => {});
  });

  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ by: 'itself', code, signal }));
  });
  try {
    const end = await Promise.race([ended, silence.over]);
    return { jobs, left: left ?? site.visitors(), ended: end, tookMs: performance.now() - (started ?? performance.now()), closings, errors };
  } finally {
    silence.stop();
    child.kill('SIGKILL');
    await ended;
    await site.close();
  }
}

/** Resolves `over` when nothing was `heard` for too long. */
function longSilence() {
  const { promise, resolve } = Promise.withResolvers();
  const giveUp = () => resolve({ by: 'the demo' });
  let timer = setTimeout(giveUp, loadingMs);
  return {
    over: promise,
    heard() {
      clearTimeout(timer);
      timer = setTimeout(giveUp, patienceMs);
    },
    stop: () => clearTimeout(timer),
  };
}

async function visitorsLeft(site) {
  for (let waited = 0; waited < hearingMs && site.visitors().sockets > 0; waited += 10) await sleep(10);
  return site.visitors();
}
