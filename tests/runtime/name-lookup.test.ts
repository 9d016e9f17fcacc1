import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { libcurlMissing } from './support/libcurl.ts';
import { startMisbehavingServer } from './support/misbehaving-server.ts';
import type { MisbehavingServer } from './support/misbehaving-server.ts';
import { runScenario } from './support/run-scenario.ts';
import { compileSlowLookup } from './support/slow-lookup.ts';

const slowLookup = compileSlowLookup();
const skipped = libcurlMissing ?? slowLookup.missing;

describe.skipIf(skipped !== undefined)(`closing while a name is looked up${skipped === undefined ? '' : ` (skipped: ${skipped})`}`, () => {
  let server: MisbehavingServer;
  beforeAll(async () => {
    server = await startMisbehavingServer();
  });
  afterAll(async () => {
    await server.close();
    if (slowLookup.missing === undefined) slowLookup.remove();
  });

  const lookupMs = 2_000;
  const run = async (kind: string, host: string, timeoutMs: number): Promise<Record<string, unknown>> => {
    const library = slowLookup.missing === undefined ? slowLookup.library : '';
    const end = await runScenario('resolving', [kind, `http://${host}:${server.port}/ok`, String(timeoutMs)], {
      environment: { LD_PRELOAD: library, SLOW_LOOKUP_MS: String(lookupMs) },
    });
    expect(end).toMatchObject({ exitCode: 0, hung: false });
    return end.lines[0] as Record<string, unknown>;
  };

  it.concurrent.each(['Curl', 'Easy', 'Multi', 'CurlSession'])('settles what waits for a %s at once, never blocks, and says what remains until the lookup ends', async (kind) => {
    const seen = await run(kind, 'slow.test', 300);
    expect(seen).toMatchObject({ outcome: 'remaining', why: 'ERR_SAFELY_CLOSE_LEFT', settled: 1, settledWith: 'session closed', openAtReport: true });
    expect(seen['settledAfterMs']).toBeLessThan(lookupMs / 2);
    expect(seen['longestGapMs']).toBeLessThan(lookupMs / 2);
  });

  it.concurrent.each(['Curl', 'Easy', 'Multi', 'CurlSession'])('closes a %s within the deadline when the lookup ends in time', async (kind) => {
    const seen = await run(kind, 'slow.test', 10_000);
    expect(seen).toMatchObject({ outcome: 'closed', settledWith: 'session closed', openAtReport: false });
    expect(seen['longestGapMs']).toBeLessThan(lookupMs / 2);
  });

  it.concurrent.each([[300, 'remaining'], [10_000, 'closed']])('does the same for a CurlSession whose request was aborted before, within %i ms', async (timeoutMs, outcome) => {
    const seen = await run('aborted', 'slow.test', timeoutMs);
    expect(seen).toMatchObject({ outcome, settledWith: 'Error: changed my mind' });
    expect(seen['settledAfterMs']).toBeLessThan(lookupMs / 2);
    expect(seen['longestGapMs']).toBeLessThan(lookupMs / 2);
  });

  it.concurrent('sends nothing when the name is found after all', async () => {
    const requestsBefore = server.requests.length;
    expect(await run('Curl', 'found.slow.test', 300)).toMatchObject({ settledWith: 'session closed' });
    expect(server.requests.length).toBe(requestsBefore);
    expect(await server.socketsBecome(0)).toBe(0);
  });
});
