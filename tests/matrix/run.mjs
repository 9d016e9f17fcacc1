#!/usr/bin/env node
// Packs the three packages and tries them, as a user gets them, with every combination of `combinations.mjs`: "npm run test:matrix".
// `npm run test:matrix -- pnpm "Node 22"` runs those whose row names one of the words. Ends with the line "N passed, N failed, N skipped".
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { combinations } from './combinations.mjs';
import { installProject, scriptCommand } from './install.mjs';
import { packAll } from './pack.mjs';
import { mustRun, runProgram } from './run-program.mjs';
import { installManager, installNode, whyOffline } from './tools.mjs';

const words = process.argv.slice(2);
/** As many installations at a time; more only wait for the same disk and network. */
const atATime = 2;

const titleOf = ({ title, node }) => (node === undefined ? title : `Node ${node}: ${title}`);
const isWanted = (combination, check) => words.length === 0 || words.some((word) => `${combination.title} ${titleOf(check)}`.includes(word));

const chosen = combinations
  .map((combination) => ({ ...combination, checks: combination.checks.filter((check) => isWanted(combination, check)) }))
  .filter(({ checks }) => checks.length > 0);
const rows = chosen.flatMap((combination) => combination.checks.map((check) => [combination.title, titleOf(check)]));
const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));

const tally = { passed: 0, failed: 0, skipped: 0 };

function say(combination, check, outcome, seconds, remark) {
  tally[outcome] += 1;
  const mark = { passed: '✓', failed: '✗', skipped: '–' }[outcome];
  console.log(`${mark} ${combination.title.padEnd(widths[0])}  ${titleOf(check).padEnd(widths[1])}  ${seconds.toFixed(1).padStart(5)} s  ${remark}`);
}

/** Gives one of its promise for the same key, made when it is first asked for. */
function once(make) {
  const made = new Map();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key);
  };
}

async function tryCombination(combination, index, { workplace, tarballs, registry, nodeOf, managerOf }) {
  const folder = join(workplace, `project-${index}`);
  let command;
  try {
    command = await managerOf(combination.manager);
    await installProject(folder, combination, { command, tarballs, registry });
  } catch (error) {
    for (const check of combination.checks) say(combination, check, 'failed', 0, 'could not be installed');
    console.log(error.message);
    return;
  }
  for (const check of combination.checks) {
    const node = await nodeOf(check.node ?? 'own').catch((error) => ({ missing: error.message }));
    if (typeof node !== 'string') {
      say(combination, check, 'skipped', 0, node.missing.split('\n')[0]);
      continue;
    }
    const started = performance.now();
    const environment = combination.engines === undefined ? {} : { NO_AWAIT_USING: '1' };
    const { exitCode, output, errors } = await runProgram(folder, [...scriptCommand(combination, command, node), `checks/${check.script}`, ...(check.arguments ?? [])], { node, environment });
    const seconds = (performance.now() - started) / 1000;
    say(combination, check, exitCode === 0 ? 'passed' : 'failed', seconds, exitCode === 0 ? output.trim().split('\n').at(-1) : '');
    if (exitCode !== 0) console.log(`${output}${errors}`);
  }
  await rm(folder, { recursive: true, force: true });
}

const workplace = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-matrix-')));
try {
  const offline = await whyOffline(workplace);
  if (offline !== undefined) {
    for (const combination of chosen) for (const check of combination.checks) say(combination, check, 'skipped', 0, offline);
  } else {
    const tools = {
      workplace,
      tarballs: await packAll(workplace),
      registry: (await mustRun(workplace, ['npm', 'config', 'get', 'registry'])).output.trim(),
      nodeOf: once((version) => (version === 'own' ? Promise.resolve(process.execPath) : installNode(workplace, version))),
      managerOf: once((manager) => installManager(workplace, manager)),
    };
    const waiting = chosen.entries();
    await Promise.all(
      Array.from({ length: atATime }, async () => {
        for (const [index, combination] of waiting) await tryCombination(combination, index, tools);
      }),
    );
  }
} finally {
  await rm(workplace, { recursive: true, force: true });
}
console.log(`\n${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exitCode = tally.failed > 0 ? 1 : 0;
