/** One leak from its report to the silence after its rewrite, narrow enough to stand beside the site's first words. */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { structuredPatch } from 'diff';
import { ESLint } from 'eslint';
import { migrateSource } from 'safely-close-codemod';
import { lint, overrides } from '../demo/lint.mjs';
import { coloursOfLine } from './codemod.mjs';
import { codeLine, divider, escaped, measures, pixels, row, squiggle, windowOf, wrapped } from './drawing.mjs';

const { character, lineHeight, margin, gutter, left } = measures;
const columns = 60;
const across = 2 * margin + gutter + columns * character;

const file = 'feed.ts';
const rule = 'safely-close/require-safe-close';

/** @param {string} example The example's folder. */
export async function drawHome(example) {
  const before = readFileSync(join(example, file), 'utf8');
  const message = (await lint(example)).find(({ filePath }) => relative(example, filePath) === file)?.messages.find(({ ruleId }) => ruleId === rule);
  const outcome = migrateSource(file, before, { closeStyle: 'await-using', moduleSystem: 'esm' });
  if (message === undefined || outcome.status !== 'migrated') throw new Error(`${file} is no longer reported by ${rule} and rewritten: choose another file for the picture.`);
  const after = await reportsOf(example, outcome.text);

  const parts = [];
  const told = [`${file}:${message.line}: ${message.message}`];
  let y = 8;
  const write = (x, look, text, content = escaped(text)) => parts.push(row(x, y, look, content, text.length));
  const command = (words) => {
    y += lineHeight;
    write(margin, 'good', '$');
    write(margin + 2 * character, 'title', words);
    y += 6;
  };
  const endPart = () => {
    y += margin - 4;
    parts.push(divider(y, across));
    y += 6;
  };

  command(`npx eslint ${file}`);
  const reported = before.split('\n')[message.line - 1] ?? '';
  y += lineHeight;
  parts.push(`<rect x="1" y="${pixels(y - 14)}" width="${pixels(across - 2)}" height="${lineHeight}" class="reported"/>`);
  write(left - (String(message.line).length + 2) * character, 'number', String(message.line));
  write(left, 'code', reported, codeLine(reported, 0, coloursOfLine(reported, file)));
  parts.push(squiggle(left + (message.column - 1) * character, y + 5, message.endColumn - message.column));
  y += 6;
  for (const words of wrapped(message.message, columns)) {
    y += lineHeight;
    write(left, 'message', words);
  }
  y += lineHeight;
  write(left, 'rule', message.ruleId);
  endPart();

  command(`npx safely-close-codemod ${file}`);
  for (const line of structuredPatch(file, file, before, outcome.text, '', '', { context: 0 }).hunks.flatMap(({ lines }) => lines)) {
    const [sign, text] = [line.slice(0, 1), line.slice(1)];
    told.push(`${file}: ${line}`);
    y += lineHeight;
    parts.push(`<rect x="1" y="${pixels(y - 14)}" width="${pixels(across - 2)}" height="${lineHeight}" class="${sign === '+' ? 'added' : 'removed'}"/>`);
    write(left - 2 * character, 'number', sign);
    if (text !== '') write(left, 'code', text, codeLine(text, 0, coloursOfLine(text, file)));
  }
  endPart();

  command(`npx eslint ${file}`);
  y += lineHeight;
  const silence = after.length === 0 ? 'Nothing to report.' : after.join(' ');
  told.push(silence);
  write(left, after.length === 0 ? 'good' : 'bad', silence);
  return windowOf({ title: 'A leak, its rewrite, and the silence after it', told, parts, height: y + margin, across });
}

/** What the linter says of the rewritten file. */
async function reportsOf(example, text) {
  const eslint = new ESLint({ cwd: example, overrideConfigFile: true, overrideConfig: await overrides() });
  const [result] = await eslint.lintText(text, { filePath: file });
  return (result?.messages ?? []).map(({ message }) => message);
}
