// A comment that says who owns a parameter counts more than the body, so it must not say the opposite of it.
import { describe, expect, it } from 'vitest';
import { lint } from '../support/lint.ts';

const contradictions = (code: string): string[] =>
  lint(code, { rules: ['require-safe-close'] })
    .filter((finding) => finding.messageId === 'contradictedTag')
    .map((finding) => `${String(finding.line)}: ${finding.message}`);

const withTag = (tag: string, body: string): string => `import type { Client } from 'undici';
import { safelyCloseClient } from 'safely-close';
const all = new Set<Client>();
/** ${tag} */
export async function take(client: Client) {
  ${body}
}
`;

describe('a contradiction is told at the parameter', () => {
  it('borrowed, and closed', () => {
    expect(contradictions(withTag('@borrows client', 'await safelyCloseClient(client);'))).toEqual([expect.stringMatching(/^5: .*"@borrows client", but the body closes it/)]);
  });
  it('closed, and only used', () => {
    expect(contradictions(withTag('@closes client', 'console.log(client.closed);'))).toEqual([expect.stringContaining('does not close it')]);
  });
  it('owned, and only used', () => {
    expect(contradictions(withTag('@owns client', 'console.log(client.closed);'))).toEqual([expect.stringContaining('neither keeps nor closes it')]);
  });
});

describe('nothing is told where comment and body agree, or the body leaves it open', () => {
  it.each([
    ['@borrows client', 'console.log(client.closed);'],
    ['@borrows client', 'all.add(client);'],
    ['@closes client', 'await safelyCloseClient(client);'],
    ['@owns client', 'all.add(client);'],
    ['@owns client', 'await safelyCloseClient(client);'],
    ['@borrows client', 'if (client.closed) await safelyCloseClient(client);'],
  ])('%s: %s', (tag, body) => {
    expect(contradictions(withTag(tag, body))).toEqual([]);
  });
});
