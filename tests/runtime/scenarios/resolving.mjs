// Closes a client whose host's name is being looked up for SLOW_LOOKUP_MS, and says how long the event loop stood still.
// Usage: resolving.mjs <Curl | Easy | Multi | CurlSession | aborted> <url> <timeoutMs>
import libcurl from 'node-libcurl';
import { closing, isSessionClosed, openSessions, safelyCloseClient } from 'safely-close';
import { CurlSession } from 'safely-close/curl';

const { Curl, Easy, Multi } = libcurl;
const [kind, url, timeoutMs] = process.argv.slice(2);

let lastLook = performance.now();
let longestGapMs = 0;
const timer = setInterval(() => {
  longestGapMs = Math.max(longestGapMs, performance.now() - lastLook);
  lastLook = performance.now();
}, 5);

const multi = closing(new Multi());
let client;
let answer;
if (kind === 'Curl') {
  client = new Curl();
  client.setOpt('URL', url);
  answer = new Promise((resolve, reject) => {
    client.on('end', resolve);
    client.on('error', reject);
  });
  client.perform();
} else if (kind === 'CurlSession' || kind === 'aborted') {
  client = new CurlSession();
  const stop = new AbortController();
  answer = client.get(url, { signal: stop.signal });
  if (kind === 'aborted') {
    await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort(new Error('changed my mind'));
  }
} else {
  const easy = new Easy();
  easy.setOpt('URL', url);
  easy.setOpt('WRITEFUNCTION', (chunk, size, count) => size * count);
  answer = multi.perform(easy);
  client = kind === 'Easy' ? easy : multi;
}
const startedAt = performance.now();
let settledAfterMs;
let settledWith;
answer.then(
  () => (settledWith = 'an answer'),
  (error) => {
    settledAfterMs = Math.round(performance.now() - startedAt);
    settledWith = isSessionClosed(error) ? 'session closed' : String(error);
  },
);

const isOpen = () => {
  if (client instanceof CurlSession) return openSessions().some((open) => open.client === client);
  if (client !== multi) return client.isOpen;
  try {
    multi.getCount();
    return true;
  } catch {
    return false;
  }
};
const report = await safelyCloseClient(client, { politeMs: 10, timeoutMs: Number(timeoutMs) });
const openAtReport = isOpen();
while (isOpen()) await new Promise((resolve) => setTimeout(resolve, 20));
await new Promise((resolve) => setTimeout(resolve, 50));
clearInterval(timer);
process.stdout.write(
  `${JSON.stringify({ outcome: report.outcome, why: report.remaining.at(-1)?.error?.code, settled: report.settled, settledWith, settledAfterMs, longestGapMs: Math.round(longestGapMs), openAtReport })}\n`,
);
