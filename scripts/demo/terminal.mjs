/** How the demo speaks: colours on a terminal that wants them, plain text in a pipe or under NO_COLOR. */
import { stripVTControlCharacters, styleText } from 'node:util';

/** `text` in `format` (a style of `util.styleText`, or several), where standard output shows colours. */
export const paint = (format, text) => styleText(format, text, { stream: process.stdout });

export function say(text = '') {
  process.stdout.write(`${text}\n`);
}

export function heading(text) {
  say();
  say(paint(['bold', 'cyan'], text));
  say(paint('cyan', '─'.repeat(text.length)));
}

/** "1 socket", "2 sockets". */
export const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;

export const milliseconds = (value) => (value < 1_000 ? `${Math.round(value)} ms` : `${(value / 1_000).toFixed(1)} s`);

/** Lines up the cells of `rows` in columns; styled cells count by what is seen of them. */
export function table(rows) {
  const seen = (cell) => stripVTControlCharacters(cell).length;
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => seen(row[column] ?? ''))));
  return rows.map((row) => row.map((cell, column) => cell + ' '.repeat(widths[column] - seen(cell))).join('  ').trimEnd()).join('\n');
}
