// What messages advise is what helps: the suggestion writes the same, and the runtime takes it.
import { describe, expect, it } from 'vitest';
import { lint } from './support/lint.ts';

/** Disposed of by Node's own class, in time, but not in the oldest Node that the packages support. */
const readline = `
import { createInterface } from 'node:readline';
import { safelyCloseClient } from 'safely-close';
`;

describe('await using with or without closing, as the rewrite writes it', () => {
  it('in require-safe-close', () => {
    const [finding] = lint(`${readline}
export async function ask(work: () => Promise<void>) {
  const lines = createInterface({ input: process.stdin });
  await work();
  await safelyCloseClient(lines);
}
`, { rules: ['require-safe-close'] });
    expect(finding?.message).toContain('Declare it with "await using lines = closing(…)".');
    expect(finding?.suggestions[0]?.output).toContain('await using lines = closing(createInterface({ input: process.stdin }));');
  });

  it('in prefer-await-using', () => {
    const [finding] = lint(`${readline}
export async function ask(work: () => Promise<void>) {
  const lines = createInterface({ input: process.stdin });
  try {
    await work();
  } finally {
    await safelyCloseClient(lines);
  }
}
`, { rules: ['prefer-await-using'] });
    expect(finding?.message).toContain('Declare it with "await using lines = closing(…)".');
    expect(finding?.fixed).toContain('await using lines = closing(createInterface({ input: process.stdin }));');
  });
});

describe('require-owner-dispose on a field of many sessions', () => {
  const cures = [
    ['a Set', 'readonly running = new Set<Client>(); open(origin: string) { this.running.add(new Client(origin)); }', 'await closeAll(this.running);'],
    ['an array', 'readonly running: Client[] = []; open(origin: string) { this.running.push(new Client(origin)); }', 'await closeAll(this.running);'],
    ['an array that one call makes', 'readonly running: Client[]; constructor(origins: string[]) { this.running = origins.map((origin) => new Client(origin)); }', 'await closeAll(this.running);'],
    ['a Map', 'readonly running = new Map<string, Client>(); open(origin: string) { this.running.set(origin, new Client(origin)); }', 'await closeAll(this.running.values());'],
    ['a Map by its type', 'readonly running: Map<string, Client>; constructor() { this.running = new Map(); } open(origin: string) { this.running.set(origin, new Client(origin)); }', 'await closeAll(this.running.values());'],
    ['one session', 'readonly running = new Client("https://example.com");', 'await safelyCloseClient(this.running);'],
  ] as const;
  it.each(cures)('%s', (_kind, members, cure) => {
    const findings = lint(`import { Client } from 'undici';\nexport class Api { ${members} }\n`, { rules: ['require-owner-dispose'] });
    expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining(cure)]);
  });
});

describe('require-safe-close on a transfer that nothing starts', () => {
  it('names what would start it', () => {
    const [finding] = lint(`
import { Curl } from 'node-libcurl';

export function upload(url: string): void {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', () => curl.close());
  curl.on('error', () => curl.close());
}
`, { rules: ['require-safe-close'] });
    expect(finding?.message).toBe('"curl" is closed by its handlers, and nothing starts the work that they wait for. Start it with "curl.perform()", or close it.');
  });
});
