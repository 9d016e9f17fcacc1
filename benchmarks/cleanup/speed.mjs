// How long many clients take to close at once, in each of several ways that take turns in one warm process.
// Usage (forked by cleanup.mjs): speed.mjs <idle or silent> <count> <rounds> <url>
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import libcurl from 'node-libcurl';
import { closeAll, safelyCloseClient } from 'safely-close';
import { CurlSession } from 'safely-close/curl';

const { Curl, CurlPause } = libcurl;
const [state, count, rounds, url] = process.argv.slice(2);
let pending = 0;

const open = () =>
  Array.from({ length: Number(count) }, () => {
    const curl = new Curl();
    if (state === 'idle') return curl;
    pending += 1;
    const end = () => {
      pending -= 1;
    };
    curl.setOpt('URL', url);
    curl.on('end', end).on('error', end);
    return curl.perform();
  });

/** Each opens what it closes, and returns what closes it. */
const ways = {
  bare() {
    const clients = open();
    return () => {
      for (const client of clients) client.close();
      pending = 0;
    };
  },
  ...(state === 'idle' ? {} : { byHand }),
  safe() {
    const clients = open();
    return () => Promise.all(clients.map((client) => safelyCloseClient(client, { politeMs: 0, timeoutMs: 30_000 })));
  },
  together() {
    const clients = open();
    return () => closeAll(clients, { politeMs: 0, timeoutMs: 30_000 });
  },
  ...(state === 'idle' ? {} : { session }),
};

/** The least that settles the promises as well: an error thrown by each transfer's progress function, then close(). */
function byHand() {
  const clients = open();
  return async () => {
    for (const { handle } of clients) {
      const reason = new Error('closed');
      handle.setOpt('WRITEFUNCTION', (_piece, size, length) => size * length);
      handle.setOpt('XFERINFOFUNCTION', () => {
        throw reason;
      });
      handle.setOpt('NOPROGRESS', false);
      handle.pause(CurlPause.Send);
      handle.pause(CurlPause.Cont);
    }
    while (pending > 0) await new Promise((resolve) => setImmediate(resolve));
    for (const client of clients) client.close();
  };
}

function session() {
  const opened = new CurlSession();
  for (let index = 0; index < Number(count); index += 1) {
    pending += 1;
    opened.get(url, { timeoutMs: 0 }).catch(() => (pending -= 1));
  }
  return () => opened.close({ politeMs: 0, timeoutMs: 30_000 });
}

const timesMs = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
for (let round = 0; round <= Number(rounds); round += 1) {
  for (const [way, prepare] of Object.entries(ways)) {
    const close = prepare();
    if (state !== 'idle') {
      process.send({ expects: Number(count) });
      await once(process, 'message');
    }
    // Only what is young: a full collection also throws away the compiled code of classes of which no object lives at that moment.
    globalThis.gc?.({ type: 'minor' });
    const startMs = performance.now();
    await close();
    // The first round warms up.
    if (round > 0) timesMs[way].push(performance.now() - startMs);
    await pause(state === 'idle' ? 0 : 100);
    if (pending !== 0) throw new Error(`${way} left ${pending} promises pending.`);
  }
}
process.send({ timesMs });
process.disconnect();
