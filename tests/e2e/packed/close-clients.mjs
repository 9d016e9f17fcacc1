// Closes one client of each kind in mid-request, against servers that never answer, and says what came of it. Ends by itself.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import { isSessionClosed, safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

const silent = createServer(() => {}).listen(0, '127.0.0.1');
const silentHttp2 = createHttp2Server()
  .on('stream', (stream) => stream.on('error', () => {})) // a client that goes away in mid-request is no error here
  .listen(0, '127.0.0.1');
await Promise.all([once(silent, 'listening'), once(silentHttp2, 'listening')]);
const origin = `http://127.0.0.1:${silent.address().port}`;

const outcomes = {};

/** Closes `client` while `waiting` is pending. */
async function close(name, client, waiting) {
  const heard = waiting.then(
    () => 'an answer',
    (error) => (isSessionClosed(error) ? 'that the session was closed' : String(error)),
  );
  const { outcome, remaining } = await safelyCloseClient(client);
  outcomes[name] = { outcome, remaining: remaining.length, heard: await heard };
}

const client = new Client(origin);
await close('undici', client, client.request({ path: '/', method: 'GET' }));

const session = connect(`http://127.0.0.1:${silentHttp2.address().port}`);
const stream = session.request({ ':path': '/' });
await once(silentHttp2, 'stream');
await close('http2', session, once(stream, 'response'));

if (process.argv.includes('--libcurl')) {
  const { Curl } = await import('node-libcurl');
  const curl = new Curl();
  curl.setOpt('URL', origin);
  const ended = once(curl, 'end');
  curl.perform();
  await close('node-libcurl', curl, ended);
}

const visitor = fetch(origin);
await once(silent, 'request');
await close('http server', silent, visitor);
await safelyCloseClient(silentHttp2);

console.log(JSON.stringify(outcomes));
