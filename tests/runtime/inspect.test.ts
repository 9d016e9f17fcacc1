// The command, as its users start it, with real programs that leave something open or do not.
import { createServer as createSilentServer } from 'node:net';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { libcurlMissing, withLibcurl } from './support/libcurl.ts';
import { startMisbehavingServer } from './support/misbehaving-server.ts';
import type { MisbehavingServer } from './support/misbehaving-server.ts';
import { runProgram } from './support/run-scenario.ts';
import type { ProgramEnd } from './support/run-scenario.ts';

const command = fileURLToPath(new URL('dist/inspect/main.js', import.meta.resolve('safely-close/package.json')));
const program = (name: string): string => fileURLToPath(new URL(`scenarios/inspected/${name}`, import.meta.url));

interface Found {
  readonly exitCode: number;
  readonly snapshots: readonly {
    readonly occasion: string;
    readonly open: readonly { readonly kind: string; readonly label: string; readonly createdAt?: string; readonly keepsProcessAlive: boolean; readonly pending: readonly string[]; readonly handles: readonly { readonly peer?: string }[] }[];
  }[];
}

describe('safely-close inspect', () => {
  let server: MisbehavingServer;
  let folder: string;
  const silent = createSilentServer((socket) => socket.on('error', () => undefined));
  beforeAll(async () => {
    server = await startMisbehavingServer();
    folder = await mkdtemp(join(tmpdir(), 'safely-close-inspect-'));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    silent.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const silentUrl = (): string => {
    const address = silent.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  };
  const inspect = (...parameters: readonly string[]): Promise<ProgramEnd> => runProgram([command, 'inspect', ...parameters]);
  const ends = (how: string, ...options: readonly string[]): Promise<ProgramEnd> => inspect(...options, '--', process.execPath, program('ends.cjs'), server.url, how);

  describe.skipIf(libcurlMissing !== undefined)(`of a program that hangs${withLibcurl}`, () => {
    it('says what is open when the time is over, where it was made and what it holds up, and ends the program', async () => {
      const [jsonFile, traceFile] = [join(folder, 'open.json'), join(folder, 'trace.json')];
      const end = await inspect('--timeout-ms', '2500', '--json', jsonFile, '--trace', traceFile, '--', process.execPath, program('hangs.mjs'), server.url, silentUrl());
      expect(end).toMatchObject({ exitCode: 124, hung: false, stdout: 'the program’s own output\n' });
      expect(end.stderr).toMatch(/hangs\.mjs was still running after .* and was ended\. 7 things were open:/);
      const table = end.stderr.split('\n').filter((line) => line.includes('hangs.mjs:'));
      const peer = new URL(server.url).host;
      expect(table.map((line) => line.trim().replace(/ \d+ ms| \d\.\d s/, ' AGE').replace(/\S*hangs\.mjs:(\d+):\d+/, 'hangs.mjs:$1').replace(/ {2,}/g, ' | '))).toEqual([
        `node-libcurl Curl | busy | AGE | hangs.mjs:11 | the process, an answer (${server.url}/never), a socket to ${peer}`,
        `undici Agent | busy | AGE | hangs.mjs:16 | the process, an answer (a request to ${server.url}), a socket to ${peer}`,
        `net.Socket | idle | AGE | hangs.mjs:19 | the process, a socket to ${peer}`,
        `http2 ClientHttp2Session | busy | AGE | hangs.mjs:20 | the process, an answer (GET ${new URL(silentUrl()).host}/never), a socket to ${new URL(silentUrl()).host}`,
        `http request GET ${server.url}/never | busy | AGE | hangs.mjs:21 | the process, an answer, a socket to ${peer}`,
        `fetch GET ${server.url}/never | busy | AGE | hangs.mjs:22 | the process, an answer, a socket to ${peer}`,
        'setInterval every 60,000 ms | active | AGE | hangs.mjs:23 | the process',
      ]);
      expect(end.stderr, 'queries may hold secrets').not.toContain('secret');

      const { exitCode, snapshots } = JSON.parse(await readFile(jsonFile, 'utf8')) as Found;
      expect({ exitCode, occasion: snapshots[0]?.occasion }).toEqual({ exitCode: 124, occasion: 'timeout' });
      expect(snapshots[0]?.open[0]).toMatchObject({ kind: 'node-libcurl Curl', keepsProcessAlive: true, pending: [`${server.url}/never`], handles: [{ peer }] });
      const { traceEvents } = JSON.parse(await readFile(traceFile, 'utf8')) as { traceEvents: { ph: string; name: string }[] };
      expect(traceEvents.map(({ name }) => name), 'it was closed, since it could not close itself').toContain(`cancelled: ${server.url}/never`);
    });

    it.each(['SIGINT', 'SIGTERM'] as const)('says it when %s comes', async (signal) => {
      let sent = false;
      const end = await runProgram([command, 'inspect', '--', process.execPath, program('hangs.mjs'), server.url, silentUrl()], {
        onText: (_line, kill) => {
          if (!sent) setTimeout(() => kill(signal), 300);
          sent = true;
        },
      });
      expect(end).toMatchObject({ exitCode: signal === 'SIGINT' ? 130 : 143, hung: false });
      expect(end.stderr).toMatch(new RegExp(`hangs\\.mjs was ended by ${signal} after .*7 things were open`));
    });
  });

  it('looks into workers, too', async () => {
    const end = await inspect('--timeout-ms', '2000', '--', process.execPath, program('worker.mjs'));
    expect(end).toMatchObject({ exitCode: 124, hung: false });
    expect(end.stderr).toMatch(/worker_threads Worker +idle .*worker\.mjs:5:\d+/);
    expect(end.stderr).toMatch(/worker\.mjs \(thread 1\) was still running .*One thing was open:\n[^]*net\.Server +idle .*worker\.mjs:6:\d+ +the process, the address 127\.0\.0\.1/);
  });

  it('lets a program shut down by itself, and ends with its code', async () => {
    const end = await runProgram([command, 'inspect', '--', process.execPath, program('ends.cjs'), server.url, 'shut down'], { onText: (_line, kill) => kill('SIGTERM') });
    expect(end.exitCode).toBe(7);
    expect(end.stderr).toMatch(/ended with code 7 after .*/);
    expect(end.stderr).not.toContain('undici Agent');
  });

  it('says what a program that ends leaves, with the program’s code or, where that is wished, one of its own', async () => {
    expect((await ends('leave')).exitCode).toBe(0);
    const end = await ends('leave', '--fail');
    expect(end.exitCode).toBe(90);
    expect(end.stderr).toMatch(/undici Agent +idle .*ends\.cjs:5:\d+ +a socket to 127\.0\.0\.1/);
    expect(await ends('close', '--fail')).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('Nothing was left open.') as string });
  });

  it('says it of a program that fails, below what the program says', async () => {
    const end = await ends('crash', '--fail');
    expect(end.exitCode).toBe(1);
    expect(end.stderr).toMatch(/The program fails\.[^]*ends\.cjs ended with code 1 .*One thing was open/);
  });

  it('says that it could not look, and why', async () => {
    const aborted = await ends('abort');
    expect(aborted).toMatchObject({ exitCode: 134, stderr: expect.stringContaining('could not be looked at: SIGABRT ended it at once') as string });
    expect(await inspect('--', 'no-such-program-anywhere')).toMatchObject({ exitCode: 127, stderr: expect.stringContaining('could not be started') as string });
  });

  it.each([
    [[], 'There is no program'],
    [['node', 'app.js'], 'Put -- before the program: safely-close inspect -- node app.js'],
    [['--timeout-ms', 'soon', '--', 'node'], '--timeout-ms must be a number'],
    [['--nonsense', '--', 'node'], "'--nonsense'"],
  ])('ends with code 2 when it is called with %j', async (parameters, message) => {
    const end = await inspect(...parameters);
    expect(end.exitCode).toBe(2);
    expect(end.stderr).toContain(message);
    expect(end.stderr).toContain('Usage: safely-close inspect');
  });

  it('tells its version and how it is called', async () => {
    expect(await runProgram([command, '--version'])).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^safely-close \d+\.\d+\.\d+\n$/) as string });
    expect(await runProgram([command, '--help'])).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^Usage: safely-close inspect/) as string });
  });
});
