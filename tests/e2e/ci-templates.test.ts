// The templates for continuous integration, with the tools themselves: every command of theirs is run as it stands, on the
// example application before its migration and after it. What is left out, because it is the host's, is said below.
import { spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { mendTest, migration, writeCiProject } from './ci-project.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const template = async (name: string): Promise<unknown> => parse(await readFile(join(root, 'docs', 'ci', name), 'utf8'));

interface Step {
  readonly job: string;
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Installing is the tests' own business: their projects borrow this repository's packages. */
const isInstalling = (command: string): boolean => command.startsWith('npm ci');

interface GithubJob {
  readonly strategy?: { readonly matrix: { readonly part: readonly string[] } };
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly env?: Readonly<Record<string, string>> }[];
}

/** The commands of the jobs, each part of the matrix for itself. */
function githubSteps({ jobs }: { readonly jobs: Readonly<Record<string, GithubJob>> }): readonly Step[] {
  return Object.entries(jobs).flatMap(([job, { strategy, steps }]) =>
    steps.flatMap(({ run, env = {} }) => {
      if (run === undefined || isInstalling(run)) return [];
      const parts = run.includes('${{ matrix.part }}') ? (strategy?.matrix.part ?? []) : [''];
      return parts.map((part) => ({ job, command: run.replace('${{ matrix.part }}', part), environment: env }));
    }),
  );
}

interface GitlabJob {
  readonly parallel?: number;
  readonly variables?: Readonly<Record<string, string>>;
  readonly script: readonly string[];
}

/** The commands of the jobs, each of the parallel ones with the variables by which GitLab numbers them. */
function gitlabSteps({ default: _default, ...jobs }: Readonly<Record<string, GitlabJob>>): readonly Step[] {
  return Object.entries(jobs).flatMap(([job, { parallel = 1, variables = {}, script }]) =>
    Array.from({ length: parallel }, (_unused, index) => ({ ...variables, CI_NODE_INDEX: String(index + 1), CI_NODE_TOTAL: String(parallel) })).flatMap((environment) =>
      script.map((command) => ({ job, command, environment })),
    ),
  );
}

let project: string;

beforeAll(async () => {
  chmodSync(join(root, 'codemods', 'dist', 'cli', 'main.js'), 0o755);
  project = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-ci-')));
  await writeCiProject(project);
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
});

afterAll(() => rm(project, { recursive: true, force: true }));

/** Runs a command as a runner does, in a shell, without the environment of the tests around it. */
async function run({ command, environment }: Pick<Step, 'command' | 'environment'>): Promise<{ readonly exitCode: unknown; readonly output: string }> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$|npm_)/i.test(name)));
  const child = spawn('bash', ['-e', '-c', command], { cwd: project, env: { ...inherited, CI: 'true', NO_COLOR: '1', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = new Promise((resolve) => child.once('close', resolve));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { exitCode, output: stdout + stderr };
}

/** Which jobs fail, and what they said. They run side by side, as they do on a host. */
async function runAll(steps: readonly Step[]): Promise<ReadonlyMap<string, string>> {
  const ends = await Promise.all(steps.map(async (step) => ({ ...step, ...(await run(step)) })));
  const failed = new Map<string, string>();
  for (const { job, exitCode, output } of ends) if (exitCode !== 0) failed.set(job, `${failed.get(job) ?? ''}${output}`);
  return failed;
}

/** What is written otherwise for GitLab; the rest are the same commands, and run once. */
const ofGitlabAlone = (): readonly Step[] => gitlab.filter(({ command }) => github.every((step) => step.command !== command));

let github: readonly Step[];
let gitlab: readonly Step[];

beforeAll(async () => {
  github = githubSteps((await template('github-actions.yml')) as Parameters<typeof githubSteps>[0]);
  gitlab = gitlabSteps((await template('gitlab-ci.yml')) as Parameters<typeof gitlabSteps>[0]);
});

describe('the two templates', () => {
  test('have the same jobs, in four parts where that helps', () => {
    const commands = (steps: readonly Step[]): readonly string[] => steps.map(({ job, command, environment }) => `${job}: ${command.replace('"$CI_NODE_INDEX/$CI_NODE_TOTAL"', `${String(environment['CI_NODE_INDEX'])}/${String(environment['CI_NODE_TOTAL'])}`)}`);
    expect(commands(gitlab)).toEqual(commands(github));
    expect(github.map(({ job }) => job)).toEqual(['lint', 'migrated', 'migrated', 'migrated', 'migrated', 'leaks']);
  });
});

describe('on an application that leaks', () => {
  test('every job of both fails, for its own reason', async () => {
    const failed = await runAll(github);
    expect([...failed.keys()]).toEqual(['lint', 'migrated', 'leaks']);
    expect(failed.get('migrated')).toContain('would change');
    expect(failed.get('leaks')).toContain('One session was left open by the test');
  });

  test('the SARIF that is uploaded holds the reports, with places and the pages of the rules', async () => {
    const sarif = JSON.parse(await readFile(join(project, 'eslint.sarif'), 'utf8')) as {
      readonly version: string;
      readonly runs: readonly { readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly helpUri: string }[] } }; readonly results: readonly { readonly ruleId: string; readonly locations: readonly unknown[] }[] }[];
    };
    expect(sarif.version).toBe('2.1.0');
    const [{ results, tool } = { results: [], tool: { driver: { rules: [] } } }] = sarif.runs;
    expect(results.map(({ ruleId }) => ruleId)).toContain('safely-close/require-safe-close');
    expect(results.every(({ locations }) => locations.length === 1)).toBe(true);
    for (const { id, helpUri } of tool.driver.rules) expect(helpUri).toContain(id.replace('safely-close/', 'docs/rules/'));
  });
});

describe('on the same application, migrated, with the rest set aside', () => {
  beforeAll(async () => {
    await mendTest(project);
    expect(await run({ command: migration, environment: {} })).toMatchObject({ exitCode: 0 });
  });

  test('every job of both passes', async () => {
    expect([...(await runAll([...github, ...ofGitlabAlone().slice(0, 1)]))]).toEqual([]);
  });
});
