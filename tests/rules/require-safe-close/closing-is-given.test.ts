// Who is given what closes a session has to close it: an object that was made around it, or a function that closes it. `strict`
// wants that proven.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-safe-close'] };
const head = "import { safelyCloseClient } from 'safely-close';\nimport { Client } from 'undici';\n";

describe('an object around a session', () => {
  const opening = `${head}
class Box {
  constructor(readonly client: Client) {}

  async stop() {
    await safelyCloseClient(this.client);
  }
}
`;
  checkAll([
    bad('that is never closed', `${opening}
export function ask(origin: string) {
  const box = new Box(new Client(origin)); // !strict require-safe-close
  console.log(box.client.closed);
}`, only),
    bad('around a session with a name', `${opening}
export function ask(origin: string) {
  const client = new Client(origin);
  const box = new Box(client); // !strict require-safe-close
  console.log(box.client.closed);
}`, only),
    good('that is closed', `${opening}
export async function ask(origin: string) {
  const box = new Box(new Client(origin));
  try {
    console.log(box.client.closed);
  } finally {
    await box.stop();
  }
}`, only),
    good('of which the session is closed by its own name', `${opening}
export async function ask(origin: string) {
  const client = new Client(origin);
  const box = new Box(client);
  console.log(box.client.closed);
  await safelyCloseClient(client);
}`, only),
    good('that the caller gets, and else is closed', `${opening}
export async function open(origin: string, check: (client: Client) => Promise<void>) {
  const client = new Client(origin);
  try {
    await check(client);
  } catch (error) {
    await safelyCloseClient(client);
    throw error;
  }
  return new Box(client);
}`, only),
    good('that somebody else gave', `${opening}
export function ask(client: Client) {
  const box = new Box(client);
  console.log(box.client.closed);
}`, only),
  ]);
});

describe('a function that closes a session', () => {
  const opening = `${head}
function start(origin: string) {
  const client = new Client(origin);
  return () => safelyCloseClient(client);
}
`;
  checkAll([
    bad('is dropped', `${opening}
export function run(origin: string) {
  start(origin); // !strict require-safe-close
}`, only),
    bad('is kept and not called on every way', `${opening}
export async function run(origin: string, work: () => Promise<void>) {
  const stop = start(origin); // !strict require-safe-close
  await work();
  await stop();
}`, only),
    good('is called', `${opening}
export async function run(origin: string, work: () => Promise<void>) {
  const stop = start(origin);
  try {
    await work();
  } finally {
    await stop();
  }
}`, only),
    good('is given on', `${opening}
export const again = (origin: string) => start(origin);
`, only),
    bad('comes with something else', `${head}
function start(origin: string) {
  const client = new Client(origin);
  return [client.closed, () => safelyCloseClient(client)] as const;
}

export function ask(origin: string) {
  const [isClosed] = start(origin); // !strict require-safe-close
  console.log(isClosed);
}
export async function askWell(origin: string) {
  const [isClosed, stop] = start(origin);
  console.log(isClosed);
  await stop();
}`, only),
  ]);
});

describe('what is put off', () => {
  checkAll([
    bad('may never happen: the timer may be cleared, the process may end', `${head}
export function ask(origin: string) {
  const client = new Client(origin); // !strict require-safe-close
  setTimeout(() => void safelyCloseClient(client), 100);
}`, only),
  ]);
});

describe('a collection of the class by another name', () => {
  checkAll([
    good('is the class\'s own', `${head}
import { closeAll } from 'safely-close';
export class Running {
  private readonly clients = new Set<Client>();

  start(origin: string) {
    const inside = this.clients;
    inside.add(new Client(origin));
  }

  async stop() {
    await closeAll(this.clients);
  }
}`),
    bad('and has to be emptied', `${head}
export class Running {
  private readonly clients = new Set<Client>(); // ! require-owner-dispose

  start(origin: string) {
    const inside = this.clients;
    inside.add(new Client(origin));
  }
}`, { rules: ['require-safe-close', 'require-owner-dispose'] }),
  ]);
});
