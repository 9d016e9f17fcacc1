import Module from 'node:module';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { libcurlMissing, withLibcurl } from './support/libcurl.ts';
import { startMisbehavingServer } from './support/misbehaving-server.ts';
import type { MisbehavingServer } from './support/misbehaving-server.ts';
import { crashOf, runProgram, runScenario } from './support/run-scenario.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const vitest = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')));

describe.skipIf(libcurlMissing !== undefined)(`what nobody passed to closing${withLibcurl}`, () => {
  let server: MisbehavingServer;
  beforeAll(async () => {
    server = await startMisbehavingServer();
  });
  afterAll(() => server.close());

  describe('under safely-close/register', () => {
    it('is known while it is open, with the place, and can be closed', async () => {
      const end = await runScenario('tracked', [server.url, 'close'], { nodeOptions: ['--import', 'safely-close/register'] });
      expect(end).toMatchObject({ exitCode: 0, hung: false, stderr: '' });
      expect(end.lines).toEqual([
        { statusCode: 200 },
        { open: [{ kind: 'node-libcurl Curl', createdAt: expect.stringMatching(/^tracked\.mjs:8:\d+$/) as string }] },
        { outcomes: ['closed'], answer: 'ERR_SAFELY_CLOSE_SESSION_CLOSED', open: 0 },
      ]);
    });

    it('is known of Node’s modules and of other libraries, as the user’s or as a library’s own, until their own methods close it', async () => {
      const end = await runScenario('tracked-libraries', [server.url], { nodeOptions: ['--import', 'safely-close/register'] });
      const line = (code: number) => `tracked-libraries.mjs:${code}`;
      expect(end.lines[0]).toEqual({
        'net.connect': { made: [`net.Socket ${line(34)}`], left: [] },
        'new Socket, connected later': { made: [`net Socket ${line(35)}`], left: [] },
        'http.createServer': { made: [`http.Server ${line(36)}`], left: [] },
        'http2.connect': { made: [`http2 ClientHttp2Session ${line(37)}`], byLibraries: ['net.Socket'], left: [] },
        'dgram.createSocket': { made: [`dgram Socket ${line(38)}`], left: [] },
        Worker: { made: [`worker_threads Worker ${line(39)}`], left: [] },
        'undici Agent': { made: [`undici Agent ${line(40)}`], left: [] },
        'undici Pool by require': { made: [`undici Pool ${line(41)}`], left: [] },
        Easy: { made: [`node-libcurl Easy ${line(42)}`], left: [] },
        Multi: { made: [`node-libcurl Multi ${line(43)}`], left: [] },
        // Its own end() waits for a server that says nothing.
        'pg Client': { made: [`pg Client ${line(46)}`], byLibraries: ['net Socket'], left: ['net Socket', 'pg Client'] },
        nothing: [],
      });
      expect(end.lines[1], 'instances of the classes that their users know').toEqual([true, true, true]);
    });

    it.skipIf(Module.registerHooks === undefined)('is known of libraries whose exports cannot be replaced where they stand: ES modules, and classes that are all that a module exports', async () => {
      const end = await runScenario('tracked-imports', [], { nodeOptions: ['--import', 'safely-close/register'] });
      const at = (kind: string, code: number) => ({ made: [`${kind} tracked-imports.mjs:${code}`], left: [] });
      expect(end.lines).toEqual([
        {
          'ES module, by name': at('chokidar FSWatcher', 20),
          'ES module, by its default': at('chokidar FSWatcher', 21),
          'ES module that is a factory': at('postgres Sql', 22),
          'ES module over CommonJS': at('ws WebSocketServer', 23),
          'ES module over a class of CommonJS': at('ws WebSocket', 24),
          'class of CommonJS, imported': at('ioredis Redis', 25),
          'class of CommonJS, required': at('ws WebSocket', 26),
        },
        { names: ['FSWatcher', 'default', 'watch'], isSame: true, isInstance: true },
      ]);
    });

    it('is required by CommonJS code while it imports it as well', async () => {
      const code = "const imported = import('safely-close'); const required = require('safely-close'); imported.then((all) => console.log(all.closing === required.closing));";
      const refused = await runProgram(['-e', code]);
      // Older versions of Node wait.
      if (Number(process.versions.node.split('.')[0]) >= 24) expect(refused.stderr, 'without it, else this would prove nothing').toContain('ERR_REQUIRE_ESM_RACE_CONDITION');
      expect(await runProgram(['--import', 'safely-close/register', '-e', code])).toMatchObject({ exitCode: 0, stdout: 'true\n', stderr: '' });
    });

    it('is warned of when the garbage collector finds it unclosed', async () => {
      const code = "let agent = new (require('undici').Agent)(); agent = undefined; setTimeout(() => { gc(); setTimeout(() => undefined, 20); }, 20);";
      const end = await runProgram(['--expose-gc', '--import', 'safely-close/register', '-e', `(() => { ${code} })()`]);
      expect(end.stderr).toContain('[SAFELY_CLOSE_COLLECTED] SafelyCloseWarning: undici Agent was garbage collected without having been closed.');
    });

    it('is warned of when the process ends with it', async () => {
      const end = await runScenario('tracked', [server.url, 'leave'], { nodeOptions: ['--import', 'safely-close/register'] });
      expect(end.stderr).toContain('SAFELY_CLOSE_OPEN_AT_EXIT');
      expect(end.stderr).toMatch(/node-libcurl Curl \(made at .*tracked\.mjs:8:\d+\)/);
    });

    it('is not known without it', async () => {
      const end = await runScenario('tracked', [server.url, 'leave']);
      expect(end.lines.at(-1)).toEqual({ open: [] });
      expect(end.stderr).toBe('');
    });
  });

  describe('in tests', () => {
    const runVitest = (pool: string, setup: readonly string[], onLeft?: string) =>
      runProgram([vitest, 'run', '--root', path('scenarios/test-runners'), '--config', path('scenarios/test-runners/vitest.config.mjs'), '--pool', pool], {
        environment: { SERVER_URL: server.url, SETUP_FILES: setup.join(','), ...(onLeft === undefined ? {} : { SAFELY_CLOSE_ON_LEFT: onLeft }) },
        patienceMs: 30_000,
      });

    it('ends the whole run of vitest in threads: else the next tests would prove nothing', async () => {
      expect(await crashOf(() => runVitest('threads', []))).toBe('SIGABRT');
    });

    it.each(['threads', 'forks'])('is closed after its test by safely-close/vitest in %s, and warned of', async (pool) => {
      const end = await runVitest(pool, ['safely-close/vitest']);
      expect(end).toMatchObject({ exitCode: 0, hung: false });
      expect(end.stderr).toMatch(/made at .*leaky\.vitest\.mjs:6:\d+/);
    });

    it('fails its test where that is wished', async () => {
      const end = await runVitest('threads', ['safely-close/vitest'], 'fail');
      expect(end.exitCode).toBe(1);
      const text = end.stdout + end.stderr;
      expect(text).toContain('left open by the test “passes, and leaves a download”');
      expect(text, 'the runner shows the line that made the session').toMatch(/❯.* leaky\.vitest\.mjs:.*6:/);
    });

    it('is closed after its test by safely-close/node-test, but not what belongs to the suite or to a test that still runs', async () => {
      const end = await runProgram(['--import', 'safely-close/node-test', '--test', path('scenarios/test-runners/leaky.node-test.mjs')], {
        environment: { SERVER_URL: server.url },
        patienceMs: 30_000,
      });
      expect(end, end.stdout).toMatchObject({ exitCode: 0, hung: false });
      expect(end.stdout + end.stderr).toContain('2 sessions were left open by a test and closed after it');
      expect(await server.socketsBecome(0)).toBe(0);
    });
  });
});
