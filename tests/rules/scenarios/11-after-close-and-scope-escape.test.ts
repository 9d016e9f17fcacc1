// Closed twice, used after the close, or carried out of its scope.
import { bad, good, improvable } from '../support/sample.ts';
import { reportedBy, scenario, silent } from '../support/scenario.ts';

scenario(135, 'closed twice, where the class does not allow it', reportedBy('no-use-after-close'), [
  bad('one after the other', `
import { Easy } from 'node-libcurl';

export function probe() {
  const easy = new Easy();
  easy.close();
  easy.close(); // ! no-use-after-close
}
`),
  good('a class that ignores the second close', `
import { Curl } from 'node-libcurl';

export function probe() {
  const curl = new Curl();
  curl.close();
  curl.close();
}
`),
  improvable('closed by hand inside its own scope: the closing disposer bears it, the close is a bare one', `
import { Easy } from 'node-libcurl';
import { closing } from 'safely-close';

export async function probe() {
  await using easy = closing(new Easy());
  easy.close(); // ! prefer-safe-close
}
`),
]);

scenario(137, 'closed, assigned anew, used', silent, [
  good('the use is of the new session', `
import { Easy } from 'node-libcurl';

export function probe(url: string) {
  let easy = new Easy();
  easy.close();
  easy = new Easy();
  try {
    easy.setOpt('URL', url);
    easy.perform();
  } finally {
    easy.close();
  }
}
`),
]);

scenario(139, 'a session is returned from the scope that closes it', reportedBy('no-use-after-close'), [
  bad('by itself', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function open(origin: string) {
  await using client = closing(new Client(origin));
  return client; // ! no-use-after-close
}
`),
  bad('in an object', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function open(origin: string) {
  await using client = closing(new Client(origin));
  return { origin, client }; // ! no-use-after-close
}
`),
]);

scenario(141, 'a request leaves the scope without `await`', reportedBy('no-unsettled-request'), [
  bad('returned', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  await using client = closing(new Client(origin));
  return client.request({ path: '/', method: 'HEAD' }); // ! no-unsettled-request
}
`),
  good('returned after `await`', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  await using client = closing(new Client(origin));
  return await client.request({ path: '/', method: 'HEAD' });
}
`),
]);

scenario(143, 'the field is cleared only after a close that may fail', reportedBy('require-owner-dispose'), [
  bad('a failed close leaves the old session in the field, half closed', `
import { Client } from 'undici';

export class Api {
  #client: Client | undefined = new Client('https://example.com'); // ! require-owner-dispose

  async [Symbol.asyncDispose]() {
    await this.#client?.close();
    this.#client = undefined;
  }
}
`, { rules: ['require-owner-dispose'] }),
  good('taken out first, then closed', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  #client: Client | undefined = new Client('https://example.com');

  async [Symbol.asyncDispose]() {
    const client = this.#client;
    this.#client = undefined;
    await safelyCloseClient(client);
  }
}
`),
  good('safelyCloseClient never throws', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Api {
  #client: Client | undefined = new Client('https://example.com');

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#client);
    this.#client = undefined;
  }
}
`),
]);
