// Migrates real packages, each in a folder of its own, and holds them against themselves: their type check and tests give what they
// gave before, nothing outside of the sessions changes, a second run changes nothing, and the linter is silent on what was rewritten.
//
//   npm run test:packages                     all of them
//   npm run test:packages -- aedes            one; --keep leaves its folder; --write puts the table into the docs
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { ESLint } from 'eslint';
import safelyClose from 'eslint-plugin-safely-close';
import { closing } from 'safely-close';
import { parser } from 'typescript-eslint';
import { foreignWords, lex, lineEnds, surplus } from '../codemods/support/kept.ts';
import { packages } from './packages.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const codemod = join(root, 'codemods/dist/cli/main.js');
const page = join(root, 'docs/codemod/packages.md');
const longestMs = 10 * 60_000;

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const chosen = packages.filter(({ name }) => names.length === 0 || names.includes(name));

class Refusal extends Error {}

function run(folder, command, { mayFail = false } = {}) {
  const [program, ...rest] = command;
  const environment = { ...process.env, PATH: `${join(folder, 'node_modules/.bin')}:${dirname(process.execPath)}:${process.env.PATH}`, NO_COLOR: '1', FORCE_COLOR: '0', NODE_TEST_CONTEXT: undefined };
  const result = spawnSync(program, rest, { cwd: folder, env: environment, encoding: 'utf8', timeout: longestMs, maxBuffer: 256 * 1024 * 1024 });
  if (result.error !== undefined) throw new Refusal(`"${command.join(' ')}" could not be run: ${result.error.message}`);
  if (!mayFail && result.status !== 0) throw new Refusal(`"${command.join(' ')}" failed:\n${result.stdout.slice(-2000)}\n${result.stderr.slice(-2000)}`);
  return result;
}

/** The package as the registry has it, with what its tests need, and the runtime that rewritten code imports. */
function fetchPackage({ name, version, leaves = [] }, scratch, runtime) {
  run(scratch, ['npm', 'pack', `${name}@${version}`, '--silent']);
  const archive = readdirSync(scratch).find((file) => file.endsWith('.tgz'));
  run(scratch, ['tar', 'xzf', archive]);
  const folder = join(scratch, 'project');
  renameSync(join(scratch, readdirSync(scratch).find((file) => file !== archive)), folder);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const dependency of leaves) delete manifest.devDependencies?.[dependency];
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--silent', '--legacy-peer-deps'];
  run(folder, ['npm', 'install', ...quietly]);
  run(folder, ['npm', 'install', '--no-save', ...quietly, runtime]);
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
  for (const command of [['init', '-q'], ['add', '-A'], ['-c', 'user.name=test', '-c', 'user.email=test@localhost', 'commit', '-qm', 'as published']]) run(folder, ['git', '-c', 'core.autocrlf=false', ...command]);
  return { folder, license: typeof manifest.license === 'string' ? manifest.license : 'not said' };
}

/** What the package's own tests and type check come to: a sorted list of outcomes. */
function judge({ tests, types }, folder) {
  const says = tests.says === 'node:test' ? ['--test-reporter', join(here, 'outcomes.mjs'), '--test-reporter-destination=stdout'] : [];
  const [program, ...rest] = tests.command;
  const { stdout, status } = run(folder, [program, ...says, ...rest], { mayFail: true });
  const outcomes =
    tests.says === 'node:test'
      ? [...stdout.matchAll(/^@outcome (.*)$/gmu)].map(([, outcome]) => outcome)
      : [...stdout.matchAll(/^(ok|not ok) \d+ (.*)$/gmu)].map(([, ok, title]) => `${ok === 'ok' ? 'pass' : 'fail'} ${title}`);
  const checked = types === undefined ? undefined : run(folder, types, { mayFail: true }).status;
  return { outcomes: outcomes.sort(), status, types: checked };
}

const counted = ({ outcomes }) => `${outcomes.filter((outcome) => outcome.startsWith('pass')).length} of ${outcomes.length}`;

/** Tests that come out in another way than before; those that differ between two runs of the same code tell nothing. */
function differences(spec, folder, before, after) {
  const differing = () => [...surplus(before.outcomes, after.outcomes), ...surplus(after.outcomes, before.outcomes)];
  const first = differing();
  if (first.length === 0) return { differing: [], unstable: [] };
  const again = judge(spec, folder);
  const unstable = [...surplus(after.outcomes, again.outcomes), ...surplus(again.outcomes, after.outcomes)];
  const patch = join(folder, '..', 'migration.patch');
  writeFileSync(patch, run(folder, ['git', 'diff', '--binary']).stdout);
  run(folder, ['git', 'checkout', '-q', '.']);
  const beforeAgain = judge(spec, folder);
  run(folder, ['git', 'apply', patch]);
  unstable.push(...surplus(before.outcomes, beforeAgain.outcomes), ...surplus(beforeAgain.outcomes, before.outcomes));
  const nameOf = (outcome) => outcome.replace(/^\w+ /u, '');
  const loose = new Set(unstable.map(nameOf));
  return { differing: first.filter((outcome) => !loose.has(nameOf(outcome))), unstable: [...loose] };
}

/** The lines that a migration has written, by file. */
function writtenLines(folder) {
  const lines = new Map();
  let file = '';
  for (const line of run(folder, ['git', 'diff', '-U0']).stdout.split('\n')) {
    if (line.startsWith('+++ b/')) file = line.slice(6);
    const [, start, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/u.exec(line) ?? [];
    if (start === undefined) continue;
    const written = lines.get(file) ?? new Set();
    for (let number = Number(start); number < Number(start) + Number(count); number += 1) written.add(number);
    lines.set(file, written);
  }
  return lines;
}

async function lintMessages(folder, files, style) {
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
        plugins: { 'safely-close': safelyClose },
        languageOptions: { parser },
        linterOptions: { reportUnusedDisableDirectives: 'off' },
        settings: { 'safely-close': { runtime: { style } } },
        rules: Object.fromEntries(Object.keys(safelyClose.rules).map((name) => [`safely-close/${name}`, 'error'])),
      },
    ],
  });
  const results = await eslint.lintFiles(files.map((file) => join(folder, file)));
  return results.flatMap(({ filePath, messages }) => messages.filter(({ ruleId }) => ruleId?.startsWith('safely-close/')).map(({ line, ruleId, message }) => ({ file: filePath.slice(folder.length + 1), line, ruleId, message })));
}

/** All that must hold of the texts. */
async function checkTexts(folder, report, again, style) {
  const faults = [];
  const changedFiles = run(folder, ['git', 'diff', '--name-only']).stdout.split('\n').filter((file) => file !== '');
  const reported = new Set(report.sites.filter((site) => site.outcome === 'changed').map((site) => site.path));
  for (const file of changedFiles) {
    if (!reported.has(file)) faults.push(`${file} changed, and the report does not say so`);
    const before = run(folder, ['git', 'show', `HEAD:${file}`]).stdout;
    const after = readFileSync(join(folder, file), 'utf8');
    const name = `file${extname(file)}`;
    const [old, now] = [lex(name, before), lex(name, after)];
    const own = new Set(report.sites.filter((site) => site.path === file).map((site) => site.name.replace(/^this\.#?/u, '')));
    if (JSON.stringify(old.comments) !== JSON.stringify(now.comments)) faults.push(`${file}: comments changed`);
    const lost = surplus(old.texts, now.texts).filter((text) => !/^['"](?:end|error)['"]$/u.test(text));
    if (lost.length > 0) faults.push(`${file}: strings were lost: ${lost.join(', ')}`);
    const words = foreignWords(old, now, own).filter((word) => !/^(?:end|quit|terminate|disconnect)$/u.test(word));
    if (words.length > 0) faults.push(`${file}: words came or went that are none of a close: ${words.join(', ')}`);
    if ([...lineEnds(before)].join() !== [...lineEnds(after)].join()) faults.push(`${file}: line ends changed`);
  }
  const written = writtenLines(folder);
  const open = new Set(again.sites.filter((site) => site.outcome === 'review').map((site) => `${site.path}:${site.line}`));
  for (const { file, line, ruleId, message } of await lintMessages(folder, changedFiles, style)) {
    if (written.get(file)?.has(line) === true && !open.has(`${file}:${line}`)) faults.push(`${file}:${line}: ${ruleId}: ${message}`);
  }
  if (again.sites.some((site) => site.outcome === 'changed')) faults.push('a second run changes something');
  return faults;
}

function migrate(folder, name, ...options) {
  const { status, stdout, stderr } = run(folder, [process.execPath, codemod, '.', '--yes', '--report', join(folder, '..', name), ...options], { mayFail: true });
  if (status !== 0 && status !== 3) throw new Refusal(`the codemod ended with ${status}:\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`);
  return JSON.parse(readFileSync(join(folder, '..', name), 'utf8'));
}

/** A server that a package's tests expect, unless one runs already. */
async function startNeeded(needs) {
  if (needs === undefined || (await answers(6379))) return undefined;
  if (spawnSync('which', [needs]).status !== 0) throw new Refusal(`its tests need ${needs}, which is not installed here`);
  const server = spawn(needs, ['--port', '6379', '--save', '', '--bind', '127.0.0.1'], { stdio: 'ignore' });
  for (let tries = 0; tries < 50 && !(await answers(6379)); tries += 1) await wait(100);
  return server;
}

async function answers(port) {
  await using socket = closing(connect(port, '127.0.0.1'));
  return await new Promise((resolve) => void socket.once('connect', () => resolve(true)).once('error', () => resolve(false)));
}

async function hold(spec, runtime) {
  const scratch = mkdtempSync(join(tmpdir(), 'safely-close-package-'));
  const server = await startNeeded(spec.needs);
  try {
    const { folder, license } = fetchPackage(spec, scratch, runtime);
    const before = judge(spec, folder);
    if (!before.outcomes.some((outcome) => outcome.startsWith('pass'))) throw new Refusal(`none of its tests pass as it is published, so nothing could be compared: ${before.outcomes.slice(0, 3).join('; ')}`);
    const report = migrate(folder, 'first.json', '--style', 'await-using');
    const again = migrate(folder, 'second.json', '--style', 'await-using', '--check', '--allow-dirty');
    const faults = await checkTexts(folder, report, again, 'await-using');
    const after = judge(spec, folder);
    const { differing, unstable } = differences(spec, folder, before, after);
    for (const outcome of differing) faults.push(`comes out in another way: ${outcome}`);
    if (before.types !== after.types) faults.push(`its type check ended with ${before.types} before and ${after.types} after`);
    return { spec, license, totals: report.totals, before, after, faults, unstable };
  } finally {
    server?.kill();
    if (flags.includes('--keep')) console.log(`  kept in ${scratch}`);
    else rmSync(scratch, { recursive: true, force: true });
  }
}

const row = ({ spec, license, totals, before, after, faults, unstable }) =>
  `| ${spec.name}@${spec.version} | ${license} | ${totals.changedFiles} of ${totals.scannedFiles} | ${totals.changed} | ${totals.skipped} | ${totals.review} | ${counted(before)} → ${counted(after)}${unstable.length > 0 ? ` (${unstable.length} unstable)` : ''} | ${before.types === undefined ? 'none' : before.types === 0 ? 'passes' : 'fails'} → ${after.types === undefined ? 'none' : after.types === 0 ? 'passes' : 'fails'} | ${faults.length === 0 ? 'holds' : faults.join('; ')} |`;

const shared = mkdtempSync(join(tmpdir(), 'safely-close-runtime-'));
try {
  run(join(root, 'runtime'), ['npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', shared]);
  const runtime = join(shared, readdirSync(shared)[0]);
  const rows = [];
  for (const spec of chosen) {
    console.log(`${spec.name}@${spec.version}`);
    try {
      const result = await hold(spec, runtime);
      rows.push(row(result));
      console.log(`  ${rows.at(-1)}`);
      for (const name of result.unstable) console.log(`  unstable: ${name}`);
      for (const fault of result.faults) console.log(`  FAULT ${fault}`);
      if (result.faults.length > 0) process.exitCode = 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      console.log(`  not held: ${error.message}`);
      process.exitCode = 1;
    }
  }
  if (flags.includes('--write')) {
    const text = readFileSync(page, 'utf8');
    writeFileSync(page, text.replace(/(<!-- table -->\n)[\s\S]*?(\n<!-- end -->)/u, (_whole, start, end) => `${start}\n| package | licence | files changed | sites changed | skipped | for review | tests that pass | type check | |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}\n${end}`));
  }
} finally {
  rmSync(shared, { recursive: true, force: true });
}
