/** A lint report as an editor shows it: the place, the lines around it, a squiggle under what is meant. */
import { count, paint } from './terminal.mjs';

const before = 1;
const after = 1;

/**
 * @param {string} file The path to show.
 * @param {string} source The file's text.
 * @param {import('eslint').Linter.LintMessage} message
 */
export function codeFrame(file, source, message) {
  const lines = source.split(/\r?\n/);
  const first = Math.max(1, message.line - before);
  const last = Math.min(lines.length, message.line + after);
  const gutter = String(last).length;
  const severity = message.severity === 2 ? paint(['bold', 'red'], 'error') : paint(['bold', 'yellow'], 'warning');
  const frame = [
    `${paint('bold', `${file}:${message.line}:${message.column}`)}  ${severity}  ${message.message}  ${paint('gray', message.ruleId ?? 'parser')}`,
  ];
  for (let line = first; line <= last; line += 1) {
    const text = lines[line - 1] ?? '';
    frame.push(`  ${paint('gray', `${String(line).padStart(gutter)} │`)} ${text}`);
    if (line === message.line) frame.push(`  ${paint('gray', `${' '.repeat(gutter)} │`)} ${squiggle(text, message)}`);
  }
  const suggestions = message.suggestions ?? [];
  if (message.fix !== undefined) frame.push(`  ${' '.repeat(gutter)} ${paint('green', '✦ fix available')}`);
  for (const suggestion of suggestions) frame.push(`  ${' '.repeat(gutter)} ${paint('green', `✦ ${suggestion.desc}`)}`);
  return frame.join('\n');
}

/** A report that spans lines is underlined to the end of its first one, as editors fold it. */
function squiggle(text, message) {
  const start = message.column - 1;
  const end = message.endLine === message.line && message.endColumn !== undefined ? message.endColumn - 1 : text.trimEnd().length;
  const indent = text.slice(0, start).replace(/[^\t]/g, ' ');
  return indent + paint('red', '~'.repeat(Math.max(1, end - start)));
}

/** "12 errors in 8 files". */
export function tally(results) {
  const messages = results.reduce((sum, result) => sum + result.messages.length, 0);
  return `${count(messages, 'report')} in ${count(results.filter((result) => result.messages.length > 0).length, 'file')}`;
}
