// Starts requests of every kind that never end by themselves, ends them in the way that is asked for, and says what became
// of their promises. Whether the process then ends by itself is for the parent to see.
// Usage: requests-in-flight.mjs <library> <path> <how> <url>
import { safelyCloseClient, closeAll, closing, isSessionClosed } from 'safely-close';

const [library, path, how, url] = process.argv.slice(2);
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

const requestCount = 3;
const states = [];
const watch = (promise) => {
  const index = states.push('pending') - 1;
  promise.then(
    () => (states[index] = 'fulfilled'),
    (error) => (states[index] = isSessionClosed(error) ? 'session closed' : `rejected: ${error.code ?? error.message}`),
  );
};

/** Starts the requests and returns the clients that are to be closed. */
const start = {
  async Curl() {
    const { Curl } = (await import('node-libcurl')).default;
    return Array.from({ length: requestCount }, () => {
      const curl = new Curl();
      curl.setOpt('URL', url + path);
      watch(
        new Promise((resolve, reject) => {
          curl.on('end', resolve);
          curl.on('error', reject);
        }),
      );
      curl.perform();
      return curl;
    });
  },
  async 'Curl in its Multi'() {
    const { Curl, Multi } = (await import('node-libcurl')).default;
    const multi = closing(new Multi());
    const curls = Array.from({ length: requestCount }, () => {
      const curl = new Curl();
      curl.setMulti(multi);
      curl.setOpt('URL', url + path);
      watch(
        new Promise((resolve, reject) => {
          curl.on('end', resolve);
          curl.on('error', reject);
        }),
      );
      curl.perform();
      return curl;
    });
    return [multi, ...curls];
  },
  async Multi() {
    const { Easy, Multi } = (await import('node-libcurl')).default;
    const multi = closing(new Multi());
    const easies = Array.from({ length: requestCount }, () => {
      const easy = new Easy();
      easy.setOpt('URL', url + path);
      easy.setOpt('WRITEFUNCTION', (chunk, size, count) => size * count);
      watch(multi.perform(easy));
      return easy;
    });
    return [multi, ...easies];
  },
  async undici() {
    const { Agent } = await import('undici');
    const agent = new Agent();
    for (let index = 0; index < requestCount; index += 1) watch(agent.request({ origin: url, path, method: 'GET' }).then(({ body }) => body.text()));
    return [agent];
  },
  async 'http.Agent'() {
    const { Agent, get } = await import('node:http');
    const agent = new Agent({ keepAlive: true });
    for (let index = 0; index < requestCount; index += 1) {
      watch(
        new Promise((resolve, reject) => {
          get(url + path, { agent }, (response) => response.on('end', resolve).on('error', reject).resume()).on('error', reject);
        }),
      );
    }
    return [agent];
  },
};

/** What is done to the clients. */
const end = {
  async 'bare close'(clients) {
    for (const client of clients) {
      try {
        (client.close ?? client.destroy).call(client);
      } catch (error) {
        say({ threw: error.message });
      }
    }
  },
  async safelyCloseClient(clients) {
    for (const client of clients) await safelyCloseClient(client, { politeMs: 10 });
  },
  async closeAll(clients) {
    const reports = await closeAll(clients, { politeMs: 10 });
    say({ outcomes: reports.map((report) => report.outcome) });
  },
  async nothing() {},
};

const clients = await start[library]();
await new Promise((resolve) => setTimeout(resolve, 50));
await end[how](clients);
await new Promise((resolve) => setTimeout(resolve, 20));
say({ states });
// The parent counts what is open on the server's side and lets us go on by closing nothing: we simply run out of work.
