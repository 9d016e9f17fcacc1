/** What the codemod changes in files of the example, as a diff shows it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { structuredPatch } from 'diff';
import { migrateSource } from 'safely-close-codemod';
import { codeLine, colours, divider, escaped, measures, pixels, row, windowOf } from './drawing.mjs';

const { character, lineHeight, margin, width, left } = measures;

/** Three idioms: a close at the end, a promise around handlers, a request that outlives its scope. */
const shown = ['feed.ts', 'page.ts', 'ping.ts'];
const looks = { '+': 'added', '-': 'removed' };

/** @param {string} example The example's folder. */
export function drawCodemod(example) {
  const parts = [];
  const told = [];
  let y = 0;
  for (const file of shown) {
    const before = readFileSync(join(example, file), 'utf8');
    const outcome = migrateSource(file, before, { closeStyle: 'await-using', moduleSystem: 'esm' });
    if (outcome.status !== 'migrated' || outcome.text === before) throw new Error(`The codemod no longer changes ${file}: choose another file for the picture.`);
    if (y > 0) parts.push(divider(y));
    const idioms = outcome.sites.flatMap((site) => (site.outcome === 'changed' ? [site.idiom] : []));
    y += 24;
    parts.push(row(margin, y, 'title', escaped(file), file.length), row(margin + (file.length + 2) * character, y, 'rule', idioms.join(', '), idioms.join(', ').length));
    y += 8;
    const { hunks } = structuredPatch(file, file, before, outcome.text, '', '', { context: 1 });
    for (const [index, { lines }] of hunks.entries()) {
      if (index > 0) {
        y += lineHeight;
        parts.push(row(left, y, 'rule', '⋯', 1));
      }
      for (const line of lines) {
        const [sign, text] = [line.slice(0, 1), line.slice(1)];
        y += lineHeight;
        const look = looks[sign];
        if (look !== undefined) {
          told.push(`${file}: ${line}`);
          parts.push(`<rect x="1" y="${pixels(y - 14)}" width="${pixels(width - 2)}" height="${lineHeight}" class="${look}"/>`, row(left - 2 * character, y, 'number', sign, 1));
        }
        if (text !== '') parts.push(row(left, y, 'code', codeLine(text, 0, coloursOfLine(text, file)), text.length));
      }
    }
    y += margin;
  }
  return windowOf({ title: 'What the codemod changes in the example', told, parts, height: y });
}

/** A line alone may not parse (`}`); then it stays as it is. */
export function coloursOfLine(text, file) {
  for (const whole of [text, `${text}}`, `async () => {${text}`, `async () => {${text}}`, `async () => {${text}})}`]) {
    const shift = whole.startsWith('async () => {') && !text.startsWith('async () => {') ? 'async () => {'.length : 0;
    try {
      return colours(whole, file).map(([from, to, name]) => [from - shift, to - shift, name]).filter(([from]) => from >= 0);
    } catch {
      // Another way of completing it may parse.
    }
  }
  return [];
}
