/**
 * Code that the tests hold to what it says (`incorrect`, `correct`, `suggestion`, `message`) says so on the page as well, and
 * opens in the playground.
 */
import type { MarkdownRenderer } from 'vitepress';
import { encodeShared } from '../playground/shared-link.ts';

const labels: Readonly<Record<string, string>> = { incorrect: 'Reported', correct: 'Not reported', suggestion: 'What the suggestion makes of it', message: 'What is said' };
const languages: Readonly<Record<string, 'ts' | 'js'>> = { ts: 'ts', js: 'js', cjs: 'js', mjs: 'js' };

const withoutMarks = (code: string): string => code.replaceAll(/[ \t]*\/\/ ✗.*$/gmu, '');

export function markedSamples(markdown: MarkdownRenderer): void {
  const plain = markdown.renderer.rules.fence;
  if (plain === undefined) throw new Error('The Markdown renderer has no rule for fenced code.');
  markdown.renderer.rules.fence = (tokens, index, options, env, self) => {
    const html = plain(tokens, index, options, env, self);
    const [language = '', ...words] = (tokens[index]?.info ?? '').trim().split(/\s+/u);
    const kind = words.find((word) => Object.hasOwn(labels, word));
    if (kind === undefined) return html;
    const written = languages[language];
    const link =
      written !== undefined && kind === 'incorrect'
        ? `<PlaygroundLink to="${encodeShared({ text: withoutMarks(tokens[index]?.content ?? ''), language: written, mode: words.includes('strict') ? 'strict' : 'recommended', style: 'await-using' })}" />`
        : '';
    return `<div class="sample sample-${kind}"><div class="sample-head"><span>${labels[kind] ?? ''}</span>${link}</div>${html}</div>`;
  };
}
