// Sessions that are made only where none was given.
import { describe } from 'vitest';
import { bad, checkAll, good } from '../support/sample.ts';
import type { Sample, SampleOptions } from '../support/sample.ts';

const only: SampleOptions = { rules: ['require-safe-close'] };
const opening = "import { Client } from 'undici';\nimport { safelyCloseClient } from 'safely-close';\n\n";
const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), only);
const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), only);

describe('closed where it was made', () => {
  checkAll([
    tidy('by what it is not', `
export async function ask(url: string, given?: Client) {
  const client = given ? given : new Client(url);
  try {
    await client.request({ path: '/', method: 'GET' });
  } finally {
    if (client !== given) await safelyCloseClient(client);
  }
}`),
    tidy('by what it is not, of an option', `
export async function ask(url: string, options: { client?: Client }) {
  const client = options.client ?? new Client(url);
  try {
    await client.request({ path: '/', method: 'GET' });
  } finally {
    if (options.client !== client) await safelyCloseClient(client);
  }
}`),
    leaky('the wrong way round', `
export async function ask(url: string, given?: Client) {
  const client = given ? given : new Client(url); // ! require-safe-close
  try {
    await client.request({ path: '/', method: 'GET' });
  } finally {
    if (client === given) await safelyCloseClient(client);
  }
}`),
    leaky('by what has become something else', `
export async function ask(url: string, given?: Client) {
  const client = given ? given : new Client(url); // ! require-safe-close
  given = client;
  try {
    await client.request({ path: '/', method: 'GET' });
  } finally {
    if (client !== given) await safelyCloseClient(client);
  }
}`),
    leaky('made, kept sometimes, and never closed', `
export async function ask(url: string, cache: Map<string, Client>, isKept: boolean) {
  let client = cache.get(url);
  if (!client) {
    client = new Client(url); // ! require-safe-close
    if (isKept) cache.set(url, client);
  }
  await client.request({ path: '/', method: 'GET' });
}`),
  ]);
});

describe('assigned to an object together with others', () => {
  checkAll([
    good('which is this', `${opening}
export class Api {
  declare client: Client;

  constructor(url: string) {
    Object.assign(this, { client: new Client(url) });
  }

  async close() {
    await safelyCloseClient(this.client);
  }
}`, { ...only, modes: ['recommended'] }),
    leaky('which nobody has', `
export function open(url: string) {
  const parts = {};
  Object.assign(parts, { client: new Client(url) }); // ! require-safe-close
  console.log(parts);
}`),
  ]);
});
