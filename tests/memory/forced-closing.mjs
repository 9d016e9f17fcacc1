// Closes clients of node-libcurl by force in every state, in a process that a memory checker watches: few of each, since everything
// takes fifty times as long there.
// Usage: forced-closing.mjs <url>
import libcurl from 'node-libcurl';
import { closeAll, closing, safelyCloseClient } from 'safely-close';
import { CurlSession } from 'safely-close/curl';

const { Curl, CurlFeature, CurlPause, CurlShareLock, CurlShareOption, Easy, Multi, Share } = libcurl;
const url = process.argv[2];
/** From the gentlest to the one that leaves no time at all. */
const haste = [{ politeMs: 0, timeoutMs: 120_000 }, { politeMs: 50, timeoutMs: 120_000 }, { timeoutMs: 0, passes: 0 }];

let pending = 0;
const watch = (promise) => {
  pending += 1;
  const end = () => {
    pending -= 1;
  };
  promise.then(end, end);
};

/** A request by Curl that something is done to before it starts. */
function request(path, prepare = () => undefined) {
  const curl = new Curl();
  curl.setOpt('URL', url + path);
  prepare(curl);
  watch(new Promise((resolve, reject) => curl.on('end', resolve).on('error', reject)));
  return curl.perform();
}

const uploads = (curl) => {
  curl.setOpt('UPLOAD', true);
  curl.setOpt('READFUNCTION', (buffer) => buffer.fill('x').length);
};

const situations = {
  idle: () => [new Curl(), new Easy(), closing(new Multi()), new Share()],
  'in flight': () => ['/never', '/drip', '/big', '/headers-only', '/reset', '/half-close', '/ok'].map((path) => request(path)),
  uploading: () => [request('/swallow', uploads)],
  paused: () => [request('/drip', (curl) => curl.once('data', () => setImmediate(() => curl.isOpen && curl.handle.pause(CurlPause.Recv))))],
  streaming: () => [request('/big', (curl) => curl.enable(CurlFeature.StreamResponse).on('stream', (stream) => stream.on('error', () => undefined)))],
  'in a callback': () => [request('/drip', (curl) => curl.once('data', () => void safelyCloseClient(curl, { politeMs: 0 })))],
  'in a Multi': () => {
    const multi = closing(new Multi());
    const easies = ['/never', '/drip', '/big'].map((path) => {
      const easy = new Easy();
      easy.setOpt('URL', url + path);
      easy.setOpt('WRITEFUNCTION', (_piece, size, count) => size * count);
      watch(multi.perform(easy));
      return easy;
    });
    return [multi, ...easies];
  },
  'in a Multi that is closed under them': () => {
    const multi = new Multi();
    const curls = ['/never', '/drip'].map((path) => request(path, (curl) => curl.setMulti(multi)));
    setTimeout(() => multi.close(), 200);
    return curls;
  },
  sharing: () => {
    const share = new Share();
    share.setOpt(CurlShareOption.SHARE, CurlShareLock.DataCookie);
    return [share, request('/never', (curl) => curl.setOpt('SHARE', share))];
  },
  'in a session': () => {
    const session = new CurlSession({ baseUrl: url, maxConnections: 2 });
    for (const path of ['/never', '/drip', '/big', '/ok']) watch(session.get(path));
    return [session];
  },
};

let remaining = 0;
for (const times of haste) {
  for (const [name, open] of Object.entries(situations)) {
    const clients = open();
    await new Promise((resolve) => setTimeout(resolve, 400));
    const reports = await closeAll(clients, times);
    // What had no time at all gets some now: it must still be sound.
    const again = await closeAll(clients, haste[0]);
    remaining += again.filter(({ outcome }) => outcome === 'remaining').length;
    process.stdout.write(`${JSON.stringify({ name, times, outcomes: reports.map(({ outcome }) => outcome) })}\n`);
    globalThis.gc?.();
  }
}
for (let turn = 0; turn < 50 && pending > 0; turn += 1) await new Promise((resolve) => setTimeout(resolve, 100));
process.stdout.write(`${JSON.stringify({ pending, remaining })}\n`);
