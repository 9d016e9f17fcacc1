// A worker with a flood of a download ends, with or without closing it first.
// Usage: worker-with-download.mjs <close | leave> <exit | terminate> <url>
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

if (isMainThread) {
  const [how, end, url] = process.argv.slice(2);
  const worker = new Worker(new URL(import.meta.url), { workerData: { how, end, url } });
  worker.on('message', async (message) => {
    say(message);
    if (end === 'terminate') await worker.terminate();
  });
  worker.on('exit', () => say('worker ended'));
} else {
  const { how, end, url } = workerData;
  const { Curl } = (await import('node-libcurl')).default;
  const { safelyCloseClient } = await import('safely-close');
  const curl = new Curl();
  curl.setOpt('URL', `${url}/big`);
  const answer = new Promise((resolve, reject) => {
    curl.on('end', resolve);
    curl.on('error', reject);
  });
  answer.catch(() => undefined);
  curl.perform();
  await new Promise((resolve) => curl.once('data', resolve));
  if (how === 'close') parentPort.postMessage((await safelyCloseClient(curl, { politeMs: 5 })).outcome);
  else parentPort.postMessage('left');
  if (end === 'exit') process.exit();
  setInterval(() => undefined, 1_000);
}
