/** Reports of a real run of the linter over the example, as an editor shows them. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { lint } from '../demo/lint.mjs';
import { codeLine, colours, divider, escaped, measures, pixels, row, squiggle, windowOf, wrapped } from './drawing.mjs';

const { character, lineHeight, margin, columns, width, left } = measures;

/** Which reports are shown, each the first of its rule in its file, and how many lines around the reported one. */
const shown = [
  { file: 'feed.ts', rule: 'safely-close/require-safe-close', before: 1, after: 3 },
  { file: 'legacy/robots.cjs', rule: 'safely-close/prefer-safe-close', before: 4, after: 2 },
  { file: 'ping.ts', rule: 'safely-close/no-unsettled-request', before: 2, after: 1 },
];

/** One report: the lines around it, the squiggle, what is said and what is offered. */
function drawReport(file, source, message, { before, after }, top) {
  const lines = source.split('\n');
  const starts = lines.reduce((all, line) => [...all, (all.at(-1) ?? 0) + line.length + 1], [0]);
  const coloured = colours(source, file);
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

/** @param {string} example The example's folder. */
export async function drawLint(example) {
  const results = await lint(example);
  const parts = [];
  const told = [];
  let top = 0;
  for (const wanted of shown) {
    const result = results.find(({ filePath }) => relative(example, filePath).replaceAll('\\', '/') === wanted.file);
    const message = result?.messages.find(({ ruleId }) => ruleId === wanted.rule);
    if (result === undefined || message === undefined) throw new Error(`The linter no longer reports ${wanted.rule} in ${wanted.file}: choose another report for the picture.`);
    const { svg, bottom } = drawReport(wanted.file, readFileSync(result.filePath, 'utf8'), message, wanted, top);
    if (top > 0) parts.push(divider(top));
    parts.push(svg);
    told.push(`${wanted.file}:${message.line}: ${message.message}`);
    top = bottom;
  }
  return windowOf({ title: 'What the linter says of the example', told, parts, height: top });
}
