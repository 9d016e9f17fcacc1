// A variable gets another value while its session is open.
import { bad, good } from '../support/sample.ts';
import { reportedBy, scenario, silent } from '../support/scenario.ts';

scenario(45, 'opened twice into one variable, closed once', reportedBy('require-safe-close'), [
  bad('the first session leaks, the second is closed', `
import { Easy } from 'node-libcurl';

export function twice() {
  let easy = new Easy(); // ! require-safe-close
  easy = new Easy();
  easy.close();
}
`),
  bad('setting the variable to null closes nothing', `
import { Easy } from 'node-libcurl';

export function once() {
  let easy: Easy | null = new Easy(); // ! require-safe-close
  console.log(easy);
  easy = null;
}
`),
]);

scenario(47, 'closed, assigned anew, closed again', silent, [
  good('two sessions one after the other', `
import { Easy } from 'node-libcurl';

export function twice() {
  let easy = new Easy();
  easy.close();
  easy = new Easy();
  easy.close();
}
`),
]);

scenario(49, 'assigned to itself, or wrapped on a condition', silent, [
  good('a conditional that gives the same session either way', `
import { Easy } from 'node-libcurl';

export function same(ready: boolean) {
  let easy = new Easy();
  easy = ready ? easy : easy;
  easy.close();
}
`),
  good('a catalogued wrapper that closes what it wraps', `
import { safelyCloseClient } from 'safely-close';
import { Client, RetryAgent } from 'undici';
import type { Dispatcher } from 'undici';

export async function status(origin: string, retry: boolean) {
  let dispatcher: Dispatcher = new Client(origin);
  try {
    dispatcher = retry ? new RetryAgent(dispatcher) : dispatcher;
    return (await dispatcher.request({ origin, path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await safelyCloseClient(dispatcher);
  }
}
`),
]);

scenario(51, 'a local assigned by `??=` that nobody closes', reportedBy('require-safe-close'), [
  bad('never closed', `
import { Easy } from 'node-libcurl';

export function lazily(url: string) {
  let easy: Easy | undefined;
  easy ??= new Easy(); // ! require-safe-close
  easy.setOpt('URL', url);
}
`),
  bad('the logical or', `
import { Easy } from 'node-libcurl';

export function lazily(url: string, given?: Easy) {
  let easy = given;
  easy ||= new Easy(); // ! require-safe-close
  easy.setOpt('URL', url);
}
`),
  good('closed in `finally`', `
import { Easy } from 'node-libcurl';

export function lazily(url: string) {
  let easy: Easy | undefined;
  try {
    easy ??= new Easy();
    easy.setOpt('URL', url);
    easy.perform();
  } finally {
    easy?.close();
  }
}
`),
]);

scenario(53, 'an exchange returns the old session, which its caller closes', silent, [
  good('a private swap', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export class Connection {
  #client = new Client('https://example.com');

  #exchange(next: Client): Client {
    const previous = this.#client;
    this.#client = next;
    return previous;
  }

  async moveTo(origin: string) {
    await safelyCloseClient(this.#exchange(new Client(origin)));
  }

  async [Symbol.asyncDispose]() {
    await safelyCloseClient(this.#client);
  }
}
`),
]);
