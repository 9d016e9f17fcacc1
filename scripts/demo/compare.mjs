/** Runs the crawler as it was and as it is now, and sets what they leave side by side. */
import { spawnSync } from 'node:child_process';
import { jobs } from '../../examples/crawler/jobs.ts';
import { measure } from './measure.mjs';
import { milliseconds, paint, table } from './terminal.mjs';

/** How many single jobs run at a time, before and after each in a process of its own. */
const lanes = 4;

/** @returns {string | undefined} Why node-libcurl can't be used here; in a process of its own, because a failing addon may take it down. */
export function whyNoLibcurl(folder) {
  const { status, signal, stderr } = spawnSync(process.execPath, ['-e', "require('node-libcurl')"], { cwd: folder, encoding: 'utf8' });
  if (status === 0) return undefined;
  const reason = stderr.split('\n').find((line) => /^\w*Error\b/.test(line)) ?? (signal === null ? `exit code ${status}` : signal);
  return `node-libcurl can't be loaded (${reason})`;
}

/**
 * @typedef {{ names: readonly string[], before: import('./measure.mjs').Run, after: import('./measure.mjs').Run }} Pair
 *
 * @param {string} before The folder of the crawler as it was.
 * @param {string} after The folder of the migrated copy.
 * @param {boolean} withLibcurl
 * @returns {Promise<{ whole: Pair, single: readonly Pair[], leftOut: readonly string[] }>}
 */
export async function compare(before, after, withLibcurl) {
  const pair = async (names) => {
    const [was, is] = await Promise.all([measure(before, names), measure(after, names)]);
    return { names, before: was, after: is };
  };
  const names = Object.keys(jobs).filter((name) => withLibcurl || jobs[name].library !== 'node-libcurl');
  const whole = await pair(names);
  const single = await inLanes(names.map((name) => () => pair([name])));
  return { whole, single, leftOut: Object.keys(jobs).filter((name) => !names.includes(name)) };
}

async function inLanes(tasks) {
  const results = [];
  const queue = tasks.entries();
  const lane = async () => {
    for (const [index, task] of queue) results[index] = await task();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

const pending = (run) => Object.values(run.jobs).filter((job) => job.state === 'pending').length;

/** Nothing pending, nothing open at the site, and the process went by itself. */
export const leavesNothing = (run) =>
  pending(run) === 0 && run.left.sockets === 0 && run.left.unanswered === 0 && run.ended.by === 'itself' && run.ended.code === 0;

/** Promises that never settle, sockets that stay open, a process that does not end: all three. */
export const leavesSomething = (run) => pending(run) > 0 && run.left.sockets > 0 && run.ended.by === 'the demo';

/** Jobs of which the error may be another one after: `download`'s failing close hides the error of its deadline. */
const errorWasHidden = new Set(['download']);

/** The jobs that came to something else than before, apart from those that are mended: they settle, or no longer fail. */
export function changedOutcomes({ names, before, after }) {
  return names.filter((name) => {
    const [was, is] = [before.jobs[name], after.jobs[name]];
    if (was.state === 'pending') return false;
    if (was.state === 'failed' && (is.state === 'done' || (is.state === 'failed' && errorWasHidden.has(name)))) return false;
    return is.state !== was.state || is.text !== was.text;
  });
}

const good = (text) => paint('green', text);
const bad = (text) => paint('red', text);

function ending({ ended, tookMs }) {
  if (ended.by === 'the demo') return bad(`still running after ${milliseconds(tookMs)}`);
  const how = ended.signal === null ? `exit code ${ended.code}` : ended.signal;
  return (ended.code === 0 ? good : bad)(`${how} after ${milliseconds(tookMs)}`);
}

const open = ({ left }) => (left.sockets === 0 ? good('0') : bad(String(left.sockets)));

/** How many closings had work in flight to end, and how long the slowest of them took. */
function closingTime({ closings }) {
  if (closings.length === 0) return '–';
  return `${closings.length} in ${milliseconds(Math.max(...closings.map((closing) => closing.tookMs)))} at most`;
}

/** The crawler as a whole, all jobs in one process: what it leaves, a line a measure. */
export function wholeTable({ names, before, after }) {
  const unsettled = (run) => (pending(run) === 0 ? good('0') : bad(`${pending(run)} of ${names.length}`));
  return table([
    ['', paint('bold', 'before'), paint('bold', 'after')],
    ['promises that never settle', unsettled(before), unsettled(after)],
    ['sockets open at the site', open(before), open(after)],
    ['requests without an answer', String(before.left.unanswered), String(after.left.unanswered)],
    ['the process', ending(before), ending(after)],
    ['safe closings with work in flight', closingTime(before), closingTime(after)],
  ]);
}

/** Job by job, each in a process of its own. */
export function jobTable(single) {
  return table([
    ['job', 'before: sockets', 'process', 'after: sockets', 'process', 'closing'].map((cell) => paint('bold', cell)),
    ...single.map(({ names: [name], before, after }) => [name, open(before), ending(before), open(after), ending(after), closingTime(after)]),
  ]);
}

/** What processes said that ended in a way of their own: neither well nor with the code of a top-level await that never settles. */
export function lastWords(pairs) {
  return pairs.flatMap(({ names, before, after }) =>
    [['before', before], ['after', after]]
      .filter(([, run]) => run.ended.by === 'itself' && run.ended.code !== 0 && run.ended.code !== 13)
      .map(([side, run]) => `${names.length === 1 ? names[0] : 'the whole crawler'}, ${side}:\n${run.errors.trim()}`),
  );
}

/** What the code that waits for each job got, in the run of the whole. */
export function outcomeTable({ names, before, after }) {
  const outcome = ({ state, text }) => {
    if (state === 'pending') return bad('never settles');
    const short = text.length > outcomeWidth ? `${text.slice(0, outcomeWidth - 1)}…` : text;
    return state === 'failed' ? `error: ${short}` : short;
  };
  return table([
    ['job', 'before', 'after'].map((cell) => paint('bold', cell)),
    ...names.map((name) => [name, outcome(before.jobs[name]), outcome(after.jobs[name])]),
  ]);
}

/** Enough to tell the messages apart, and little enough for two beside each other. */
const outcomeWidth = 44;
