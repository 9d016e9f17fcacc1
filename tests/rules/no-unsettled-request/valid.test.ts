// Requests that are over when their session closes, or whose session lives on.
import { describe } from 'vitest';
import { checkAll, good } from '../support/sample.ts';

const scoped = (statements: string): string => `
import { closing } from 'safely-close';
import { Client } from 'undici';
import { load } from './load.js';

export async function status(origin: string) {
  await using client = closing(new Client(origin));
  console.log(typeof load);
  ${statements}
}
`;

describe('silent', () => {
  checkAll([
    good('return await', scoped("return await client.request({ path: '/', method: 'HEAD' });")),
    good('awaited as a statement', scoped("await client.request({ path: '/', method: 'POST' });")),
    good('kept and awaited before the scope ends', scoped("const answer = client.request({ path: '/', method: 'HEAD' });\n  console.log('waiting');\n  return (await answer).statusCode;")),
    good('all of them awaited together', scoped("return await Promise.all([client.request({ path: '/', method: 'HEAD' }), client.request({ path: '/2', method: 'HEAD' })]);")),
    good('collected by the callback of a forEach', scoped("const answers: Promise<unknown>[] = [];\n  ['/a', '/b'].forEach((path) => { answers.push(client.request({ path, method: 'HEAD' })); });\n  await Promise.all(answers);")),
    good('a promise that does not come from the session', scoped("await client.request({ path: '/', method: 'HEAD' });\n  return load(origin);")),
    good('the text of an answer that has arrived', scoped("const { body } = await client.request({ path: '/', method: 'GET' });\n  return await body.text();")),
    good('a borrowed session is not closed here', `
import type { Client } from 'undici';

export async function status(client: Client) {
  return client.request({ path: '/', method: 'HEAD' });
}
`),
    good('a session that is handed on lives longer', `
import { Client } from 'undici';

export function open(origin: string) {
  const client = new Client(origin);
  return { client, first: client.request({ path: '/', method: 'HEAD' }) };
}
`, { rules: ['no-unsettled-request'] }),
    good('an Easy performs before it returns', `
import { Easy } from 'node-libcurl';

export function status(url: string) {
  const easy = new Easy();
  try {
    easy.setOpt('URL', url);
    easy.perform();
    return easy.getInfo('RESPONSE_CODE');
  } finally {
    easy.close();
  }
}
`),
    good('a Curl whose end is awaited', `
import { Curl } from 'node-libcurl';
import { closing } from 'safely-close';

export async function get(url: string) {
  await using curl = closing(new Curl());
  curl.setOpt('URL', url);
  return await new Promise((resolve, reject) => {
    curl.on('end', (_status, body) => resolve(body));
    curl.on('error', reject);
    curl.perform();
  });
}
`),
    good('a Curl whose end is awaited through `once`', `
import { once } from 'node:events';
import { Curl } from 'node-libcurl';
import { closing } from 'safely-close';

export async function get(url: string) {
  await using curl = closing(new Curl());
  curl.setOpt('URL', url);
  curl.perform();
  const [status] = await once(curl, 'end');
  return status;
}
`),
    good('a stream of the session that is read to its end', `
import { connect } from 'node:http2';
import { closing } from 'safely-close';

export async function read(origin: string) {
  await using session = closing(connect(origin));
  const stream = session.request({ ':path': '/' });
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
`),
    good('closed in the handlers that end the transfer', `
import { Curl } from 'node-libcurl';
import { safelyCloseClient } from 'safely-close';

export function fire(url: string) {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', () => void safelyCloseClient(curl));
  curl.on('error', () => void safelyCloseClient(curl));
  curl.perform();
}
`, { modes: ['recommended'] }),
    good('a chain that ends in the close', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function status(origin: string) {
  const client = new Client(origin);
  return client.request({ path: '/', method: 'HEAD' }).finally(() => safelyCloseClient(client));
}
`, { modes: ['recommended'] }),
  ]);
});
