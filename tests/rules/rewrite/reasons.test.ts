/** The catalogues that the report, the documentation and the marks in the code share. */
import { idioms, isIdiomId, isReasonId, reasonLink, reasons } from 'eslint-plugin-safely-close/rewrite';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const page = readFileSync(new URL('../../../docs/codemod/reasons.md', import.meta.url), 'utf8');

describe.each(Object.entries(reasons))('the reason %s', (id, { message, byHand, outcome }) => {
  test('is told in whole sentences, with what to do', () => {
    expect(message).toMatch(/^[A-Z`].*[.]$/);
    expect(byHand).toMatch(/^[A-Z`].*[.]$/);
    expect(['skipped', 'review']).toContain(outcome);
    expect(isReasonId(id)).toBe(true);
    expect(reasonLink(id as keyof typeof reasons)).toBe(`docs/codemod/reasons.md#${id}`);
  });

  test('has its place on the page that the link leads to', () => {
    expect(page).toContain(`### ${id}\n\n${message}\n\nBy hand: ${byHand}\n`);
  });
});

test('every idiom is described, and no reason is an idiom', () => {
  for (const [id, description] of Object.entries(idioms)) {
    expect(description).toMatch(/^[A-Z`].*[.]$/);
    expect(isIdiomId(id)).toBe(true);
    expect(isReasonId(id)).toBe(false);
  }
  expect(isIdiomId('toString')).toBe(false);
  expect(isReasonId('constructor')).toBe(false);
});
