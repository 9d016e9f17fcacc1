#!/usr/bin/env node
// What the codemod costs beside jscodeshift's own runner, in time and memory, and whether workers and shards add up. After a build:
// `npm run bench:codemod` prints a table, `-- --json` the figures, `-- --write` renews docs/benchmarks/codemod.md and its chart;
// `--rounds <n>` says how often each run is repeated.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCodemod, runCodemodWithin, runJscodeshift } from './codemod/contenders.mjs';
import { part, root, writeCorpus } from './codemod/corpus.mjs';
import { boundedHeapMb, chart, markdown, page } from './codemod/report.mjs';
import { sameResults } from './codemod/same-result.mjs';
import { machine } from './lint/machine.mjs';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, write: { type: 'boolean', default: false }, rounds: { type: 'string', default: '2' } },
});
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError('"--rounds" must be a whole number of at least 1.');

const tell = (text) => process.stderr.write(`${text}\n`);
const scratch = mkdtempSync(join(tmpdir(), 'safely-close-bench-'));

function copyOf(files, corpusFolder, name) {
  const folder = join(scratch, name);
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(corpusFolder, file), join(folder, file));
  }
  return folder;
}

/** Both contenders on the same files, one after the other in each round. */
async function sideBySide(name, folder) {
  const runs = { codemod: [], jscodeshift: [] };
  for (let round = 1; round <= rounds; round += 1) {
    tell(`${name}: round ${String(round)} of ${String(rounds)}`);
    runs.codemod.push(await timeOf(runCodemod(folder, ['.'], '--dry-run')));
    const [inBand, workers] = [await timeOf(runJscodeshift(folder, ['.'], '--dry', '--run-in-band')), await timeOf(runJscodeshift(folder, ['.'], '--dry'))];
    runs.jscodeshift.push(inBand.ms < workers.ms ? inBand : workers);
  }
  return runs;
}

const timeOf = async (run) => {
  const { ms, changed, errors } = await run;
  return { ms, ...(changed === undefined ? {} : { changed, errors }) };
};

try {
  const corpusFolder = join(scratch, 'corpus');
  tell('copying the corpus');
  const corpus = writeCorpus(corpusFolder);
  const all = await sideBySide('all files', corpusFolder);
  const sessions = await sideBySide('files with sessions', copyOf(corpus.sessionFiles, corpusFolder, 'sessions'));
  const memory = [];
  for (const share of [0.25, 0.5, 1]) {
    const files = part(corpus, Math.round(corpus.files.length * share));
    tell(`memory: ${String(files.length)} files`);
    const folder = copyOf(files, corpusFolder, `part-${String(files.length)}`);
    const { peakKb } = await runCodemod(folder, ['.'], '--dry-run');
    memory.push({ files: files.length, peakKb, bounded: await runCodemodWithin(boundedHeapMb, folder) });
  }
  tell('workers and shards');
  mkdirSync(join(scratch, 'same'));
  const same = await sameResults(corpusFolder, corpus.files, join(scratch, 'same'));

  const jscodeshift = createRequire(join(root, 'codemods', 'package.json'))('jscodeshift/package.json').version;
  const result = { machine: { ...machine(), jscodeshift }, rounds, corpus: { files: corpus.files.length, sessionFiles: corpus.sessionFiles.length, packages: corpus.packages }, all, sessions, memory, same };
  process.stdout.write(`${options.json ? JSON.stringify(result, undefined, 2) : markdown(result)}\n`);
  if (options.write) {
    writeFileSync(join(root, 'docs', 'benchmarks', 'codemod.svg'), chart(result));
    writeFileSync(join(root, 'docs', 'benchmarks', 'codemod.md'), page(result));
    tell('docs/benchmarks/codemod.md and docs/benchmarks/codemod.svg are written.');
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
