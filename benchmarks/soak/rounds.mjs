// Opens clients in random states and closes them in random ways, over and over, and sends what it sees: samples of memory and
// descriptors, and every promise or client that was left.
// With "by hand" it is the control: the same clients in the same states, ended without any of our code.
// Usage (forked by soak.mjs): rounds.mjs <seed> <milliseconds> <milliseconds between samples> <urls as JSON> <"ours" or "by hand">
import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import libcurl from 'node-libcurl';
import { closeAll, closing, safelyCloseClient } from 'safely-close';
import { CurlSession } from 'safely-close/curl';
import { endByHand } from './by-hand.mjs';
import { randomFrom } from './random.mjs';

const { Curl, CurlPause, Easy, Multi } = libcurl;
const [seed, durationMs, sampleEveryMs, urls, ending] = process.argv.slice(2);
const urlOf = JSON.parse(urls);
const random = randomFrom(Number(seed));
const isControl = ending === 'by hand';

const paths = ['/ok', '/slow', '/never', '/headers-only', '/drip', '/reset', '/half-close'];
const doings = [...paths, ...paths, 'idle', 'closed', 'connecting', 'uploading', 'paused', 'refused', 'closed in a callback'];
/** Each of these has a Multi of its own. node-libcurl never frees one, closed or not: a kilobyte or two each, whoever made it. So they are made seldom, lest that drown the rest. */
const kindsWithMulti = isControl ? ['Easy in a Multi'] : ['Easy in a Multi', 'CurlSession'];
const multiEveryMs = 1_000;
let nextMultiMs = 0;

function nextKind() {
  if (performance.now() < nextMultiMs) return 'Curl';
  nextMultiMs = performance.now() + multiEveryMs;
  return random.of(kindsWithMulti);
}

const totals = { rounds: 0, clients: 0, requests: 0, pending: 0, remaining: 0 };
const complaints = [];

/** The promises of one round. */
class Answers {
  #pending = new Set();

  watch(name, promise) {
    totals.requests += 1;
    const token = { name };
    this.#pending.add(token);
    const end = () => this.#pending.delete(token);
    promise.then(end, end);
  }

  get pending() {
    return [...this.#pending].map(({ name }) => name);
  }
}

function addressOf(doing) {
  if (doing === 'connecting') return `${urlOf.deaf}/`;
  if (doing === 'refused') return 'http://127.0.0.1:1/';
  if (doing === 'uploading') return `${urlOf.plain}/swallow`;
  return urlOf.plain + (doing.startsWith('/') ? doing : '/drip');
}

/** Both `Curl` and `Easy` take these. */
function prepare(handle, doing) {
  handle.setOpt('URL', addressOf(doing));
  if (doing === 'connecting') handle.setOpt('CAINFO', null);
  if (doing !== 'uploading') return;
  handle.setOpt('UPLOAD', true);
  handle.setOpt('READFUNCTION', (buffer) => buffer.fill('x').length);
}

/** Makes clients of one kind, each doing something else. */
const make = {
  Curl(count, answers, inside) {
    return Array.from({ length: count }, () => {
      const doing = random.of(doings);
      const curl = new Curl();
      if (doing === 'closed') curl.close();
      if (doing === 'idle' || doing === 'closed') return curl;
      prepare(curl, doing);
      if (doing === 'paused') curl.once('data', () => setImmediate(() => curl.isOpen && curl.handle.pause(CurlPause.Recv)));
      if (doing === 'closed in a callback' && !isControl) curl.once('data', () => inside.push(safelyCloseClient(curl, { politeMs: 0 })));
      answers.watch(`Curl ${doing}`, new Promise((resolve, reject) => curl.on('end', resolve).on('error', reject)));
      return curl.perform();
    });
  },
  'Easy in a Multi'(count, answers) {
    const multi = isControl ? new Multi() : closing(new Multi());
    const easies = Array.from({ length: count }, () => {
      const doing = random.of(doings);
      const easy = new Easy();
      if (doing === 'closed') easy.close();
      if (doing === 'idle' || doing === 'closed') return easy;
      prepare(easy, doing);
      easy.setOpt('WRITEFUNCTION', (_piece, size, length) => size * length);
      answers.watch(`Easy ${doing}`, multi.perform(easy));
      return easy;
    });
    return random.of([
      [multi, ...easies],
      [...easies, multi],
    ]);
  },
  CurlSession(count, answers) {
    const session = new CurlSession({ maxConnections: 1 + random.below(count) });
    for (let index = 0; index < count; index += 1) {
      const doing = random.of(doings);
      const signal = random.below(4) === 0 ? AbortSignal.timeout(random.below(30)) : undefined;
      const request = doing === 'paused' ? session.stream('GET', addressOf(doing)) : session.get(addressOf(doing), { retries: random.below(2), ...(signal === undefined ? {} : { signal }) });
      answers.watch(`CurlSession ${doing}`, request);
    }
    return [session];
  },
};

async function round() {
  const answers = new Answers();
  const inside = [];
  const clients = make[nextKind()](1 + random.below(12), answers, inside);
  await pause(random.below(25));
  const reports = isControl ? await endByHand(clients, answers) : await closeInRandomWays(clients, inside);
  for (let turn = 0; turn < 10 && answers.pending.length > 0; turn += 1) await pause(1);
  totals.rounds += 1;
  totals.clients += clients.length;
  totals.pending += answers.pending.length;
  const remaining = reports.flatMap((report) => report.remaining);
  totals.remaining += remaining.length;
  complaints.push(...answers.pending.map((name) => `pending: ${name}`), ...remaining.map(({ label, error }) => `remaining: ${label}: ${error}`));
}

async function closeInRandomWays(clients, inside) {
  const options = { politeMs: random.below(20), timeoutMs: 10_000, ...(random.below(4) === 0 ? { signal: AbortSignal.timeout(random.below(10)) } : {}) };
  const reports = await closeAll(clients, options);
  if (random.below(3) === 0) reports.push(...(await closeAll(clients)));
  reports.push(...(await Promise.all(inside)));
  return reports;
}

function sample() {
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { atMs: performance.now(), clients: totals.clients, rss, heapUsed, external, descriptors: readdirSync('/proc/self/fd').length };
}

const endMs = performance.now() + Number(durationMs);
let nextSampleMs = performance.now();
/** Several lives side by side, of which the rounds overlap. */
const lives = Array.from({ length: 4 }, async () => {
  while (performance.now() < endMs) await round();
});
while (performance.now() < endMs) {
  nextSampleMs += Number(sampleEveryMs);
  await pause(Math.max(0, Math.min(nextSampleMs, endMs) - performance.now()));
  process.send({ sample: sample(), totals, complaints: complaints.splice(0).slice(0, 10) });
}
await Promise.all(lives);
process.send({ totals, complaints: complaints.splice(0).slice(0, 10), ended: true });
process.disconnect();
