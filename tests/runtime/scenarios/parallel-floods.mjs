// Closes several downloads at once that arrive as fast as they can, and says how much of them still arrived after the
// polite phase should have been over.
// Usage: parallel-floods.mjs <library> <how many> <url>
import { closeAll, closing, isSessionClosed } from 'safely-close';

const politeMs = 50;
const [library, count, url] = process.argv.slice(2);
const { Curl, CurlFeature, Easy, Multi } = (await import('node-libcurl')).default;

let flowing = 0;
let closedAtMs = Number.POSITIVE_INFINITY;
let lateBytes = 0;
let settled = 0;
const arrived = new Promise((resolve) => {
  setInterval(() => flowing >= Number(count) && resolve(), 1).unref();
});
const receive = (bytes) => {
  if (performance.now() > closedAtMs + politeMs) lateBytes += bytes;
};
const countSettled = (error) => {
  if (isSessionClosed(error)) settled += 1;
};

/** Starts the downloads and returns the clients that are to be closed. */
const start = {
  Curl: () =>
    Array.from({ length: Number(count) }, () => {
      const curl = new Curl();
      curl.enable(CurlFeature.NoDataStorage);
      curl.setOpt('URL', url);
      curl.once('data', () => (flowing += 1));
      curl.on('data', (piece) => receive(piece.length)).on('error', countSettled);
      curl.perform();
      return curl;
    }),
  Multi: () => {
    const multi = closing(new Multi());
    for (let index = 0; index < Number(count); index += 1) {
      const easy = new Easy();
      let isFirst = true;
      easy.setOpt('URL', url);
      easy.setOpt('WRITEFUNCTION', (piece, size, length) => {
        if (isFirst) flowing += 1;
        isFirst = false;
        receive(size * length);
        return size * length;
      });
      multi.perform(easy).catch(countSettled);
    }
    return [multi];
  },
};

const clients = start[library]();
await arrived;
closedAtMs = performance.now();
const reports = await closeAll(clients, { politeMs });
await new Promise((resolve) => setTimeout(resolve, 20));
process.stdout.write(`${JSON.stringify({ outcomes: [...new Set(reports.map((report) => report.outcome))], settled, lateMegabytes: Math.round(lateBytes / 1e6), durationMs: Math.round(performance.now() - closedAtMs) })}\n`);
