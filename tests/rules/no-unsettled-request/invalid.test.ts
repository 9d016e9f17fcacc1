// Requests that are still under way when their session closes.
import { describe } from 'vitest';
import { bad, checkAll } from '../support/sample.ts';

const scoped = (statements: string): string => `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string, wanted: boolean) {
  await using client = closing(new Client(origin));
  console.log(wanted);
  ${statements}
}
`;

describe('reported at the request', () => {
  checkAll([
    bad('returned without `await` from an `await using` scope', scoped("return client.request({ path: '/', method: 'HEAD' }); // ! no-unsettled-request")),
    bad('returned as one arm of a conditional expression', scoped("return wanted ? client.request({ path: '/', method: 'HEAD' }) : null; // ! no-unsettled-request")),
    bad('returned with a `then`', scoped("return client.request({ path: '/', method: 'HEAD' }).then((answer) => answer.statusCode); // ! no-unsettled-request")),
    bad('returned through a variable', scoped("const answer = client.request({ path: '/', method: 'HEAD' }); // ! no-unsettled-request\n  return answer;")),
    bad('returned in a list, through a variable', scoped("const answer = client.request({ path: '/', method: 'HEAD' }); // ! no-unsettled-request\n  return [answer];")),
    bad('returned in an object, through a variable', scoped("const answer = client.request({ path: '/', method: 'HEAD' }); // ! no-unsettled-request\n  return { answer };")),
    bad('left floating as a statement', scoped("client.request({ path: '/', method: 'POST' }); // ! no-unsettled-request")),
    bad('left floating with `void`', scoped("void client.request({ path: '/', method: 'POST' }); // ! no-unsettled-request")),
    bad('left floating with a handler for its error', scoped("client.request({ path: '/', method: 'POST' }).catch(console.error); // ! no-unsettled-request")),
    bad('kept in a variable that is awaited on one path only', scoped("const answer = client.request({ path: '/', method: 'HEAD' }); // ! no-unsettled-request\n  if (wanted) await answer;")),
    bad('started by the callback of a forEach', scoped("['/a', '/b'].forEach((path) => { void client.request({ path, method: 'POST' }); }); // ! no-unsettled-request")),
    bad('given back to a forEach, which drops it', scoped("['/a', '/b'].forEach((path) => client.request({ path, method: 'POST' })); // ! no-unsettled-request")),
    bad('awaited in a callback that forEach does not wait for', scoped("['/a', '/b'].forEach(async (path) => { await client.request({ path, method: 'POST' }); }); // ! no-unsettled-request")),
    bad('Promise.all returned without `await`', scoped("return Promise.all([client.request({ path: '/', method: 'HEAD' })]); // ! no-unsettled-request")),
    bad('in an object', scoped("return { answer: client.request({ path: '/', method: 'HEAD' }) }; // ! no-unsettled-request")),
    bad('a `try` whose `finally` closes is a scope too', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  let client: Client | undefined;
  try {
    client = new Client(origin);
    return client.request({ path: '/', method: 'HEAD' }); // ! no-unsettled-request
  } finally {
    await safelyCloseClient(client);
  }
}
`),
    bad('that the close is a polite one, which would wait, changes nothing', `
import { Client } from 'undici';

export async function status(origin: string) {
  let client: Client | undefined;
  try {
    client = new Client(origin);
    return client.request({ path: '/', method: 'HEAD' }); // ! no-unsettled-request
  } finally {
    await client?.close(); // ! prefer-safe-close
  }
}
`),
    bad('a transfer of a Multi', `
import { Easy, Multi } from 'node-libcurl';
import { closing } from 'safely-close';

export async function fetchWith(easy: Easy) {
  await using multi = closing(new Multi());
  return multi.perform(easy); // ! no-unsettled-request
}
`),
    bad('reading a file that its scope closes', `
import { open } from 'node:fs/promises';
import { closing } from 'safely-close';

export async function text(path: string) {
  await using file = closing(await open(path));
  return file.readFile('utf8'); // ! no-unsettled-request
}
`),
    bad('a Curl that is closed right after perform (its end is told by events; the choice of these tests)', `
import { Curl } from 'node-libcurl';
import { closing } from 'safely-close';

export async function fire(url: string) {
  await using curl = closing(new Curl());
  curl.setOpt('URL', url);
  curl.perform(); // ! no-unsettled-request
}
`),
  ]);
});
