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

describe('require-safe-close on what has no name', () => {
  const messageOf = (body: string) => lint(`import { launch } from 'puppeteer';\n\nexport function title() {\n  ${body}\n}\n`, { rules: ['require-safe-close'] }).map(({ message }) => message);

  it('asks for one first', () => {
    expect(messageOf("launch().then((browser) => browser.newPage());")).toEqual([expect.stringContaining('Keep it in a variable, and close that')]);
  });

  it('tells the variable that a callback puts it into', () => {
    expect(messageOf('let browser;\n  launch().then((launched) => { browser = launched; });')).toEqual([expect.stringContaining('"browser" is never closed. Close it after its last use, with "safelyCloseClient(browser)".')]);
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

describe('require-safe-close advises what fits the work of the session', () => {
  const inHandlers = (end: string, error: string, before = ''): string => `
import { readFileSync } from 'node:fs';
import { Curl } from 'node-libcurl';

export function get(url: string, done: (outcome: unknown) => void): void {
  const curl = new Curl();
  ${before}
  curl.setOpt('URL', url);
  curl.on('end', (_status, body) => {
    ${end}
    done(body);
  });
  curl.on('error', (error) => {
    ${error}
    done(error);
  });
  curl.perform();
}
`;
  const cures = [
    ['a transfer that handlers wait for, not at the end of the function', inHandlers('', ''), 'Close it in every handler that ends its work, with "void safelyCloseClient(curl)".'],
    ['the handler that is missing, by its event', inHandlers('curl.close();', ''), 'Close it in the handler of "error" as well, with "void safelyCloseClient(curl)".'],
    ['a mention of close made a call', inHandlers('curl.close();', 'curl.close.bind(curl);'), 'Write "void safelyCloseClient(curl)" there.'],
    ['what may fail done before there is a session', inHandlers('curl.close();', 'curl.close();', "curl.setOpt('POSTFIELDS', readFileSync(url, 'utf8'));"), 'Make "curl" after that, or close it in a "catch".'],
    ['a "finally" where nobody could wait', `
import { Easy } from 'node-libcurl';

export function get(url: string): number {
  const easy = new Easy();
  easy.setOpt('URL', url);
  const code = easy.perform();
  easy.close();
  return code;
}
`, 'Close it in a "finally".'],
    ['a hook where a suite makes it', `
import { Curl } from 'node-libcurl';
import { describe, it } from 'vitest';

describe('the answer', () => {
  const curl = new Curl();
  it('comes', () => curl.perform());
});
`, 'Add "afterAll(() => safelyCloseClient(curl))" or the matching hook.'],
    ['a statement of its own where the same expression goes on with it', `
import { MongoClient } from 'mongodb';

export async function count(uri: string): Promise<number> {
  const client = await new MongoClient(uri).connect();
  try {
    return await client.db().collection('things').countDocuments();
  } finally {
    await client.close();
  }
}
`, 'Make it in a statement of its own, with "await using client = closing(…)", and go on with it in the next.'],
    ['a statement of its own where a hook closes it', `
import { MongoClient } from 'mongodb';
import { after, before, test } from 'node:test';

let client: MongoClient;
before(async () => {
  client = await new MongoClient('mongodb://127.0.0.1').connect();
});
after(() => client.close());
test('is there', () => client.db().command({ ping: 1 }));
`, 'Make it in a statement of its own and go on with it in the next.', 'strict'],
    ['the session kept by somebody who goes on with it', `
import { Client } from 'undici';
import { originOf } from './origin.js';

export async function open(name: string) {
  const client = new Client('https://example.com');
  const origin = await originOf(name);
  return { client, origin };
}
`, 'Make "client" after that, or close it in a "catch".'],
  ] as const;
  it.each(cures)('%s', (_title, code, cure, mode = 'recommended') => {
    const [finding] = lint(code, { mode, rules: ['require-safe-close'] });
    expect(finding?.message).toContain(cure);
  });

  it('the handler for a session that another one works with', () => {
    const findings = lint(`
import { Easy, Multi } from 'node-libcurl';

export function start(urls: readonly string[], multi: Multi) {
  for (const url of urls) {
    const easy = new Easy();
    easy.setOpt('URL', url);
    multi.addHandle(easy);
  }
}
`, { mode: 'strict', rules: ['require-safe-close'] });
    expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining('Close it in every handler that ends its work, with "void safelyCloseClient(easy)".')]);
  });

  const inModules = [
    ['that a function of the module closes', `
import { Pool } from 'pg';

const pool = new Pool();

export const query = (text: string) => pool.query(text);
export const stop = () => pool.end();
`],
    ['that the module exports', `
import { Pool } from 'pg';

export const pool = new Pool();
`],
    ['that a function makes when it is first needed', `
import { Pool } from 'pg';

let pool: Pool | undefined;

export function open() {
  return (pool ??= new Pool());
}
`],
  ] as const;
  it.each(inModules)('the end of the process for a session %s', (_title, code) => {
    const [finding] = lint(code, { mode: 'strict', rules: ['require-safe-close'] });
    expect(finding?.message).toContain('Close it when the process stops, with "closeOnSignals([pool])".');
  });
});

describe('prefer-safe-close names the session as its owner wrote it', () => {
  it('also where a handler calls it this', () => {
    const [finding] = lint(`
import { Curl } from 'node-libcurl';

export function fire(url: string): void {
  const curl = new Curl();
  curl.setOpt('URL', url);
  curl.on('end', function () {
    this.close();
  });
  curl.on('error', () => curl.close());
  curl.perform();
}
`, { rules: ['prefer-safe-close'] });
    expect(finding?.message).toBe('"this.close()" leaves what still waits on the session unsettled. Use "void safelyCloseClient(curl)" instead.');
    expect(finding?.suggestions[0]?.output).toContain('void safelyCloseClient(curl);');
  });
});
