#!/usr/bin/env node
// What the rules cost, told by ESLint's own statistics. After a build: `npm run bench:lint` prints a table, `-- --json` the
// figures, `-- --write` renews docs/benchmarks/lint.md and its chart; `--rounds <n>` says how often each run is repeated.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { corpus, root, workspaceFiles } from './lint/corpus.mjs';
import { growth } from './lint/growth.mjs';
import { importTimes } from './lint/import-time.mjs';
import { machine } from './lint/machine.mjs';
import { lintTimes } from './lint/measure.mjs';
import { chart, markdown, page } from './lint/report.mjs';
import { typedCorpus, typedTimes } from './lint/typed.mjs';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, write: { type: 'boolean', default: false }, rounds: { type: 'string', default: '3' } },
});
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError('"--rounds" must be a whole number of at least 1.');

const tell = (text) => process.stderr.write(`${text}\n`);

/** The same run several times, each with a new ESLint and new settings, and so with the plugin's caches empty. */
async function repeated(name, files, config) {
  const runs = [];
  for (let round = 1; round <= rounds; round += 1) {
    tell(`${name}: ${String(files.length)} files, round ${String(round)} of ${String(rounds)}`);
    runs.push(await lintTimes(files, config));
  }
  return runs;
}

const { without, throughImports, withSessions, leftOut } = corpus();
const result = {
  machine: machine(),
  rounds,
  leftOut,
  without: await repeated('files without sessions', without, 'recommended'),
  throughImports: await repeated('files whose imports lead to a client', throughImports, 'recommended'),
  withSessions: await repeated('files with sessions', withSessions, 'recommended'),
  workspace: await repeated('files with sessions, of this workspace', workspaceFiles(), 'recommended'),
  typed: await typedTimes(typedCorpus(), rounds, tell),
  growth: await growth(rounds, tell),
  importMs: await importTimes(11),
};

process.stdout.write(`${options.json ? JSON.stringify(result, undefined, 2) : markdown(result)}\n`);
if (options.write) {
  writeFileSync(join(root, 'docs', 'benchmarks', 'lint.svg'), chart(result));
  writeFileSync(join(root, 'docs', 'benchmarks', 'lint.md'), page(result));
  tell('docs/benchmarks/lint.md and docs/benchmarks/lint.svg are written.');
}
