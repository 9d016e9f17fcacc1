// Containers and disposable stacks.
import { bad, good } from '../support/sample.ts';
import { reportedBy, scenario, silent } from '../support/scenario.ts';

scenario(115, 'put on a stack or into a set that is itself disposed', silent, [
  good('stack.use', `
import { closing } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  await using stack = new AsyncDisposableStack();
  const client = stack.use(closing(new Client(origin)));
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
}
`),
  good('stack.adopt', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  await using stack = new AsyncDisposableStack();
  const client = stack.adopt(new Client(origin), async (adopted) => {
    await safelyCloseClient(adopted);
  });
  return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
}
`),
  good('stack.defer, disposed by hand', `
import { safelyCloseClient } from 'safely-close';
import { Client } from 'undici';

export async function status(origin: string) {
  const stack = new AsyncDisposableStack();
  try {
    const client = new Client(origin);
    stack.defer(async () => {
      await safelyCloseClient(client);
    });
    return (await client.request({ path: '/', method: 'HEAD' })).statusCode;
  } finally {
    await stack.disposeAsync();
  }
}
`),
  good('a local set that is drained', `
import { closeAll } from 'safely-close';
import { Client } from 'undici';
import { race } from './race.js';

export async function fastest(origins: readonly string[]) {
  const clients = new Set<Client>();
  try {
    for (const origin of origins) clients.add(new Client(origin));
    return await race(clients);
  } finally {
    await closeAll(clients);
  }
}
`),
]);

scenario(117, 'the stack\'s contents move to the caller', silent, [
  good('stack.move() is returned', `
import { closing } from 'safely-close';
import { Client } from 'undici';
import { handshake } from './handshake.js';

export async function open(origin: string) {
  await using stack = new AsyncDisposableStack();
  const client = stack.use(closing(new Client(origin)));
  await handshake(client);
  return stack.move();
}
`),
  good('together with the session', `
import { closing } from 'safely-close';
import { Client } from 'undici';
import { handshake } from './handshake.js';

export async function open(origin: string) {
  await using stack = new AsyncDisposableStack();
  const client = stack.use(closing(new Client(origin)));
  await handshake(client);
  return { client, resources: stack.move() };
}
`),
]);

scenario(119, 'a list is filled and never drained', reportedBy('require-safe-close'), [
  bad('push', `
import { Client } from 'undici';

export function count(origins: readonly string[]) {
  const clients: Client[] = [];
  for (const origin of origins) {
    clients.push(new Client(origin)); // ! require-safe-close
  }
  return clients.length;
}
`),
  bad('an array literal', `
import { Client } from 'undici';

export function count(origin: string) {
  const clients = [new Client(origin)]; // ! require-safe-close
  return clients.length;
}
`),
  bad('a map', `
import { Client } from 'undici';

export function count(origin: string) {
  const clients = new Map<string, Client>();
  clients.set(origin, new Client(origin)); // ! require-safe-close
  return clients.size;
}
`),
]);

scenario(121, 'kept in a collection that the class disposes', silent, [
  good('a map in a field', `
import { closeAll } from 'safely-close';
import { Client } from 'undici';

export class Clients {
  readonly #byOrigin = new Map<string, Client>();

  open(origin: string) {
    this.#byOrigin.set(origin, new Client(origin));
  }

  async [Symbol.asyncDispose]() {
    await closeAll([...this.#byOrigin.values()]);
  }
}
`),
  bad('a map in a field that nobody disposes', `
import { Client } from 'undici';

export class Clients {
  readonly #byOrigin = new Map<string, Client>(); // ! require-owner-dispose

  open(origin: string) {
    this.#byOrigin.set(origin, new Client(origin));
  }
}
`),
]);

scenario(123, 'a tuple is taken apart, and each session in it closed', silent, [
  good('both elements', `
import { Easy } from 'node-libcurl';

function openBoth(): [Easy, Easy] {
  const first = new Easy();
  try {
    return [first, new Easy()];
  } catch (error) {
    first.close();
    throw error;
  }
}

export function probe() {
  const [first, second] = openBoth();
  try {
    first.close();
  } finally {
    second.close();
  }
}
`, { modes: ['recommended'] }),
  bad('one element is forgotten', `
import { Easy } from 'node-libcurl';

function openBoth(): [Easy, Easy] {
  const first = new Easy();
  try {
    return [first, new Easy()];
  } catch (error) {
    first.close();
    throw error;
  }
}

export function probe() {
  const [first] = openBoth(); // ! require-safe-close
  first.close();
}
`),
  good('a tuple with one session and a label', `
import { Easy } from 'node-libcurl';

function openNamed(name: string): [Easy, string] {
  return [new Easy(), name];
}

export function probe(name: string) {
  const [easy, label] = openNamed(name);
  easy.close();
  return label;
}
`, { modes: ['recommended'] }),
  bad('an object with one session that is not closed', `
import { Easy } from 'node-libcurl';

function openNamed(name: string): { easy: Easy; label: string } {
  return { easy: new Easy(), label: name };
}

export function probe(name: string) {
  const { easy, label } = openNamed(name); // ! require-safe-close
  console.log(easy);
  return label;
}
`),
]);
