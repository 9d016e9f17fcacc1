// The integrations, in each runner as its users start it, with eight workers. One test of each file passes and leaves a
// download: that ends a worker thread, and with it the whole run, unless it is closed before.
import { copyFile, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { libcurlMissing, withLibcurl } from './support/libcurl.ts';
import { startMisbehavingServer } from './support/misbehaving-server.ts';
import type { MisbehavingServer } from './support/misbehaving-server.ts';
import { crashOf, runProgram } from './support/run-scenario.ts';
import type { ProgramEnd } from './support/run-scenario.ts';

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const suites = fileURLToPath(new URL('runners/', import.meta.url));
const workers = 8;

interface Run extends ProgramEnd {
  /** How many processes or threads took part. */
  readonly workers: number;
  /** All that it printed, without colours. */
  readonly text: string;
}

/** Each runner: its suite, and its command line in a project that has eight copies of that. */
const runners = {
  jest: {
    suite: 'suite.jest.js',
    configuration: { 'jest.config.cjs': "module.exports = { testEnvironment: 'node', testTimeout: 20_000, setupFilesAfterEnv: process.env.UNGUARDED ? [] : ['safely-close/jest'] };" },
    command: [join(modules, 'jest/bin/jest.js'), '--ci', '--workerThreads', `--maxWorkers=${workers}`],
  },
  vitest: {
    suite: 'suite.vitest.mjs',
    configuration: { 'vitest.config.mjs': "export default { test: { setupFiles: ['safely-close/vitest'], testTimeout: 20_000, hookTimeout: 20_000, teardownTimeout: 2_000 } };" },
    command: [join(modules, 'vitest/vitest.mjs'), 'run', '--pool=threads', `--maxWorkers=${workers}`],
  },
  mocha: { suite: 'suite.mocha.mjs', configuration: {}, command: [join(modules, 'mocha/bin/mocha.js'), '--parallel', '--jobs', String(workers), '--timeout', '20000', '--require', 'safely-close/mocha', '*.test.mjs'] },
  'node:test': { suite: 'suite.node-test.mjs', configuration: {}, command: ['--import', 'safely-close/node-test', '--test', `--test-concurrency=${workers}`, '*.test.mjs'] },
} as const;

describe.skipIf(libcurlMissing !== undefined)(`what tests leave open${withLibcurl}`, () => {
  let server: MisbehavingServer;
  let workplace: string;
  beforeAll(async () => {
    server = await startMisbehavingServer();
    workplace = await realpath(await mkdtemp(join(tmpdir(), 'safely-close-runners-')));
    await symlink(modules, join(workplace, 'node_modules'), 'junction');
  });
  afterAll(async () => {
    await server.close();
    await rm(workplace, { recursive: true, force: true });
  });

  const run = async (name: keyof typeof runners, files: number, environment: Readonly<Record<string, string>> = {}): Promise<Run> => {
    const { configuration, command } = runners[name];
    const suite = environment['UNGUARDED'] === undefined ? runners[name].suite : 'unguarded.jest.js';
    const project = await mkdtemp(join(workplace, 'project-'));
    await mkdir(project, { recursive: true });
    await Promise.all(Object.entries({ ...configuration, 'package.json': '{ "private": true }' }).map(([file, text]) => writeFile(join(project, file), text)));
    for (let file = 1; file <= files; file += 1) await copyFile(join(suites, suite), join(project, `file-${file}.test${extname(suite)}`));
    const working = join(project, 'workers.txt');
    const end = await runProgram(command, {
      cwd: project,
      environment: { SERVER_URL: server.url, WORKERS: String(files), WORKERS_FILE: working, NO_COLOR: '1', FORCE_COLOR: '0', ...environment },
      patienceMs: 55_000,
    });
    const took = await readFile(working, 'utf8').catch(() => '');
    return { ...end, workers: new Set(took.trim().split('\n')).size, text: end.stdout + end.stderr };
  };
  const timesIn = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;
  /** The files, each with the line that made what was left. */
  const placesIn = (text: string): readonly string[] => [...new Set([...text.matchAll(/node-libcurl Curl \(made at .*(file-\d\.test\.m?js:\d+)/g)].flatMap(([, place]) => place ?? []))].sort();
  const places = (line: number, extension: string): readonly string[] => Array.from({ length: workers }, (_, index) => `file-${index + 1}.test${extension}:${line}`);

  it('ends the whole run of jest in threads, without us: else the next test would prove nothing', async () => {
    expect(await crashOf(() => run('jest', 2, { UNGUARDED: 'yes' }))).toBe('SIGABRT');
  });

  it('fails its test in jest where that is wished, in eight threads that all live on', async () => {
    const end = await run('jest', workers, { SAFELY_CLOSE_ON_LEFT: 'fail' });
    expect(end).toMatchObject({ exitCode: 1, signal: null, hung: false, workers });
    expect(end.text).toContain('8 failed, 16 passed, 24 total');
    expect(end.text).toContain('left open by the test “leaves a download” and closed after it');
    expect(placesIn(end.text)).toEqual(places(32, '.js'));
    expect(await server.socketsBecome(0)).toBe(0);
  });

  it('is closed and warned of by vitest, in eight threads that all live on', async () => {
    const end = await run('vitest', workers);
    expect(end).toMatchObject({ exitCode: 0, signal: null, hung: false, workers });
    expect(end.text).toMatch(/Tests +24 passed \(24\)/);
    expect(timesIn(end.text, /left open by/g), 'what files close in their own hooks is theirs').toBe(workers);
    expect(end.text).toContain('left open by the test “');
    expect(placesIn(end.text)).toEqual(places(33, '.mjs'));
    expect(await server.socketsBecome(0)).toBe(0);
  });

  it('is closed and warned of by mocha, in eight processes', async () => {
    const end = await run('mocha', workers);
    expect(end).toMatchObject({ exitCode: 0, signal: null, hung: false, workers });
    expect(end.text).toContain('24 passing');
    expect(timesIn(end.text, /left open by/g)).toBe(workers);
    expect(timesIn(end.text, /left open by the test “leaves a download”/g)).toBe(workers);
    expect(placesIn(end.text)).toEqual(places(33, '.mjs'));
    expect(await server.socketsBecome(0)).toBe(0);
  });

  it('fails its test in Node’s own runner where that is wished, in eight processes', async () => {
    const end = await run('node:test', workers, { SAFELY_CLOSE_ON_LEFT: 'fail' });
    expect(end).toMatchObject({ exitCode: 1, signal: null, hung: false, workers });
    expect(end.text).toMatch(/pass 16\n.*fail 8\n/);
    expect(end.text).toContain('left open by the test “leaves a download”');
    expect(placesIn(end.text)).toEqual(places(34, '.mjs'));
    expect(await server.socketsBecome(0)).toBe(0);
  });

  it('is closed without a word where that is wished', async () => {
    const end = await run('node:test', 1, { SAFELY_CLOSE_ON_LEFT: 'ignore' });
    expect(end).toMatchObject({ exitCode: 0, hung: false });
    expect(end.text).not.toContain('left open');
    expect(await server.socketsBecome(0)).toBe(0);
  });
});
