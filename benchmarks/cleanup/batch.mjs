// One batch of one cell: opens clients, brings them into a state, closes them in one way, and tells the parent what it saw.
// Whether it then ends by itself is for the parent to see.
// Usage (forked by cleanup.mjs): batch.mjs <method> <path, or none for no request> <count> <url>
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import libcurl from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

const [method, path, count, url] = process.argv.slice(2);

/** How the clients are closed. Each returns the milliseconds that every single one took. */
const methods = {
  bare: closeAllBare,
  async patient(clients) {
    const timesMs = closeAllBare(clients);
    await pause(1_000);
    // The second is part of what this way of closing costs, for each client that is closed so.
    return timesMs.map((timeMs) => timeMs + 1_000);
  },
  safe: (clients) =>
    Promise.all(
      clients.map(async (client) => {
        const startMs = performance.now();
        await safelyCloseClient(client);
        return performance.now() - startMs;
      }),
    ),
};

function closeAllBare(clients) {
  return clients.map((client) => {
    const startMs = performance.now();
    client.close();
    return performance.now() - startMs;
  });
}

// What is slow only once, such as loading code, is no part of closing a client. This one asks for nothing.
await methods[method]([new libcurl.Curl()]);

let settled = 0;
const flowing = [];
const answers = [];
const clients = Array.from({ length: Number(count) }, () => {
  const curl = new libcurl.Curl();
  if (path === 'none') return curl;
  curl.setOpt('URL', url + path);
  flowing.push(new Promise((resolve) => curl.once('data', resolve)));
  const answer = new Promise((resolve, reject) => curl.on('end', resolve).on('error', reject));
  const note = () => {
    settled += 1;
  };
  answer.then(note, note);
  answers.push(answer);
  curl.perform();
  return curl;
});

// "answered" has had its answer; what flows has begun to; what is silent has at least arrived, which the parent knows.
if (path === '/ok') await Promise.all(answers);
if (path === '/drip' || path === '/big') await Promise.all(flowing);
process.send({ ready: true });
await once(process, 'message');

const startMs = performance.now();
const timesMs = await methods[method](clients);
const totalMs = performance.now() - startMs;
// What is about to settle settles, whatever the method.
await pause(50);
process.send({ pending: answers.length - settled, timesMs, totalMs, libcurl: libcurl.Curl.getVersion() });
// The parent counts sockets while this process is alive, then lets it run out of work.
await once(process, 'message');
process.disconnect();
