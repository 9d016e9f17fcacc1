/** What all pictures are drawn with: measures, colours for light and dark, pieces of text, and the window around them. */
import * as typescriptParser from '@typescript-eslint/parser';

// Measures in pixels.
const character = 7.8;
const lineHeight = 20;
const margin = 16;
const gutter = 44;
const columns = 124;
const width = 2 * margin + gutter + columns * character;
export const measures = { character, lineHeight, margin, gutter, columns, width, left: margin + gutter };

const style = `
  .window { fill: #ffffff; stroke: #d0d7de }
  .title { fill: #57606a; font-weight: 600 }
  .number { fill: #8c959f }
  .code { fill: #24292f }
  .keyword { fill: #cf222e }
  .text { fill: #0a3069 }
  .comment { fill: #6e7781 }
  .reported { fill: #cf222e; fill-opacity: 0.07 }
  .squiggle { fill: none; stroke: #cf222e; stroke-width: 1.2 }
  .message { fill: #a40e26 }
  .rule { fill: #8c959f }
  .bulb, .good { fill: #1a7f37 }
  .bad { fill: #a40e26; font-weight: 600 }
  .added { fill: #1a7f37; fill-opacity: 0.12 }
  .removed { fill: #cf222e; fill-opacity: 0.09 }
  @media (prefers-color-scheme: dark) {
    .window { fill: #0d1117; stroke: #30363d }
    .title { fill: #8b949e }
    .number { fill: #6e7681 }
    .code { fill: #e6edf3 }
    .keyword { fill: #ff7b72 }
    .text { fill: #a5d6ff }
    .comment { fill: #8b949e }
    .reported { fill: #f85149; fill-opacity: 0.12 }
    .squiggle { stroke: #f85149 }
    .message { fill: #ffa198 }
    .rule { fill: #6e7681 }
    .bulb, .good { fill: #56d364 }
    .bad { fill: #ffa198 }
    .added { fill: #2ea043; fill-opacity: 0.22 }
    .removed { fill: #f85149; fill-opacity: 0.16 }
  }`;

export const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
export const pixels = (value) => String(Math.round(value * 10) / 10);

/** Runs of text of one kind, from the parser's own tokens: `[from, to, class]`, in order. */
export function colours(source, path) {
  const { ast } = typescriptParser.parseForESLint(source, { filePath: path, sourceType: path.endsWith('.cjs') ? 'script' : 'module', range: true, tokens: true, comment: true });
  const classes = { Keyword: 'keyword', String: 'text', Template: 'text', RegularExpression: 'text', Numeric: 'text', Block: 'comment', Line: 'comment' };
  const words = new Set(['async', 'await', 'using', 'of', 'as', 'type', 'const']);
  return [...ast.tokens, ...ast.comments]
    .map(({ type, value, range }) => [range[0], range[1], type === 'Identifier' && words.has(value) ? 'keyword' : classes[type]])
    .filter(([, , name]) => name !== undefined)
    .sort(([one], [other]) => one - other);
}

export function codeLine(text, start, coloured) {
  const parts = [];
  let at = 0;
  for (const [from, to, name] of coloured) {
    const first = Math.max(0, from - start);
    const last = Math.min(text.length, to - start);
    if (last <= first || first < at) continue;
    parts.push(escaped(text.slice(at, first)), `<tspan class="${name}">${escaped(text.slice(first, last))}</tspan>`);
    at = last;
  }
  return parts.join('') + escaped(text.slice(at));
}

/** The length is given, so that squiggles meet their words in whichever monospace font there is. */
export const row = (x, y, name, content, length) => `<text x="${pixels(x)}" y="${pixels(y)}" class="${name}" textLength="${pixels(length * character)}" xml:space="preserve">${content}</text>`;

export const squiggle = (x, y, length) => `<path class="squiggle" d="M${pixels(x)} ${pixels(y)}${'q1 -2.5 2 0t2 0'.repeat(Math.max(1, Math.floor((length * character) / 4)))}"/>`;

/** Breaks a sentence between words. */
export function wrapped(text, length) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > length) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

/** A line across the window, between two parts. */
export const divider = (y, across = width) => `<path d="M1 ${pixels(y)}H${pixels(across - 1)}" class="window"/>`;

/**
 * @param {{ title: string, told: readonly string[], parts: readonly string[], height: number, across?: number }} picture `told`: the same in words; `across`: the window's width, where it is not that of all.
 * @returns {string} The SVG.
 */
export const windowOf = ({ title, told, parts, height, across = width }) => `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels(across)}" height="${pixels(height)}" viewBox="0 0 ${pixels(across)} ${pixels(height)}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" role="img">
<title>${escaped(title)}</title>
<desc>${escaped(told.join('\n'))}</desc>
<style>${style}
</style>
<rect x="0.5" y="0.5" width="${pixels(across - 1)}" height="${pixels(height - 1)}" rx="8" class="window"/>
${parts.join('\n')}
</svg>
`;
