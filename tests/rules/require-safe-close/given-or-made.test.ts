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

describe('closed by a flag that says who made it', () => {
  checkAll([
    tidy('in an object that is returned', `
export function open(url: string, given?: Client) {
  const isOwn = given === undefined;
  const client = given ?? new Client(url);
  return {
    get: (path: string) => client.request({ path, method: 'GET' }),
    async close() {
      if (isOwn) await safelyCloseClient(client);
    },
  };
}`),
    leaky('the wrong way round, in an object that is returned', `
export function open(url: string, given?: Client) {
  const isOwn = given !== undefined;
  const client = given ?? new Client(url); // ! require-safe-close
  return {
    get: (path: string) => client.request({ path, method: 'GET' }),
    async close() {
      if (isOwn) await safelyCloseClient(client);
    },
  };
}`),
    tidy('taken out of an object together with it', `
export async function ask(url: string, given?: Client) {
  const { client, isOwn } = given ? { client: given, isOwn: false } : { client: new Client(url), isOwn: true };
  try {
    await client.request({ path: '/', method: 'GET' });
  } finally {
    if (isOwn) await safelyCloseClient(client);
  }
}`),
    leaky('taken out of an object together with it, the wrong way round', `
export async function ask(url: string, given?: Client) {
  const { client, isOwn } = given ? { client: given, isOwn: true } : { client: new Client(url), isOwn: false }; // ! require-safe-close
  try {
    await client.request({ path: '/', method: 'GET' });
  } finally {
    if (isOwn) await safelyCloseClient(client);
  }
}`),
    good('taken out of a list together with it; strict takes that to fail', `${opening}export async function ask(url: string, given?: Client) {
  const [client, isOwn] = given ? [given, false] : [new Client(url), true];
  try {
    await client.request({ path: '/', method: 'GET' });
  } finally {
    if (isOwn) await safelyCloseClient(client);
  }
}`, { ...only, modes: ['recommended'] }),
    tidy('by a function that is chosen with it', `
export async function ask(url: string, given?: Client) {
  const client = given ?? new Client(url);
  const release = given ? async () => {} : () => safelyCloseClient(client);
  try {
    await client.request({ path: '/', method: 'GET' });
  } finally {
    await release();
  }
}`),
    leaky('by a property that is another one meanwhile', `
export async function ask(url: string, state: { isOpen?: boolean }) {
  const client = state.isOpen ? undefined : new Client(url); // ! require-safe-close
  state.isOpen = true;
  try {
    await client?.request({ path: '/', method: 'GET' });
  } finally {
    if (!state.isOpen) await safelyCloseClient(client);
  }
}`),
    leaky('by a property that was another one before', `
export async function ask(url: string, state: { isOpen?: boolean }) {
  if (state.isOpen) return;
  state.isOpen = Math.random() > 0.5;
  const client = new Client(url); // ! require-safe-close
  if (state.isOpen) return;
  await safelyCloseClient(client);
}`),
    leaky('of the round before', `
export async function ask(urls: readonly { readonly url: string; readonly isOpen: boolean }[]) {
  let client: Client | undefined;
  for (const target of urls) {
    if (target.isOpen) client = new Client(target.url); // ! require-safe-close
    await client?.request({ path: '/', method: 'GET' });
  }
}`),
  ]);
});
