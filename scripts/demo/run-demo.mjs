/** The four steps, one after the other. */
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checks } from './checks.mjs';
import { tally } from './code-frame.mjs';
import { changedOutcomes, compare, jobTable, lastWords, leavesNothing, leavesSomething, outcomeTable, wholeTable, whyNoLibcurl } from './compare.mjs';
import { temporaryCopy } from './copy.mjs';
import { lint, show } from './lint.mjs';
import { again, migrate, preview } from './migrate.mjs';
import { compile, runOwnTests } from './still-sound.mjs';
import { count, heading, milliseconds, paint, say } from './terminal.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const skipped = paint('yellow', 'skipped');
const example = join(root, 'examples', 'crawler');

/** @returns {Promise<number>} The exit code: 0 where every step showed what it must. */
export async function runDemo() {
  const started = performance.now();
  const { expect, failed } = checks();
  await using copy = await temporaryCopy(example, join(root, 'node_modules'));

  await lintAsItIs(expect);
  migrateCopy(copy.path, expect);
  const noLibcurl = whyNoLibcurl(example);
  await lintCopy(copy.path, expect);
  checkCopy(copy.path, noLibcurl, expect);
  await runBoth(copy.path, noLibcurl, expect);

  say();
  const took = milliseconds(performance.now() - started);
  say(
    failed.length === 0
      ? paint(['bold', 'green'], `The demo showed what it should, in ${took}.`)
      : paint(['bold', 'red'], `The demo did not show what it should (${took}). What failed: ${failed.join('; ')}.`),
  );
  return failed.length === 0 ? 0 : 1;
}

async function lintAsItIs(expect) {
  heading('1  The linter on the crawler as it is (examples/crawler)');
  const results = await lint(example);
  await show(example, results);
  expect(results.some((result) => result.messages.length > 0), `the linter finds what is wrong: ${tally(results)}`);
}

function migrateCopy(copy, expect) {
  heading('2  The codemod on a copy of it');
  const announced = preview(copy);
  const totals = migrate(copy).totals;
  say();
  expect(
    totals.changed > 0 && totals.changed === announced.totals.changed && totals.failedFiles === 0,
    `the codemod did what it announced: ${count(totals.changed, 'session')} changed, ${totals.skipped} skipped, ${totals.review} for review`,
  );
}

async function lintCopy(copy, expect) {
  heading('3  The linter, the compiler and its own tests on the migrated copy');
  const results = await lint(copy);
  const migration = again(copy);
  await show(copy, results);

  const reported = results.filter((result) => result.messages.length > 0).map((result) => relative(copy, result.filePath).split(sep).join('/'));
  const review = migration.sites.filter((site) => site.outcome === 'review');
  for (const { path, line, reason } of review) {
    say(`${paint('bold', `${path}:${line}`)}  left for review: ${migration.reasons[reason].message}`);
    say(`  ${migration.reasons[reason].byHand}`);
  }
  if (review.length > 0) say();
  const unexplained = reported.filter((path) => !review.some((site) => site.path === path));
  expect(unexplained.length === 0, `the linter is silent but for the ${count(review.length, 'site')} left for review: ${tally(results)}`);
  expect(migration.totals.changed === 0, 'a second run of the codemod would change nothing');
}

function checkCopy(copy, noLibcurl, expect) {
  const types = compile(copy);
  if (!types.passed) say(types.output);
  expect(types.passed, 'the copy compiles');
  if (noLibcurl !== undefined) return say(`${skipped}  its own tests: ${noLibcurl}.`);
  const tests = runOwnTests(copy);
  if (!tests.passed) say(tests.output);
  expect(tests.passed, 'its own tests pass');
}

async function runBoth(copy, noLibcurl, expect) {
  heading('4  Both against a site that stalls');
  const { whole, single, leftOut } = await compare(example, copy, noLibcurl === undefined);
  say('The whole crawler, all jobs at once: what it leaves, and what each job came to.');
  say();
  say(wholeTable(whole));
  say();
  say(outcomeTable(whole));
  say();
  say('Job by job, each in a process of its own.');
  say();
  say(jobTable(single));
  say();
  for (const words of lastWords([whole, ...single])) {
    say(words);
    say();
  }
  if (noLibcurl !== undefined) {
    say(`${skipped}  the jobs on node-libcurl (${leftOut.join(', ')}): ${noLibcurl}.`);
    say();
  }
  const unclean = single.filter(({ after }) => !leavesNothing(after)).map(({ names: [name] }) => name);
  // Job by job: all at once they take each other's time, and a deadline of a second is short.
  const others = single.flatMap((both) => changedOutcomes(both));
  expect(leavesSomething(whole.before), 'before: promises that never settle, open sockets, a process that does not end');
  expect(leavesNothing(whole.after), 'after: every promise settles, no socket stays open, the process ends by itself');
  expect(unclean.length === 0, `after, job by job: ${unclean.length === 0 ? 'none leaves anything' : `${unclean.join(', ')} leave something`}`);
  expect(others.length === 0, `what a job came to before, it comes to now${others.length === 0 ? '' : `, but not ${others.join(', ')}`}`);
}
