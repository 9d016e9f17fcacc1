// Sessions that a generator yields: its reader has to close them, unless the generator does when the reader goes on.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-safe-close'] };
const head = "import { closing, safelyCloseClient } from 'safely-close';\nimport { Client } from 'undici';\n";
const opening = `${head}
function* open(origins: readonly string[]) {
  for (const origin of origins) yield new Client(origin);
}
`;

describe('a generator that yields what it makes', () => {
  checkAll([
    bad('to a loop that only uses it', `${opening}
export function ask(origins: readonly string[]) {
  for (const client of open(origins)) { // ! require-safe-close
    console.log(client.closed);
  }
}`, only),
    good('to a loop that closes it', `${opening}
export async function ask(origins: readonly string[]) {
  for (const client of open(origins)) await safelyCloseClient(client);
}`, only),
    bad('to a loop that closes it on some ways', `${opening}
export async function ask(origins: readonly string[], all: boolean) {
  for (const client of open(origins)) { // ! require-safe-close
    if (all) await safelyCloseClient(client);
  }
}`, only),
    bad('to a list', `${opening}
export function count(origins: readonly string[]) {
  const clients = [...open(origins)]; // ! require-safe-close
  return clients.length;
}`, only),
    bad('step by step', `${opening}
export function first(origins: readonly string[]) {
  const steps = open(origins); // ! require-safe-close
  const { value } = steps.next();
  console.log(value?.closed);
}`, only),
    good('to nobody: it is never read', `${opening}
export function forget(origins: readonly string[]) {
  open(origins);
}`, only),
    bad('by way of another generator', `${opening}
function* openTwice(origins: readonly string[]) {
  yield* open(origins);
  yield* open(origins);
}

export function ask(origins: readonly string[]) {
  for (const client of openTwice(origins)) console.log(client.closed); // ! require-safe-close
}`, only),
  ]);
});

describe('a generator that closes what it yields', () => {
  const reader = `
export async function ask(origins: readonly string[]) {
  for await (const client of open(origins)) console.log(client.closed);
}`;
  checkAll([
    good('in a finally', `${head}
async function* open(origins: readonly string[]) {
  for (const origin of origins) {
    const client = new Client(origin);
    try {
      yield client;
    } finally {
      await safelyCloseClient(client);
    }
  }
}
${reader}`, only),
    good('by its scope', `${head}
async function* open(origins: readonly string[]) {
  for (const origin of origins) {
    await using client = closing(new Client(origin));
    yield client;
  }
}
${reader}`, only),
    bad('and not when the reader stops', `${head}
async function* open(origins: readonly string[]) {
  for (const origin of origins) {
    const client = new Client(origin); // ! require-safe-close
    yield client;
    await safelyCloseClient(client);
  }
}
${reader}`, only),
  ]);
});
