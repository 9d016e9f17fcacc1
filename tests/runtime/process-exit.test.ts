import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { libcurlMissing, withLibcurl } from './support/libcurl.ts';
import { startMisbehavingServer } from './support/misbehaving-server.ts';
import type { MisbehavingServer } from './support/misbehaving-server.ts';
import { crashOf, runScenario } from './support/run-scenario.ts';

const settled = { states: ['session closed', 'session closed', 'session closed'] };

describe('a process with requests that never end', () => {
  let server: MisbehavingServer;
  beforeAll(async () => {
    server = await startMisbehavingServer();
  });
  afterAll(() => server.close());

  const cells = (libraries: readonly string[]) => libraries.flatMap((library) => ['/never', '/drip', '/big'].map((path) => [library, path] as const));

  describe.skipIf(libcurlMissing !== undefined)(`node-libcurl${withLibcurl}`, () => {
    it('hangs, or leaves its promises pending, without us: else the rest of this file would prove nothing', async () => {
      const closed = await runScenario('requests-in-flight', ['Curl', '/never', 'bare close', server.url]);
      expect(closed.lines.at(-1)).toEqual({ states: ['pending', 'pending', 'pending'] });
      const dropped = await runScenario('requests-in-flight', ['Curl', '/never', 'nothing', server.url], { patienceMs: 3_000 });
      expect(dropped.hung).toBe(true);
      const inMulti = await runScenario('requests-in-flight', ['Curl in its Multi', '/never', 'bare close', server.url], { patienceMs: 3_000 });
      expect(inMulti.lines.at(-1)).toEqual({ states: ['pending', 'pending', 'pending'] });
    });

    it.each(cells(['Curl', 'Curl in its Multi', 'Multi']))('%s with %s: all settle, the process ends, no socket is left', async (library, path) => {
      for (const how of ['safelyCloseClient', 'closeAll']) {
        const end = await runScenario('requests-in-flight', [library, path, how, server.url]);
        expect(end, how).toMatchObject({ exitCode: 0, hung: false, stderr: '' });
        expect(end.lines.at(-1), how).toEqual(settled);
        expect(await server.socketsBecome(0), how).toBe(0);
      }
    });
  });

  describe.skipIf(libcurlMissing !== undefined)(`downloads that flood side by side${withLibcurl}`, () => {
    it.each(['Curl', 'Multi'])('%s: are ended when the polite phase is over, though no timer comes that soon', async (library) => {
      const count = 25;
      const end = await runScenario('parallel-floods', [library, String(count), `${server.url}/big`]);
      expect(end).toMatchObject({ exitCode: 0, hung: false, stderr: '' });
      const [seen] = end.lines as readonly { readonly lateMegabytes: number }[];
      expect(seen).toMatchObject({ outcomes: ['closed'], settled: count });
      // libcurl hands over up to two megabytes of each before it asks again; where only timers end the patience, it is two thousand in all.
      expect(seen?.lateMegabytes).toBeLessThan(count * 10);
      expect(await server.socketsBecome(0)).toBe(0);
    });
  });

  describe.skipIf(libcurlMissing !== undefined)(`a worker with a download${withLibcurl}`, () => {
    it('ends the whole process when it is terminated, without us: else the next tests would prove nothing', async () => {
      expect(await crashOf(() => runScenario('worker-with-download', ['leave', 'terminate', server.url]))).toBe('SIGABRT');
    });

    it.each(['exit', 'terminate'])('can end by %s after it has closed the download', async (how) => {
      for (let round = 0; round < 3; round += 1) {
        const end = await runScenario('worker-with-download', ['close', how, server.url]);
        expect(end).toMatchObject({ exitCode: 0, signal: null, hung: false, lines: ['closed', 'worker ended'] });
      }
    });
  });

  it.each(cells(['undici', 'http.Agent']))('%s with %s: all settle, the process ends, no socket is left', async (library, path) => {
    const end = await runScenario('requests-in-flight', [library, path, 'closeAll', server.url]);
    expect(end).toMatchObject({ exitCode: 0, hung: false, stderr: '' });
    expect(end.lines).toEqual([{ outcomes: ['closed'] }, settled]);
    expect(await server.socketsBecome(0)).toBe(0);
  });
});
