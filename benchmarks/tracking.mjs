#!/usr/bin/env node
/**
 * What it costs to be known: making 10,000 sessions that nobody tracks, and as many under `safely-close/register` with their
 * places kept never (`SAFELY_CLOSE_STACKS=off`), of samples (`sampled`) and always (`all`).
 *
 *   npm run bench:tracking -- [--count 10000] [--rounds 5] [--json]
 *
 * Sessions are `new Agent()` of undici and `net.connect()` to a server on the loopback. Each cell is the median of the rounds,
 * each round a process of its own, all four modes one after the other; the ratio is against no tracking in the same rounds.
 * Nothing is closed meanwhile, so what a session costs is all that is measured.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { count: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } } });
const [count, rounds] = [Number(values.count), Number(values.rounds)];
if (!(count > 0) || !(rounds > 0)) throw new RangeError('--count and --rounds must be numbers above 0.');

const root = fileURLToPath(new URL('..', import.meta.url));
const modes = ['none', 'off', 'sampled', 'all'];
const makers = {
  'undici Agent': "const { Agent } = await import('undici'); const make = () => new Agent();",
  // The sockets connect after the clock has stopped.
  'net.Socket': "const { Socket } = await import('node:net'); const make = () => new Socket();",
  'node-libcurl Curl': "const { Curl } = (await import('node-libcurl')).default; const make = () => new Curl();",
};

/** Milliseconds to make the sessions, in a process of its own. */
function measure(maker, mode) {
  const program = `${makers[maker]}
    const sessions = [];
    const below = (depth) => (depth === 0 ? make() : below(depth - 1));
    for (let index = 0; index < 500; index += 1) sessions.push(below(10));
    const start = performance.now();
    for (let index = 0; index < ${count}; index += 1) sessions.push(below(10));
    process.stdout.write(String(performance.now() - start));
    process.removeAllListeners('exit');
    process.exit();`;
  const options = mode === 'none' ? [] : ['--import', 'safely-close/register'];
  const run = spawnSync(process.execPath, [...options, '--input-type=module', '-e', program], { cwd: root, encoding: 'utf8', env: { ...process.env, SAFELY_CLOSE_STACKS: mode === 'none' ? 'off' : mode } });
  if (run.status !== 0) throw new Error(`${maker}, ${mode}: ${run.stderr}`);
  return Number(run.stdout);
}

const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];

const figures = Object.keys(makers).map((maker) => {
  const times = Object.fromEntries(modes.map((mode) => [mode, []]));
  for (let round = 0; round < rounds; round += 1) for (const mode of modes) times[mode].push(measure(maker, mode));
  const cells = modes.map((mode) => ({ mode, medianMs: median(times[mode]), ratio: median(times[mode].map((time, round) => time / times.none[round])) }));
  return { maker, cells };
});

if (values.json) console.log(JSON.stringify({ count, rounds, node: process.version, figures }, undefined, 2));
else {
  console.log(`Making ${count.toLocaleString('en')} sessions, Node ${process.version}, median of ${rounds} rounds\n`);
  console.log(`| session | not tracked | ${modes.slice(1).map((mode) => `places ${mode}`).join(' | ')} |`);
  console.log(`| --- | ${modes.map(() => '---').join(' | ')} |`);
  for (const { maker, cells } of figures) {
    console.log(`| ${maker} | ${cells.map(({ mode, medianMs, ratio }) => `${medianMs.toFixed(1)} ms${mode === 'none' ? '' : ` (×${ratio.toFixed(2)}, +${(((medianMs - (cells[0]?.medianMs ?? 0)) * 1_000) / count).toFixed(1)} µs each)`}`).join(' | ')} |`);
  }
}
