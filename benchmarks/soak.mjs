#!/usr/bin/env node
/**
 * A long life: clients of node-libcurl are opened in random states and closed at random moments in random ways, several at once, while
 * peers on the loopback hang, drip, reset and half-close. Every promise must settle and every client be closed; memory and descriptors
 * must stay as they are, which a straight line through their samples shows. Ends with exit code 1 where that is not so.
 *
 *   npm run soak -- [--minutes 60] [--seed NUMBER]
 *
 * What may grow: 5 % of a measure's mean, or 3 MB (3 descriptors), over the second half of the time. Linux only, for the descriptors.
 * Resident memory grows with every client that node-libcurl makes, whoever ends it: so a second process does the same beside the first
 * with node-libcurl alone, and what that one grows by for as many clients does not count. V8's young generation, which grows in steps
 * of tens of megabytes whenever V8 thinks best, has its size from the start in both.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startServers } from './cleanup/servers.mjs';
import { trendOf } from './soak/trend.mjs';

const measures = {
  rss: { title: 'resident memory', unit: 'MB', by: 2 ** 20, mayRise: 3 * 2 ** 20 },
  heapUsed: { title: 'heap after a collection', unit: 'MB', by: 2 ** 20, mayRise: 3 * 2 ** 20 },
  external: { title: 'external memory', unit: 'MB', by: 2 ** 20, mayRise: 3 * 2 ** 20 },
  descriptors: { title: 'descriptors', unit: '', by: 1, mayRise: 3 },
};
const mayRisePart = 0.05;
const mostSamples = 600;
const tellEveryMs = 60_000;
const youngGeneration = ['--min-semi-space-size=16', '--max-semi-space-size=16'];

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' }, seed: { type: 'string', default: String(Date.now() % 2 ** 31) } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new RangeError(`--minutes takes a number above 0, not "${values.minutes}".`);
if (process.platform !== 'linux') throw new Error('The soak reads its descriptors from /proc, which only Linux has.');

const durationMs = minutes * 60_000;
const sampleEveryMs = Math.max(250, durationMs / mostSamples);
const servers = await startServers();
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|JEST_WORKER_ID|NODE_TEST_CONTEXT|NODE_ENV|NODE_OPTIONS|NODE_DEBUG|SAFELY_CLOSE_)/.test(name)));
process.stdout.write(`Soaking for ${minutes} minutes with seed ${values.seed}.\n`);
const [ours, byHand] = await Promise.all([live('ours'), live('by hand')]);
await servers.close();

/** One process from its start to its end, and what it said. */
async function live(ending) {
  const child = fork(fileURLToPath(new URL('soak/rounds.mjs', import.meta.url)), [values.seed, String(durationMs), String(sampleEveryMs), JSON.stringify(servers.urls), ending], { env: environment, execArgv: ['--expose-gc', ...youngGeneration], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exit = once(child, 'exit');
  const life = { samples: [], totals: undefined, ended: false };
  let toldAtMs = performance.now();
  child.on('message', (message) => {
    life.totals = message.totals;
    if (message.sample !== undefined) life.samples.push(message.sample);
    life.ended ||= message.ended === true;
    for (const complaint of message.complaints) process.stdout.write(`${ending}: ${complaint}\n`);
    if (performance.now() - toldAtMs < tellEveryMs) return;
    toldAtMs = performance.now();
    const { rss, heapUsed, descriptors } = life.samples.at(-1);
    const { rounds, requests, pending, remaining } = life.totals;
    process.stdout.write(`${ending}: ${rounds} rounds, ${requests} requests, ${pending} pending, ${remaining} remaining, resident ${(rss / 2 ** 20).toFixed(1)} MB, heap ${(heapUsed / 2 ** 20).toFixed(1)} MB, ${descriptors} descriptors\n`);
  });
  const patience = setTimeout(() => child.kill('SIGKILL'), durationMs + 60_000);
  const [code, signal] = await exit;
  clearTimeout(patience);
  return { ...life, code, signal };
}

const failures = [];
const { samples, totals, ended, code, signal } = ours;
if (!byHand.ended || byHand.code !== 0) failures.push(`the control ended with ${byHand.signal ?? `exit code ${byHand.code}`}`);
if (!ended || code !== 0) failures.push(`the process ended with ${signal ?? `exit code ${code}`}${ended ? '' : ' before it was through'}`);
if (totals === undefined || totals.rounds === 0) failures.push('there was not a single round');
else {
  if (totals.pending > 0) failures.push(`${totals.pending} promises stayed pending`);
  if (totals.remaining > 0) failures.push(`${totals.remaining} things remained`);
}
process.stdout.write(`\n${totals?.rounds ?? 0} rounds, ${totals?.clients ?? 0} clients, ${totals?.requests ?? 0} requests; ${samples.length} samples.\n\n| Measure | Mean | Rise over the second half | An hour | Verdict |\n| --- | ---: | ---: | ---: | --- |\n`);
for (const [name, { title, unit, by, mayRise }] of Object.entries(measures)) {
  if (samples.length < 4 || byHand.samples.length < 4) break;
  const { mean, rise, perHour, isCertain } = trendOf(samples, name);
  const unavoidable = name === 'rss' ? riseByHandOfAsManyClients() : 0;
  const grows = isCertain && rise - unavoidable > Math.max(mayRise, mean * mayRisePart);
  if (grows) failures.push(`${title} grows`);
  const figure = (value) => `${(value / by).toFixed(2)} ${unit}`.trim();
  process.stdout.write(`| ${title} | ${figure(mean)} | ${figure(rise)} | ${figure(perHour)} | ${grows ? 'grows' : isCertain ? 'rises within what it may' : 'flat'} |\n`);
  if (name === 'rss') process.stdout.write(`| … of as many clients ended by hand | | ${figure(unavoidable)} | | ${byHand.totals.clients} clients |\n`);
}

/** What the control's memory rose by over the second half of the time, for each of its clients, times ours. */
function riseByHandOfAsManyClients() {
  const clientsOf = (list) => list.at(-1).clients - list[Math.floor(list.length / 2)].clients;
  return (Math.max(0, trendOf(byHand.samples, 'rss').rise) * clientsOf(samples)) / clientsOf(byHand.samples);
}

process.stdout.write(failures.length === 0 ? '\nAll promises settled, all clients closed, nothing grows.\n' : `\nFailed: ${failures.join('; ')}.\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
