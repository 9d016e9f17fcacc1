// Sessions that a scope owns: try and finally, nested, with catch, with work after them, returned and thrown through.
import { once } from 'node:events';
import { connect } from 'node:http2';
import { Easy, Multi } from 'node-libcurl';
import { Client } from 'undici';

const [, , origin, http2Origin] = process.argv;
const say = (...words) => console.log(JSON.stringify(words));

async function nested(path) {
  const multi = new Multi();
  try {
    const easy = new Easy();
    try {
      let text = '';
      easy.setOpt('URL', origin + path);
      easy.setOpt('WRITEFUNCTION', (data, size, count) => {
        text += data.toString();
        return size * count;
      });
      await multi.perform(easy).finally(() => multi.removeHandle(easy));
      return [easy.getInfo('RESPONSE_CODE').data, text];
    } finally {
      easy.close();
    }
  } finally {
    multi.close();
  }
}

async function withCatch(path) {
  const client = new Client(origin);
  try {
    const { statusCode, body } = await client.request({ method: 'GET', path });
    return [statusCode, await body.text()];
  } catch (error) {
    return ['caught', error.code];
  } finally {
    await client.close();
  }
}

async function workAfter(path) {
  const parts = [];
  const client = new Client(origin);
  try {
    const { body } = await client.request({ method: 'GET', path });
    parts.push(await body.text());
  } finally {
    await client.close();
  }
  say('after', parts);
  return parts.length;
}

async function neverClosed(path) {
  const client = new Client(origin);
  const { statusCode, body } = await client.request({ method: 'GET', path });
  if (statusCode !== 200) throw new Error(`status ${statusCode}`);
  return body.json();
}

async function thrownThrough(path) {
  const easy = new Easy();
  easy.setOpt('URL', origin + path);
  easy.setOpt('NOBODY', true);
  if (path === '/json') throw new TypeError('not this one');
  easy.close();
  return path;
}

function chained(path) {
  const client = new Client(origin);
  return client
    .request({ method: 'GET', path })
    .then(({ body }) => body.text())
    .finally(() => client.close());
}

async function stream(path) {
  const session = connect(http2Origin);
  const request = session.request({ ':path': path });
  const [headers] = await once(request, 'response');
  if (headers[':status'] !== 200) return undefined;
  let text = '';
  for await (const chunk of request) text += String(chunk);
  session.close();
  return text;
}

for (const [name, run] of Object.entries({ nested, withCatch, workAfter, neverClosed, thrownThrough, chained, stream })) {
  for (const path of ['/text', '/json', '/missing', '/drop']) {
    if (name === 'stream' && path === '/drop') continue;
    await run(path).then(
      (value) => say(name, path, 'gives', value ?? null),
      (error) => say(name, path, 'fails', error.message, error.code ?? null),
    );
  }
}
say('done');
