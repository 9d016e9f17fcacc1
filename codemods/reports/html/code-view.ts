/** Code in the page: a part of a diff, or the lines around a place. */
import type { Hunk } from '../diff-hunks.ts';
import type { Excerpt } from '../excerpt.ts';
import { html } from './escape.ts';

const kindOf = (line: string): string => (line.startsWith('@@') ? 'hunk' : line.startsWith('+') ? 'plus' : line.startsWith('-') ? 'minus' : '');

export function hunksView(hunks: readonly Hunk[]): string {
  const lines = hunks.flatMap((hunk) => hunk.lines).map((line) => `<span class="line ${kindOf(line)}">${html(line === '' ? ' ' : line.replace(/\r$/, ''))}</span>`);
  return `<pre class="code" tabindex="0">${lines.join('')}</pre>`;
}

export function excerptView({ startLine, lines }: Excerpt, line: number): string {
  const width = String(startLine + lines.length - 1).length;
  const rows = lines.map((text, index) => {
    const number = startLine + index;
    return `<span class="line${number === line ? ' here' : ''}"><span class="number">${String(number).padStart(width)}</span> ${html(text)}</span>`;
  });
  return `<pre class="code" tabindex="0">${rows.join('')}</pre>`;
}
