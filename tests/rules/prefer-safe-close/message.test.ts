// The cure that the message names is what the suggestion writes.
import { describe, expect, it } from 'vitest';
import { lint } from '../support/lint.ts';

const messageOf = (statement: string): string | undefined => {
  const code = `import type { Client } from 'undici';\n\nexport async function stop(client: Client, log: (line: string) => void): Promise<void> {\n  ${statement}\n}\n`;
  return lint(code, { rules: ['prefer-safe-close'] })[0]?.message;
};

describe('the cure', () => {
  it.each([
    ['await client.close();', 'Use "await safelyCloseClient(client)" instead.'],
    ['await client.destroy();', 'Use "await safelyCloseClient(client, { politeMs: 0 })" instead.'],
    ['await new Promise<void>((resolve) => client.close(resolve));', 'Use "await safelyCloseClient(client)" instead.'],
    ["client.close(() => log('stopped'));", 'Use "void safelyCloseClient(client).then(…)" instead.'],
    ["process.once('SIGTERM', () => { void client.close(); });", 'Use "void safelyCloseClient(client)" instead.'],
  ])('of `%s`', (statement, cure) => {
    expect(messageOf(statement)).toContain(cure);
  });
});
