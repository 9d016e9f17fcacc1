import fc from 'fast-check';
import { closeAll, closing } from 'safely-close';
import type { CloseReport } from 'safely-close';
import { describe, expect, it } from 'vitest';
import { libcurlMissing, nodeLibcurl, withLibcurl } from './support/libcurl.ts';
import { startMisbehavingServer } from './support/misbehaving-server.ts';
import type { MisbehavingServer } from './support/misbehaving-server.ts';
import { easyFor, requestWithCurl } from './support/requests.ts';
import { fewTurns, watch } from './support/watched.ts';
import type { Watched } from './support/watched.ts';

/** What a client may be doing when it is closed. */
const doings = ['idle', '/ok', '/slow', '/never', '/headers-only', '/drip', '/big', '/reset', '/half-close', 'paused', 'uploading', 'in callback', 'closed'] as const;
const kinds = ['Curl', 'Curl in the Multi', 'Easy in the Multi', 'Easy with onMessage'] as const;

const client = fc.record({ kind: fc.constantFrom(...kinds), doing: fc.constantFrom(...doings) });
const moment = fc.record({
  clients: fc.array(client, { minLength: 1, maxLength: 8 }),
  afterMs: fc.integer({ min: 0, max: 40 }),
  politeMs: fc.integer({ min: 0, max: 30 }),
  multiFirst: fc.boolean(),
  twice: fc.boolean(),
});

const numRuns = Number(process.env['SAFELY_CLOSE_PROPERTY_RUNS'] ?? 40);

describe.skipIf(libcurlMissing !== undefined)(`any requests, closed at any moment${withLibcurl}`, () => {
  it('all settle, all close, and the Multi of their own leaves no socket', async () => {
    await fc.assert(
      fc.asyncProperty(moment, async ({ clients, afterMs, politeMs, multiFirst, twice }) => {
        const server = await startMisbehavingServer();
        const multi = closing(new (nodeLibcurl().Multi)());
        const answers: Watched<unknown>[] = [];
        const messages = new Map<unknown, () => void>();
        multi.onMessage((_error, easy) => messages.get(easy)?.());
        const inside: Promise<CloseReport[]>[] = [];
        const made = clients.map(({ kind, doing }): object => {
          const url = server.url + (doing.startsWith('/') ? doing : doing === 'uploading' ? '/swallow' : '/drip');
          if (kind.startsWith('Curl')) {
            if (doing === 'idle' || doing === 'closed') {
              const curl = new (nodeLibcurl().Curl)();
              if (doing === 'closed') curl.close();
              return curl;
            }
            const { curl, answer } = requestWithCurl(url, (prepared) => {
              if (kind === 'Curl in the Multi') prepared.setMulti(multi);
              if (doing === 'uploading') prepared.setOpt('UPLOAD', true);
              if (doing === 'uploading') prepared.setOpt('READFUNCTION', (buffer) => buffer.fill('x').length);
              if (doing === 'paused') prepared.once('data', () => setImmediate(() => prepared.isOpen && prepared.handle.pause(nodeLibcurl().CurlPause.All)));
              if (doing === 'in callback') prepared.once('data', () => inside.push(closeAll([prepared], { politeMs })));
            });
            answers.push(answer);
            return curl;
          }
          const easy = easyFor(url);
          if (doing === 'closed') easy.close();
          if (doing === 'idle' || doing === 'closed') return easy;
          if (doing === 'uploading') easy.setOpt('UPLOAD', true);
          if (doing === 'uploading') easy.setOpt('READFUNCTION', (buffer) => buffer.fill('x').length);
          easy.setOpt('WRITEFUNCTION', (_chunk, size, count) => {
            if (doing === 'in callback' && inside.length === 0) inside.push(closeAll([easy], { politeMs }));
            if (doing === 'paused') setImmediate(() => easy.isOpen && easy.isInsideMultiHandle && easy.pause(nodeLibcurl().CurlPause.All));
            return size * count;
          });
          if (kind === 'Easy with onMessage') {
            answers.push(watch(new Promise<void>((resolve) => messages.set(easy, resolve))));
            multi.addHandle(easy);
          } else answers.push(watch(multi.perform(easy)));
          return easy;
        });
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        const all = multiFirst ? [multi, ...made] : [...made, multi];
        const reports = await closeAll(all, { politeMs, timeoutMs: 5_000 });
        if (twice) reports.push(...(await closeAll(all)));
        for (const closed of await Promise.all(inside)) reports.push(...closed);
        await fewTurns();

        expect(answers.map((answer) => answer.state)).not.toContain('pending');
        expect(reports.map((report) => report.outcome)).not.toContain('remaining');
        for (const report of reports) expect(report.settled).toBe(report.transfers);
        // The default Multi keeps idle connections of requests that had ended by themselves; nobody can reach it.
        const idleInDefaultMulti = clients.filter(({ kind, doing }) => kind === 'Curl' && (doing === '/ok' || doing === '/slow')).length;
        const left = await socketsAtMost(server, idleInDefaultMulti);
        await server.close();
        expect(left).toBeLessThanOrEqual(idleInDefaultMulti);
      }),
      { numRuns },
    );
  }, numRuns * 2_000);
});

async function socketsAtMost(server: MisbehavingServer, count: number): Promise<number> {
  for (let look = 0; look < 200 && server.sockets() > count; look += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  return server.sockets();
}
