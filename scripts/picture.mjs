#!/usr/bin/env node
// Draws the README's picture: reports of a real run of the linter over the example, as an editor shows them.
// After a build: `node scripts/picture.mjs` writes it, `--check` fails where it no longer shows what the linter says.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as typescriptParser from '@typescript-eslint/parser';
import { lint } from './demo/lint.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const example = join(root, 'examples', 'crawler');
const picture = join(root, 'docs', 'images', 'lint.svg');

/** Which reports are shown, each the first of its rule in its file, and how many lines around the reported one. */
const shown = [
  { file: 'feed.ts', rule: 'safely-close/require-safe-close', before: 1, after: 3 },
  { file: 'legacy/robots.cjs', rule: 'safely-close/prefer-safe-close', before: 4, after: 2 },
  { file: 'ping.ts', rule: 'safely-close/no-unsettled-request', before: 2, after: 1 },
];

// Measures in pixels.
const character = 7.8;
const lineHeight = 20;
const margin = 16;
const gutter = 44;
const columns = 124;
const width = 2 * margin + gutter + columns * character;

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
  .bulb { fill: #1a7f37 }
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
    .bulb { fill: #56d364 }
  }`;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const pixels = (value) => String(Math.round(value * 10) / 10);

/** Runs of text of one kind, from the parser's own tokens: `[from, to, class]`, in order. */
function colours(source, path) {
  const { ast } = typescriptParser.parseForESLint(source, { filePath: path, sourceType: path.endsWith('.cjs') ? 'script' : 'module', range: true, tokens: true, comment: true });
  const classes = { Keyword: 'keyword', String: 'text', Template: 'text', RegularExpression: 'text', Numeric: 'text', Block: 'comment', Line: 'comment' };
  const words = new Set(['async', 'await', 'using', 'of', 'as', 'type', 'const']);
  return [...ast.tokens, ...ast.comments]
    .map(({ type, value, range }) => [range[0], range[1], type === 'Identifier' && words.has(value) ? 'keyword' : classes[type]])
    .filter(([, , name]) => name !== undefined)
    .sort(([one], [other]) => one - other);
}

function codeLine(text, start, coloured) {
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
const row = (x, y, name, content, length) => `<text x="${pixels(x)}" y="${pixels(y)}" class="${name}" textLength="${pixels(length * character)}" xml:space="preserve">${content}</text>`;

const squiggle = (x, y, length) => `<path class="squiggle" d="M${pixels(x)} ${pixels(y)}${'q1 -2.5 2 0t2 0'.repeat(Math.max(1, Math.floor((length * character) / 4)))}"/>`;

/** Breaks a sentence between words. */
function wrapped(text, length) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > length) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

/** One report: the lines around it, the squiggle, what is said and what is offered. */
function drawReport(file, source, message, { before, after }, top) {
  const lines = source.split('\n');
  const starts = lines.reduce((all, line) => [...all, (all.at(-1) ?? 0) + line.length + 1], [0]);
  const coloured = colours(source, file);
  const left = margin + gutter;
  const drawn = [];
  let y = top + 24;
  drawn.push(row(margin, y, 'title', escaped(file), file.length));
  y += 8;
  for (let number = message.line - before; number <= message.line + after; number += 1) {
    const text = lines[number - 1] ?? '';
    y += lineHeight;
    if (number === message.line) drawn.push(`<rect x="1" y="${pixels(y - 14)}" width="${pixels(width - 2)}" height="${lineHeight}" class="reported"/>`);
    const label = String(number);
    drawn.push(row(left - (label.length + 2) * character, y, 'number', label, label.length));
    if (text !== '') drawn.push(row(left, y, 'code', codeLine(text, starts[number - 1] ?? 0, coloured), text.length));
    if (number === message.line) {
      const end = message.endLine === message.line ? message.endColumn : text.length + 1;
      drawn.push(squiggle(left + (message.column - 1) * character, y + 5, end - message.column));
    }
  }
  y += 8;
  for (const sentence of wrapped(message.message, columns - 2)) {
    y += lineHeight;
    drawn.push(row(left, y, 'message', escaped(sentence), sentence.length));
  }
  y += lineHeight;
  drawn.push(row(left, y, 'rule', escaped(message.ruleId), message.ruleId.length));
  for (const { desc } of message.suggestions ?? []) drawn.push(row(left + (message.ruleId.length + 3) * character, y, 'bulb', escaped(`✦ ${desc}`), desc.length + 2));
  return { svg: drawn.join('\n'), bottom: y + margin };
}

const results = await lint(example);
const parts = [];
const told = [];
let top = 0;
for (const wanted of shown) {
  const result = results.find(({ filePath }) => relative(example, filePath).replaceAll('\\', '/') === wanted.file);
  const message = result?.messages.find(({ ruleId }) => ruleId === wanted.rule);
  if (result === undefined || message === undefined) throw new Error(`The linter no longer reports ${wanted.rule} in ${wanted.file}: choose another report for the picture.`);
  const { svg, bottom } = drawReport(wanted.file, readFileSync(result.filePath, 'utf8'), message, wanted, top);
  if (top > 0) parts.push(`<path d="M1 ${pixels(top)}H${pixels(width - 1)}" class="window"/>`);
  parts.push(svg);
  told.push(`${wanted.file}:${message.line}: ${message.message}`);
  top = bottom;
}

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels(width)}" height="${pixels(top)}" viewBox="0 0 ${pixels(width)} ${pixels(top)}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" role="img">
<title>What the linter says of the example</title>
<desc>${escaped(told.join('\n'))}</desc>
<style>${style}
</style>
<rect x="0.5" y="0.5" width="${pixels(width - 1)}" height="${pixels(top - 1)}" rx="8" class="window"/>
${parts.join('\n')}
</svg>
`;

if (process.argv.includes('--check')) {
  if (readFileSync(picture, 'utf8') !== drawing) {
    console.error('docs/images/lint.svg no longer shows what the linter says: run "node scripts/picture.mjs".');
    process.exitCode = 1;
  }
} else {
  writeFileSync(picture, drawing);
  console.log(`wrote ${relative(root, picture)}`);
}
