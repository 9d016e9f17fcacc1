// One batch of one cell: opens clients, brings them into a state, closes them in one way, and tells the parent what it saw.
// Whether it then ends by itself is for the parent to see.
// Usage (forked by cleanup.mjs): batch.mjs <method> <state> <count> <urls as JSON>
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import libcurl from 'node-libcurl';
import { closing, safelyCloseClient } from 'safely-close';
import { partOf, states } from './states.mjs';

const { Curl, CurlFeature, CurlHttpVersion, CurlPause, Multi } = libcurl;
const [method, state, count, urls] = process.argv.slice(2);
const urlOf = JSON.parse(urls);

const safely = (options) => async (clients, multi) => {
  const timesMs = await Promise.all(
    clients.map(async (client) => {
      const startMs = performance.now();
      await safelyCloseClient(client, options);
      return performance.now() - startMs;
    }),
  );
  await safelyCloseClient(multi, options);
  return timesMs;
};

/** How the clients are closed, and the Multi where they have one. Each returns the milliseconds that every single one took. */
const methods = {
  bare: closeAllBare,
  async patient(clients, multi) {
    const timesMs = closeAllBare(clients, multi);
    await pause(1_000);
    // The second is part of what this way of closing costs, for each client that is closed so.
    return timesMs.map((timeMs) => timeMs + 1_000);
  },
  safe: safely({}),
  quick: safely({ politeMs: 0 }),
};

function closeAllBare(clients, multi) {
  const timesMs = clients.map((client) => {
    const startMs = performance.now();
    // Curl itself asks the default Multi only, and would throw.
    if (multi !== undefined && client.handle.isInsideMultiHandle) multi.removeHandle(client.handle);
    client.close();
    return performance.now() - startMs;
  });
  multi?.close();
  return timesMs;
}

// What is slow only once, such as loading code, is no part of closing a client. This one asks for nothing.
await methods[method]([new Curl()]);

let settled = 0;
const answers = [];
const flowing = [];
const { connections } = states[state];
const isOurs = method === 'safe' || method === 'quick';
const multi = connections === undefined ? undefined : isOurs ? closing(new Multi()) : new Multi();
multi?.setOpt('MAX_TOTAL_CONNECTIONS', connections);

/** Makes one client and brings it into its state. */
function open(index) {
  const { path, server = 'plain', uploads, pauses, flows } = states[partOf(state, index)];
  const curl = new Curl();
  if (path === undefined) return curl;
  curl.setOpt('URL', urlOf[server] + path);
  trustAll(curl);
  if (server === 'http2') shareConnection(curl);
  if (multi !== undefined) curl.setMulti(multi);
  // A flood of which nothing is kept is one of the server's and libcurl's alone.
  if (path === '/big') curl.enable(CurlFeature.NoDataStorage);
  if (uploads) {
    curl.setOpt('UPLOAD', true);
    curl.setOpt('READFUNCTION', (buffer) => buffer.fill('x').length);
  }
  if (flows) flowing.push(new Promise((resolve) => curl.once('data', resolve)));
  if (pauses) flowing.push(new Promise((resolve) => curl.once('data', () => setImmediate(() => resolve(curl.handle.pause(CurlPause.Recv))))));
  const answer = new Promise((resolve, reject) => curl.on('end', resolve).on('error', reject));
  const note = () => {
    settled += 1;
  };
  answer.then(note, note);
  answers.push(answer);
  curl.perform();
  return curl;
}

/** Without reading the machine's many certificates for each connection, which would take longer than all else. */
function trustAll(curl) {
  curl.setOpt('SSL_VERIFYPEER', false);
  curl.setOpt('CAINFO', null);
}

function shareConnection(curl) {
  curl.setOpt('HTTP_VERSION', CurlHttpVersion.V2Tls);
  curl.setOpt('PIPEWAIT', true);
}

/** A request on the same connection that nobody closes: it must get its answer. */
const bystander = states[state].server === 'http2' ? new Curl() : undefined;
let bystanderStatus;
if (bystander !== undefined) {
  bystander.setOpt('URL', `${urlOf.http2}/bystander`).on('end', (status) => (bystanderStatus = status)).on('error', () => (bystanderStatus = 0));
  trustAll(bystander);
  shareConnection(bystander);
  bystander.perform();
}

const clients = Array.from({ length: Number(count) }, (_, index) => open(index));
// "answered" has had its answer; what flows has begun to; what is silent has at least arrived, which the parent knows.
if (states[state].answers) await Promise.all(answers);
await Promise.all(flowing);
process.send({ ready: true });
await once(process, 'message');

const startMs = performance.now();
const timesMs = await methods[method](clients, multi);
const totalMs = performance.now() - startMs;
// What is about to settle settles, whatever the method.
await pause(50);
process.send({ pending: answers.length - settled, openHandles: clients.filter((client) => client.isOpen).length, timesMs, totalMs, libcurl: Curl.getVersion() });
// The parent has the bystander answered and counts what is open on its side while this process is alive, then lets it run out of work.
await once(process, 'message');
if (bystander !== undefined) {
  for (let look = 0; look < 200 && bystanderStatus === undefined; look += 1) await pause(5);
  bystander.close();
}
process.send({ bystanderHarmed: bystander !== undefined && bystanderStatus !== 200 });
process.disconnect();
