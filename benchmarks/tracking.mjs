#!/usr/bin/env node
/**
 * What it costs to be known: making 10,000 sessions that nobody tracks, and as many under `safely-close/register` with their
 * places kept never (`SAFELY_CLOSE_STACKS=off`), of samples (`sampled`) and always (`all`).
 *
 *   npm run bench:tracking -- [--count 10000] [--rounds 5] [--json]
 *
 * Sessions are `new Agent()` of undici, `new Socket()` of Node's net and `new Curl()` of node-libcurl; none of them connects,
 * and none is closed meanwhile, so what it costs to be made is all that is measured. Each cell is the processor's time, which
 * other programs on the machine hardly change, as the least of the rounds; each round is a process of its own, all four modes
 * one after the other.
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
  'net.Socket': "const { Socket } = await import('node:net'); const make = () => new Socket();",
  'node-libcurl Curl': "const { Curl } = (await import('node-libcurl')).default; const make = () => new Curl();",
};

/** Milliseconds of the processor to make the sessions, in a process of its own. */
function measure(maker, mode) {
  const program = `${makers[maker]}
    const sessions = [];
    const below = (depth) => (depth === 0 ? make() : below(depth - 1));
    for (let index = 0; index < 500; index += 1) sessions.push(below(10));
    const start = process.cpuUsage();
    for (let index = 0; index < ${count}; index += 1) sessions.push(below(10));
    const { user, system } = process.cpuUsage(start);
    process.stdout.write(String((user + system) / 1_000));
    process.removeAllListeners('exit');
    process.exit();`;
  const options = mode === 'none' ? [] : ['--import', 'safely-close/register'];
  const run = spawnSync(process.execPath, [...options, '--input-type=module', '-e', program], { cwd: root, encoding: 'utf8', env: { ...process.env, SAFELY_CLOSE_STACKS: mode === 'none' ? 'off' : mode } });
  if (run.status !== 0) throw new Error(`${maker}, ${mode}: ${run.stderr}`);
  return Number(run.stdout);
}

const figures = Object.keys(makers).map((maker) => {
  const times = Object.fromEntries(modes.map((mode) => [mode, []]));
  for (let round = 0; round < rounds; round += 1) for (const mode of modes) times[mode].push(measure(maker, mode));
  const cells = modes.map((mode) => ({ mode, leastMs: Math.min(...times[mode]), ratio: Math.min(...times[mode]) / Math.min(...times.none) }));
  return { maker, cells };
});

if (values.json) console.log(JSON.stringify({ count, rounds, node: process.version, figures }, undefined, 2));
else {
  console.log(`Making ${count.toLocaleString('en')} sessions, Node ${process.version}, least of ${rounds} rounds\n`);
  console.log(`| session | not tracked | ${modes.slice(1).map((mode) => `places ${mode}`).join(' | ')} |`);
  console.log(`| --- | ${modes.map(() => '---').join(' | ')} |`);
  for (const { maker, cells } of figures) {
    console.log(`| ${maker} | ${cells.map(({ mode, leastMs, ratio }) => `${leastMs.toFixed(1)} ms${mode === 'none' ? '' : ` (×${ratio.toFixed(2)}, +${(((leastMs - (cells[0]?.leastMs ?? 0)) * 1_000) / count).toFixed(1)} µs each)`}`).join(' | ')} |`);
  }
}
