#!/usr/bin/env node
/**
 * What closing leaves behind: a bare `close()`, `close()` and a second of waiting, and `safelyCloseClient()`, over clients of
 * node-libcurl (one `Curl` with one request each) against a server on the loopback that treats them badly. It never answers
 * (silent), sends for ever in drops (drip) or in floods (big), or has answered before; an idle client has asked for nothing.
 *
 *   npm run bench:cleanup -- [--count 1000] [--batch 25] [--minutes 30] [--json]
 *
 * - **success**: clients of which no promise was pending, whose socket was gone on the server's side while the process still lived, and
 *   whose process then ended by itself. Sockets are counted, not told apart: each open one counts against a settled client. A
 *   process that did not end counts against its whole batch.
 * - **left**: promises pending, sockets open and processes that did not end, by client.
 * - **median, p99**: milliseconds from asking one client to close until that was done. `safelyCloseClient()` is asked for the
 *   whole batch at once, with its default times; of a transfer that never ends it waits for the polite phase first.
 * - **ratio**: the time to close a whole batch, against the loop of bare closes for the same state.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startMisbehavingServer } from '../tests/runtime/support/misbehaving-server.ts';

const states = { silent: '/never', drip: '/drip', big: '/big', idle: 'none', answered: '/ok' };
const methods = { bare: '`close()`', patient: '`close()` and 1 s', safe: '`safelyCloseClient()`' };

/** A flood keeps the process so busy that it hardly gets to its timers: more at once would measure the machine. */
const mostFloods = 5;

/** How long the server's side may take to notice that a socket has gone. */
const socketPatienceMs = 500;
/** How long a process may take to end that is free to. */
const exitPatienceMs = 2_000;
/** How long a whole batch may take before it is given up. */
const batchPatienceMs = 60_000;
const mostClients = 100_000;

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1000' }, batch: { type: 'string', default: '25' }, minutes: { type: 'string', default: '30' }, json: { type: 'boolean', default: false } },
});
const count = wholeNumber('count', mostClients);
const batchSize = wholeNumber('batch', 200);
const endMs = performance.now() + wholeNumber('minutes', 24 * 60) * 60_000;

function wholeNumber(name, most) {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number > 0 && number <= most) return number;
  throw new RangeError(`--${name} takes a whole number from 1 to ${most}, not "${values[name]}".`);
}

const cells = Object.keys(states).flatMap((state) => Object.keys(methods).map((method) => ({ state, method, clients: 0, succeeded: 0, pending: 0, sockets: 0, hung: 0, timesMs: [], totalMs: 0 })));
const server = await startMisbehavingServer();
let libcurl = 'unknown';
try {
  for (const state of Object.keys(states)) {
    // The methods take turns, so that what else the machine does meets all of them alike.
    const atOnce = state === 'big' ? Math.min(mostFloods, batchSize) : batchSize;
    for (let done = 0; done < count && performance.now() < endMs; done += atOnce) {
      for (const cell of cells.filter((candidate) => candidate.state === state)) await measure(cell, Math.min(atOnce, count - done));
    }
  }
} finally {
  await server.close();
}
const result = { machine: machine(), asked: count, batchSize, mostFloods, cells: cells.map(summaryOf) };
process.stdout.write(values.json ? `${JSON.stringify(result, undefined, 2)}\n` : tableOf(result));

/** Runs one batch in a process of its own and adds what was seen to its cell. */
async function measure(cell, size) {
  const path = states[cell.state];
  const arrivedBefore = server.requests.length;
  const child = fork(fileURLToPath(new URL('cleanup/batch.mjs', import.meta.url)), [cell.method, path, String(size), server.url], { env: environment(), stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const exit = once(child, 'exit');
  const ended = exit.then(() => true);
  try {
    await saysWithin(child, ended);
    if (path !== 'none') await holdsWithin(() => server.requests.length - arrivedBefore >= size, socketPatienceMs * 4);
    child.send('close');
    const seen = await saysWithin(child, ended);
    await holdsWithin(() => server.sockets() === 0, socketPatienceMs);
    const sockets = server.sockets();
    child.send('end');
    const endedByItself = await Promise.race([ended, pause(exitPatienceMs, false, { ref: false })]);
    libcurl = seen.libcurl;
    cell.clients += size;
    cell.pending += seen.pending;
    cell.sockets += sockets;
    cell.hung += endedByItself ? 0 : 1;
    cell.succeeded += endedByItself ? Math.max(0, size - seen.pending - sockets) : 0;
    cell.timesMs.push(...seen.timesMs);
    cell.totalMs += seen.totalMs;
  } finally {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await exit;
    await holdsWithin(() => server.sockets() === 0, batchPatienceMs);
  }
}

/** What the child says next. */
async function saysWithin(child, ended) {
  const [said] = await Promise.race([
    once(child, 'message', { signal: AbortSignal.timeout(batchPatienceMs) }),
    ended.then(() => {
      throw new Error(`A batch ended before it was through, with ${child.signalCode ?? `exit code ${child.exitCode}`}.`);
    }),
  ]);
  return said;
}

async function holdsWithin(condition, patienceMs) {
  const until = performance.now() + patienceMs;
  while (!condition() && performance.now() < until) await pause(2);
}

/** The environment without what would have the runtime take the batch for a test, or change its times. */
function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|JEST_WORKER_ID|NODE_TEST_CONTEXT|NODE_ENV|NODE_OPTIONS|NODE_DEBUG|SAFELY_CLOSE_)/.test(name)));
}

function summaryOf({ state, method, clients, succeeded, pending, sockets, hung, timesMs, totalMs }) {
  const bare = cells.find((cell) => cell.state === state && cell.method === 'bare');
  const sorted = timesMs.toSorted((one, other) => one - other);
  return {
    state,
    method,
    clients,
    successRate: succeeded / clients,
    leftOver: (pending + sockets + hung) / clients,
    pending,
    sockets,
    processesThatDidNotEnd: hung,
    medianMs: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    ratioToBare: totalMs / clients / (bare.totalMs / bare.clients),
  };
}

function quantile(sorted, part) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function machine() {
  const processors = cpus();
  const { version } = createRequire(import.meta.url)('node-libcurl/package.json');
  return { cpu: processors[0]?.model.trim() ?? 'unknown', cores: processors.length, platform: `${process.platform} ${process.arch}`, node: process.version, nodeLibcurl: version, libcurl };
}

function tableOf({ machine: on, asked, cells: rows }) {
  const figure = (value, digits) => (Number.isNaN(value) ? '–' : value.toFixed(digits));
  const lines = rows.map((row) =>
    [
      row.state,
      methods[row.method],
      row.clients,
      Number.isNaN(row.successRate) ? '–' : `${figure(row.successRate * 100, 1)} %`,
      figure(row.leftOver, 2),
      row.pending,
      row.sockets,
      row.processesThatDidNotEnd,
      figure(row.medianMs, 3),
      figure(row.p99Ms, 3),
      figure(row.ratioToBare, 1),
    ].join(' | '),
  );
  return [
    `${on.cpu}, ${on.cores} cores, ${on.platform}; Node ${on.node}, node-libcurl ${on.nodeLibcurl} (${on.libcurl}).`,
    ...(rows.some(({ clients }) => clients < asked) ? ['', 'The time ran out before all clients were through.'] : []),
    '',
    '| state | method | clients | success | left by client | promises pending | sockets open | processes that did not end | median ms | p99 ms | ratio to a bare loop |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...lines.map((line) => `| ${line} |`),
    '',
    'The socket of an answered request belongs to the connection cache that all `Curl`s of a process share, not to the client: no way of closing',
    'one client ends it, and it does not keep the process from ending. Only a `Multi` of its own promises no socket.',
    '',
  ].join('\n');
}
