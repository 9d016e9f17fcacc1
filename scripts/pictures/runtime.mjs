/** What the example leaves behind against a site that stalls, before the migration and after: measured, as the demo does. */
import { jobs } from '../../examples/crawler/jobs.ts';
import { temporaryCopy } from '../demo/copy.mjs';
import { whyNoLibcurl } from '../demo/compare.mjs';
import { measure } from '../demo/measure.mjs';
import { migrate } from '../demo/migrate.mjs';
import { milliseconds } from '../demo/terminal.mjs';
import { escaped, measures, row, windowOf } from './drawing.mjs';

const { character, lineHeight, margin } = measures;

/**
 * @param {string} example The example's folder.
 * @param {string} packages The folder of the packages that it imports.
 */
export async function drawRuntime(example, packages) {
  const missing = whyNoLibcurl(example);
  if (missing !== undefined) throw new Error(`The picture shows all jobs, and some need node-libcurl: ${missing}.`);
  await using copy = await temporaryCopy(example, packages);
  migrate(copy.path);
  const names = Object.keys(jobs);
  const before = await measure(example, names);
  const after = await measure(copy.path, names);
  const rows = [
    ['', 'before', 'after'],
    ['promises that never settle', pendingOf(before, names), pendingOf(after, names)],
    ['sockets open at the site', told(before.left.sockets), told(after.left.sockets)],
    ['the process', endOf(before), endOf(after)],
    ...names.map((name) => [`  ${name}`, outcomeOf(before.jobs[name]), outcomeOf(after.jobs[name])]),
  ];
  const columns = [0, 32, 78].map((column) => margin + column * character);
  const parts = [];
  let y = 8;
  for (const [index, cells] of rows.entries()) {
    y += lineHeight;
    if (index === 4) y += 8;
    for (const [column, cell] of cells.entries()) {
      const { text, look } = typeof cell === 'string' ? { text: cell, look: index === 0 ? 'title' : 'code' } : cell;
      if (text.trim() !== '') parts.push(row(columns[column], y, look, escaped(text), text.length));
    }
  }
  const words = rows.map((cells) => cells.map((cell) => (typeof cell === 'string' ? cell : cell.text).trim()).join(' | '));
  return windowOf({ title: 'What the example leaves behind, before and after', told: words, parts, height: y + margin });
}

const told = (count) => ({ text: String(count), look: count === 0 ? 'good' : 'bad' });

function pendingOf(run, names) {
  const pending = names.filter((name) => run.jobs[name].state === 'pending').length;
  return pending === 0 ? told(0) : { text: `${pending} of ${names.length}`, look: 'bad' };
}

function endOf({ ended, tookMs }) {
  if (ended.by === 'the demo') return { text: `still running after ${milliseconds(tookMs)}`, look: 'bad' };
  return { text: `ended by itself after ${milliseconds(tookMs)}, exit code ${ended.code}`, look: ended.code === 0 ? 'good' : 'bad' };
}

const longest = 43;

function outcomeOf({ state, text }) {
  if (state === 'pending') return { text: 'never settles', look: 'bad' };
  const line = `${state === 'failed' ? 'error: ' : ''}${text}`.replaceAll('\n', ' ');
  return { text: line.length > longest ? `${line.slice(0, longest - 1)}…` : line, look: 'code' };
}
