// The example must go on leaking as it is, or the demo shows nothing. Real processes, a real site on the loopback.
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { jobs } from '../../examples/crawler/jobs.ts';
import { whyNoLibcurl } from '../../scripts/demo/compare.mjs';
import { measure } from '../../scripts/demo/measure.mjs';

const crawler = fileURLToPath(new URL('../../examples/crawler/', import.meta.url));
const noLibcurl = whyNoLibcurl(crawler);

const testOf = (job: string) => test.skipIf(jobs[job]?.library === 'node-libcurl' && noLibcurl !== undefined);

describe.concurrent('as it is, against a site that stalls, the process of the job', () => {
  for (const job of ['pages', 'headers', 'download', 'robots', 'feed', 'archive']) {
    testOf(job)(`"${job}" keeps a socket and does not end`, async () => {
      const run = await measure(crawler, [job]);
      expect(run.ended).toEqual({ by: 'the demo' });
      expect(run.left.sockets).toBeGreaterThan(0);
    });
  }

  testOf('watch')('"watch" leaves its promise pending, and ends with the code of a top-level await that never settles', async () => {
    const run = await measure(crawler, ['watch']);
    expect(run.jobs['watch']?.state).toBe('pending');
    expect(run.ended).toEqual({ by: 'itself', code: 13, signal: null });
  });

  testOf('stats')('"stats" leaves its promise pending, because its polite close waits for ever', async () => {
    const run = await measure(crawler, ['stats']);
    expect(run.jobs['stats']?.state).toBe('pending');
    expect(run.ended).toEqual({ by: 'the demo' });
    expect(run.left).toEqual({ sockets: 1, unanswered: 1 });
  });

  testOf('ping')('"ping" closes its client under its own request', async () => {
    const run = await measure(crawler, ['ping']);
    expect(run.jobs['ping']).toMatchObject({ state: 'failed', text: expect.stringMatching(/closed|abort/i) });
  });

  for (const job of ['submit', 'tail', 'sitemap', 'probe', 'links']) {
    testOf(job)(`"${job}" leaves nothing on the path that it takes here`, async () => {
      const run = await measure(crawler, [job]);
      expect(run.ended).toEqual({ by: 'itself', code: 0, signal: null });
      expect(run.left).toEqual({ sockets: 0, unanswered: 0 });
    });
  }
});
