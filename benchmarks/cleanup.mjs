#!/usr/bin/env node
/**
 * What closing leaves behind: a bare `close()`, `close()` and a second of waiting, and `safelyCloseClient()`, over clients of
 * node-libcurl (one `Curl` with one request each) in every state that peers on the loopback can bring them into; then how long
 * many clients take to close at once. docs/benchmarks/cleanup.md says what the figures mean.
 *
 *   npm run bench:cleanup -- [--count 1000] [--batch 100] [--rounds 11] [--minutes 30] [--state NAME]… [--continue] [--record FILE] [--json] [--write]
 *
 * Each batch is put on record as it ends (.cache/bench-cleanup.jsonl); --continue goes on where a run was cut. --minutes ends a run between two batches.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openRecord } from './cleanup/record.mjs';
import { chart, markdown, page } from './cleanup/report.mjs';
import { startServers } from './cleanup/servers.mjs';
import { states } from './cleanup/states.mjs';

const methods = ['bare', 'patient', 'safe', 'quick'];

/** How long the server's side may take to notice that a socket has gone: a slow reader of an upload has all that has arrived to read first. */
const socketPatienceMs = 20_000;
/** The same where it is known that sockets stay. */
const lingeringPatienceMs = 500;
/** How long a process may take to end that is free to. */
const exitPatienceMs = 2_000;
/** How long a whole batch may take before it is given up. */
const batchPatienceMs = 60_000;
const mostClients = 100_000;
/** Closing idle clients is over so soon that it takes many rounds until the process is warm. */
const roundsOfIdleForEachRound = 10;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    batch: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '11' },
    minutes: { type: 'string', default: '30' },
    state: { type: 'string', multiple: true, default: Object.keys(states) },
    continue: { type: 'boolean', default: false },
    record: { type: 'string', default: fileURLToPath(new URL('../.cache/bench-cleanup.jsonl', import.meta.url)) },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const count = wholeNumber('count', mostClients);
const batchSize = wholeNumber('batch', 100);
const rounds = wholeNumber('rounds', 1_000);
const endMs = performance.now() + wholeNumber('minutes', 24 * 60) * 60_000;
for (const name of values.state) if (!(name in states)) throw new RangeError(`--state takes ${Object.keys(states).join(', ')}, not "${name}".`);

function wholeNumber(name, most) {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number > 0 && number <= most) return number;
  throw new RangeError(`--${name} takes a whole number from 1 to ${most}, not "${values[name]}".`);
}

const loadBefore = loadavg()[0];
const cells = values.state.flatMap((state) => methods.map((method) => ({ state, method, clients: 0, succeeded: 0, pending: 0, handles: 0, sockets: 0, hung: 0, harmed: 0, timesMs: [] })));
const speeds = [];
let libcurl = 'unknown';
const record = openRecord(values.record, values.continue);
for (const entry of record.entries) take(entry);
const servers = await startServers();
const isTold = process.stderr.isTTY;
try {
  // States and methods take turns, so that what else the machine does meets all of them alike.
  while (cells.some(isShort) && performance.now() < endMs) {
    for (const cell of cells.filter(isShort)) {
      if (performance.now() >= endMs) break;
      put({ batch: await measure(cell, Math.min(states[cell.state].atOnce ?? batchSize, batchSize, count - cell.clients)) });
      if (isTold) process.stderr.write(`\r${cells.reduce((sum, { clients }) => sum + clients, 0)} of ${cells.length * count} clients `);
    }
  }
  for (const state of ['idle', 'silent']) if (!speeds.some((speed) => speed.state === state && speed.count === count)) put({ speed: { state, count, timesMs: await measureSpeed(state) } });
} finally {
  if (isTold) process.stderr.write('\n');
  await servers.close();
}
const result = { machine: machine(), asked: count, batchSize, cells: cells.map(summaryOf), speeds };
if (values.write) {
  const docs = new URL('../docs/benchmarks/', import.meta.url);
  writeFileSync(new URL('cleanup.md', docs), page(result));
  writeFileSync(new URL('cleanup.svg', docs), chart(result));
}
process.stdout.write(values.json ? `${JSON.stringify(result, undefined, 2)}\n` : `${markdown(result)}\n`);

function isShort({ clients }) {
  return clients < count;
}

function put(entry) {
  record.add(entry);
  take(entry);
}

/** Adds what was measured to its cell. */
function take({ batch, speed }) {
  if (speed !== undefined) speeds.push(speed);
  if (batch === undefined) return;
  libcurl = batch.libcurl;
  const cell = cells.find(({ state, method }) => state === batch.state && method === batch.method);
  if (cell === undefined) return;
  for (const name of ['clients', 'succeeded', 'pending', 'handles', 'sockets', 'hung', 'harmed']) cell[name] += batch[name];
  cell.timesMs.push(...batch.timesMs);
}

/** Runs one batch in a process of its own. Returns what was seen. */
async function measure({ method, state }, size) {
  const arrivedBefore = servers.arrivals();
  const child = start('batch', [method, state, String(size), JSON.stringify(servers.urls)]);
  const { ended } = child;
  try {
    await child.says();
    await holdsWithin(() => servers.arrivals() - arrivedBefore >= expectedArrivals(state, size), socketPatienceMs);
    child.process.send('close');
    const seen = await child.says();
    // libcurl resets a stream with the next traffic on its connection, which is the bystander's answer.
    servers.answerBystanders();
    await holdsWithin(() => servers.open() === 0, states[state].lingers ? lingeringPatienceMs : socketPatienceMs);
    const sockets = servers.open();
    child.process.send('end');
    const { bystanderHarmed } = await child.says();
    const endedByItself = await Promise.race([ended, pause(exitPatienceMs, false, { ref: false })]);
    return {
      method,
      state,
      clients: size,
      succeeded: endedByItself && !bystanderHarmed ? Math.max(0, size - seen.pending - sockets - seen.openHandles) : 0,
      pending: seen.pending,
      handles: seen.openHandles,
      sockets,
      hung: endedByItself ? 0 : 1,
      harmed: bystanderHarmed ? 1 : 0,
      timesMs: seen.timesMs,
      libcurl: seen.libcurl,
    };
  } finally {
    await child.end();
    await holdsWithin(() => servers.open() === 0, batchPatienceMs);
  }
}

/** How many requests reach a server before any is answered. */
function expectedArrivals(state, size) {
  const { path, connections = size, parts } = states[state];
  if (parts !== undefined) return Array.from({ length: size }, (_, index) => states[parts[index % parts.length]]).filter((part) => part.path !== undefined).length;
  return path === undefined ? 0 : Math.min(size, connections);
}

async function measureSpeed(state) {
  const child = start('speed', [state, String(count), String(state === 'idle' ? rounds * roundsOfIdleForEachRound : rounds), `${servers.urls.plain}/never`], ['--expose-gc']);
  try {
    for (;;) {
      const arrivedBefore = servers.arrivals();
      const { timesMs, expects } = await child.says();
      if (timesMs !== undefined) return timesMs;
      await holdsWithin(() => servers.arrivals() - arrivedBefore >= expects, batchPatienceMs);
      child.process.send('go on');
    }
  } finally {
    await child.end();
  }
}

function start(name, parameters, execArgv = []) {
  const child = fork(fileURLToPath(new URL(`cleanup/${name}.mjs`, import.meta.url)), parameters, { env: environment(), execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const exit = once(child, 'exit');
  const ended = exit.then(() => true);
  const said = [];
  let wake = () => undefined;
  child.on('message', (message) => {
    said.push(message);
    wake();
  });
  return {
    process: child,
    ended,
    /** What the child says next. */
    async says() {
      const until = AbortSignal.timeout(batchPatienceMs);
      while (said.length === 0) {
        if (until.aborted) throw new Error('A batch said nothing for a minute.');
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`A batch ended before it was through, with ${child.signalCode ?? `exit code ${child.exitCode}`}.`);
        await Promise.race([new Promise((resolve) => (wake = resolve)), ended, pause(1_000, undefined, { ref: false })]);
      }
      return said.shift();
    },
    async end() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exit;
    },
  };
}

async function holdsWithin(condition, patienceMs) {
  const until = performance.now() + patienceMs;
  while (!condition() && performance.now() < until) await pause(2);
}

/** The environment without what would have the runtime take the batch for a test, or change its times. */
function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|JEST_WORKER_ID|NODE_TEST_CONTEXT|NODE_ENV|NODE_OPTIONS|NODE_DEBUG|SAFELY_CLOSE_)/.test(name)));
}

function summaryOf({ timesMs, ...cell }) {
  const sorted = timesMs.toSorted((one, other) => one - other);
  const left = cell.pending + cell.handles + cell.sockets + cell.hung;
  return { ...cell, successRate: cell.succeeded / cell.clients, leftOver: left / cell.clients, medianMs: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) };
}

function quantile(sorted, part) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function machine() {
  const processors = cpus();
  const { version } = createRequire(import.meta.url)('node-libcurl/package.json');
  return { cpu: processors[0]?.model.trim() ?? 'unknown', cores: processors.length, platform: `${process.platform} ${process.arch}`, loadBefore, node: process.version, nodeLibcurl: version, libcurl };
}
