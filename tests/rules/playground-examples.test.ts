// What the playground offers to begin with reports what it says, and a link to it brings back what was linked.
import { describe, expect, test } from 'vitest';
import { examples } from '../../docs/.vitepress/playground/examples.ts';
import { decodeShared, encodeShared } from '../../docs/.vitepress/playground/shared-link.ts';
import { piecesOf } from '../../docs/.vitepress/playground/pieces.ts';
import { lint } from './support/lint.ts';

describe('an example of the playground', () => {
  test.each(examples)('$title', ({ text, language, reported }) => {
    const found = new Set(lint(text, { filename: `sample.${language === 'js' ? 'cjs' : 'ts'}` }).map(({ ruleId }) => ruleId));
    expect([...found].sort()).toEqual([...reported].sort());
  });

  test('is named once', () => {
    expect(new Set(examples.map(({ title }) => title)).size).toBe(examples.length);
  });
});

describe('a link to the playground', () => {
  test.each(['', 'const x = 1;\n', 'const text = "ä – 💡 –  \u0000";\r\n', 'x'.repeat(10_000)])('brings the text back', (text) => {
    const shared = { text, language: 'ts', mode: 'strict', style: 'try-finally' } as const;
    const fragment = encodeShared(shared);
    expect(fragment).toMatch(/^[\w/-]*$/);
    expect(decodeShared(`#${fragment}`)).toEqual(shared);
  });

  test.each(['', '#', '#top', '#ts/recommended/await-using', '#ts/lax/await-using/eA', '#ts/strict/await-using/!!', '#ts/strict/await-using/_w'])('is nothing where it is not one: %s', (fragment) => {
    expect(decodeShared(fragment)).toBeUndefined();
  });
});

test.each(examples)('the coloured pieces of "$title" are its text, whatever is marked in it', ({ text }) => {
  const marks = [{ start: 3, end: 20 }, { start: 10, end: text.length + 5 }];
  expect(piecesOf(text, marks).map((piece) => piece.text).join('')).toBe(text);
  expect(piecesOf(text).some(({ colour }) => colour === 'keyword')).toBe(true);
});
