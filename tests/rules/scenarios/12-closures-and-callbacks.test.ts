// Closures, callbacks, promises, events.
import { bad, good, improvable } from '../support/sample.ts';
import { reportedBy, scenario, silent } from '../support/scenario.ts';

scenario(145, 'a closure that closes is called', silent, [
  good('in `finally`', `
import { Easy } from 'node-libcurl';

export function status(url: string) {
  const easy = new Easy();
  const finish = () => {
    easy.close();
  };
  try {
    easy.setOpt('URL', url);
    easy.perform();
  } finally {
    finish();
  }
}
`),
  bad('or never called', `
import { Easy } from 'node-libcurl';

export function status(url: string) {
  const easy = new Easy(); // ! require-safe-close
  const finish = () => {
    easy.close();
  };
  easy.setOpt('URL', url);
  console.log(typeof finish);
}
`),
]);

scenario(147, 'a callback that is given away closes unconditionally', silent, [
  bad('an event of something else: enough for recommended, no proof for strict', `
import type { EventEmitter } from 'node:events';
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function whileOpen(door: EventEmitter, origin: string) {
  const client = new Client(origin); // !strict require-safe-close
  door.once('shut', () => {
    void safelyCloseClient(client);
  });
}
`),
  good('a timer', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function briefly(origin: string) {
  const client = new Client(origin);
  setTimeout(() => {
    void safelyCloseClient(client);
  }, 100);
}
`, { modes: ['recommended'] }),
  good('a signal of the process', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function untilStopped(origin: string) {
  const client = new Client(origin);
  process.once('SIGTERM', () => {
    void safelyCloseClient(client);
  });
}
`),
  improvable('a bare close in such a callback', `
import { Easy } from 'node-libcurl';

export function briefly() {
  const easy = new Easy();
  setImmediate(() => {
    easy.close(); // ! prefer-safe-close
  });
}
`, { modes: ['recommended'] }),
]);

scenario(149, 'both ends of a promise chain close', silent, [
  good('`finally`', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function status(origin: string) {
  const client = new Client(origin);
  return client
    .request({ path: '/', method: 'HEAD' })
    .then((answer) => answer.statusCode)
    .finally(() => safelyCloseClient(client));
}
`, { modes: ['recommended'] }),
  good('`then` with two callbacks', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function warmUp(origin: string) {
  const client = new Client(origin);
  return client.request({ path: '/', method: 'HEAD' }).then(
    () => safelyCloseClient(client),
    () => safelyCloseClient(client),
  );
}
`, { modes: ['recommended'] }),
  good('`then` and `catch`', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function warmUp(origin: string) {
  const client = new Client(origin);
  return client
    .request({ path: '/', method: 'HEAD' })
    .then(() => safelyCloseClient(client))
    .catch(() => safelyCloseClient(client));
}
`, { modes: ['recommended'] }),
  bad('only `then`', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function warmUp(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  return client.request({ path: '/', method: 'HEAD' }).then(() => safelyCloseClient(client));
}
`),
  bad('only `catch`', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function warmUp(origin: string) {
  const client = new Client(origin); // ! require-safe-close
  return client.request({ path: '/', method: 'HEAD' }).catch(() => safelyCloseClient(client));
}
`),
]);

scenario(151, 'a callback that merely uses the session', reportedBy('require-safe-close'), [
  bad('given to a timer', `
import { Easy } from 'node-libcurl';

export function later(url: string) {
  const easy = new Easy(); // ! require-safe-close
  setImmediate(() => {
    easy.setOpt('URL', url);
  });
}
`),
  bad('given to an emitter', `
import type { EventEmitter } from 'node:events';
import { Client } from 'undici';

export function onDemand(bell: EventEmitter, origin: string) {
  const client = new Client(origin); // ! require-safe-close
  bell.on('ring', () => client.request({ path: '/', method: 'POST' }));
}
`),
]);

scenario(153, 'a closure that closes is stored in a field', silent, [
  good('for a later cleanup', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Watcher {
  #cleanup: (() => Promise<unknown>) | undefined;

  watch(origin: string) {
    const client = new Client(origin);
    this.#cleanup = () => safelyCloseClient(client);
  }

  async stop() {
    await this.#cleanup?.();
  }
}
`, { modes: ['recommended'] }),
  good('or returned', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export function watch(origin: string) {
  const client = new Client(origin);
  return () => safelyCloseClient(client);
}
`),
]);

scenario(155, 'a local function opens into an outer variable at each call', reportedBy('require-safe-close'), [
  bad('the first session is overwritten by the second call', `
import { Easy } from 'node-libcurl';

export function twice() {
  let easy: Easy | undefined;
  const open = () => {
    easy = new Easy(); // ! require-safe-close
  };
  open();
  open();
  easy?.close();
}
`),
]);

scenario(157, 'a factory is passed by reference to somebody who drops what it returns', reportedBy('require-safe-close'), [
  bad('a function of this file given to forEach', `
import { connect } from 'node:http2';

const open = (origin: string) => connect(origin);

export function warmUp(origins: readonly string[]) {
  origins.forEach(open); // ! require-safe-close
}
`),
  bad('a closure given to forEach', `
import { connect } from 'node:http2';

export function warmUp(origins: readonly string[]) {
  origins.forEach((origin) => connect(origin)); // ! require-safe-close
}
`),
]);
