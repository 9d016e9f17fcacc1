// Gives up a request of an http2 session before the session is connected. Nobody listens for errors of either: one that is
// thrown into the room ends the process, which is for the parent to see.
// Usage: http2-aborted-while-connecting.mjs <url> <before | after the next turn> <whose errors are listened to: neither | the session | the stream>
import { once } from 'node:events';
import { connect } from 'node:http2';
import { closing, isSessionClosed } from 'safely-close';

const [url, when, listened] = process.argv.slice(2);
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const heard = [];
const hear = (error) => heard.push(isSessionClosed(error) ? 'session closed' : (error.code ?? error.message));

const controller = new AbortController();
if (when === 'before') controller.abort();
else setImmediate(() => controller.abort());
try {
  await using session = closing(connect(url));
  if (listened === 'the session') session.on('error', hear);
  const stream = session.request({ ':path': '/never' });
  if (listened === 'the stream') stream.on('error', hear);
  await once(stream, 'response', { signal: controller.signal });
} catch (error) {
  say({ body: error.name, heard });
}
