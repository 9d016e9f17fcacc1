import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createSecureServer } from 'node:http2';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Easy } from 'node-libcurl';
import { closeAll, closing, isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleScenario } from '../support/bundle.ts';
import { libcurlMissing, nodeLibcurl, withLibcurl } from '../support/libcurl.ts';
import { loopbackCertificate } from '../support/loopback-certificate.ts';
import { holds, startMisbehavingServer } from '../support/misbehaving-server.ts';
import type { MisbehavingServer } from '../support/misbehaving-server.ts';
import { easyFor, requestWithCurl, requestWithEasy } from '../support/requests.ts';
import { runProgram, runScenario } from '../support/run-scenario.ts';
import { fewTurns, watch } from '../support/watched.ts';

describe.skipIf(libcurlMissing !== undefined)(`node-libcurl${withLibcurl}`, () => {
  let server: MisbehavingServer;
  beforeAll(async () => {
    server = await startMisbehavingServer();
  });
  afterAll(() => server.close());

  describe('Curl', () => {
    it('is closed at once when idle', async () => {
      const curl = new (nodeLibcurl().Curl)();
      const report = await safelyCloseClient(curl);
      expect(curl.isOpen).toBe(false);
      expect(report).toMatchObject({ outcome: 'closed', phase: 'polite', transfers: 0, settled: 0, remaining: [], errors: [] });
      expect(report.items).toEqual([{ kind: 'session', label: 'node-libcurl Curl', fellIn: 'drained' }]);
    });

    it('is closed in the turn of the event loop in which it is asked, when idle', () => {
      const curl = new (nodeLibcurl().Curl)();
      void safelyCloseClient(curl);
      expect(curl.isOpen).toBe(false);
    });

    it('is left alone when it is closed already', async () => {
      const curl = new (nodeLibcurl().Curl)();
      curl.close();
      expect(await safelyCloseClient(curl)).toMatchObject({ outcome: 'already-closed', phase: 'none', items: [] });
    });

    it.each(['/never', '/headers-only', '/drip', '/big'])('settles what waits for %s with a session-closed error', async (path) => {
      const { curl, answer } = requestWithCurl(server.url + path);
      await server.arrived(path);
      const report = await safelyCloseClient(curl, { politeMs: 20 });
      expect(answer.state).toBe('rejected');
      expect(isSessionClosed(answer.error)).toBe(true);
      expect(answer.error).toMatchObject({ code: 42, cause: { name: 'AbortError', code: 'ERR_SAFELY_CLOSE_SESSION_CLOSED' } });
      expect(report).toMatchObject({ outcome: 'closed', phase: 'cancel', passes: 1, transfers: 1, settled: 1 });
      expect(report.items[0]).toMatchObject({ kind: 'transfer', label: server.url + path, fellIn: 'cancelled' });
      expect(await server.socketsBecome(0)).toBe(0);
    });

    it('lets an answer that is on its way arrive, and leaves no idle connection', async () => {
      const { curl, answer } = requestWithCurl(`${server.url}/slow`);
      await server.arrived('/slow');
      const report = await safelyCloseClient(curl, { politeMs: 1_000 });
      expect(answer).toMatchObject({ state: 'fulfilled', value: 200 });
      expect(report).toMatchObject({ outcome: 'closed', phase: 'polite', transfers: 1, settled: 1 });
      expect(report.items[0]).toMatchObject({ fellIn: 'drained' });
      expect(await server.socketsBecome(0)).toBe(0);
    });

    it('is closed when its request has not been sent yet', async () => {
      const { curl, answer } = requestWithCurl(`${server.url}/never`);
      const report = await safelyCloseClient(curl, { politeMs: 0 });
      expect(answer.state).toBe('rejected');
      expect(report.outcome).toBe('closed');
    });

    it('is closed while it connects to a peer that never accepts', async () => {
      const deaf = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1', 1);
      await new Promise((resolve) => deaf.once('listening', resolve));
      const { port } = deaf.address() as AddressInfo;
      // TLS to a peer that says nothing: the handshake never ends.
      const { curl, answer } = requestWithCurl(`https://127.0.0.1:${port}/`);
      await new Promise((resolve) => setTimeout(resolve, 30));
      const report = await safelyCloseClient(curl, { politeMs: 0 });
      expect(isSessionClosed(answer.error)).toBe(true);
      expect(report.outcome).toBe('closed');
      deaf.close();
    });

    it('does not end the process when nobody listens to its errors', async () => {
      const curl = new (nodeLibcurl().Curl)();
      curl.setOpt('URL', `${server.url}/never`);
      curl.perform();
      const uncaught = vi.fn();
      process.once('uncaughtException', uncaught);
      expect(await safelyCloseClient(curl, { politeMs: 0 })).toMatchObject({ outcome: 'closed', settled: 1 });
      await fewTurns();
      process.removeListener('uncaughtException', uncaught);
      expect(uncaught).not.toHaveBeenCalled();
    });

    it('is closed in a Multi of its own that nobody announced', async () => {
      const multi = new (nodeLibcurl().Multi)();
      const { curl, answer } = requestWithCurl(`${server.url}/never`, (made) => made.setMulti(multi));
      const report = await safelyCloseClient(curl, { politeMs: 0 });
      expect(isSessionClosed(answer.error)).toBe(true);
      expect(report.outcome).toBe('closed');
      expect(multi.getCount()).toBe(0);
      multi.close();
    });

    it('is closed when asked inside its own data callback', async () => {
      let closed: ReturnType<typeof safelyCloseClient> | undefined;
      const { answer } = requestWithCurl(`${server.url}/drip`, (curl) => curl.once('data', () => (closed = safelyCloseClient(curl, { politeMs: 0 }))));
      await answer.promise.catch(() => undefined);
      expect(await closed).toMatchObject({ outcome: 'closed', phase: 'cancel' });
      expect(isSessionClosed(answer.error)).toBe(true);
    });

    it('lets a body that has just ended be delivered when asked in its last data callback', async () => {
      let closed: ReturnType<typeof safelyCloseClient> | undefined;
      const { answer } = requestWithCurl(`${server.url}/ok`, (curl) => curl.once('data', () => (closed = safelyCloseClient(curl))));
      expect(await answer.promise).toBe(200);
      expect(await closed).toMatchObject({ outcome: 'closed', phase: 'polite' });
    });

    it('is closed when asked in its end event', async () => {
      let closed: ReturnType<typeof safelyCloseClient> | undefined;
      const { answer } = requestWithCurl(`${server.url}/ok`, (curl) => curl.once('end', () => (closed = safelyCloseClient(curl))));
      expect(await answer.promise).toBe(200);
      expect(await closed).toMatchObject({ outcome: 'closed', phase: 'polite', transfers: 0 });
    });

    it('is closed while it is paused', async () => {
      const { CurlPause } = nodeLibcurl();
      const { curl, answer } = requestWithCurl(`${server.url}/drip`, (made) => made.once('data', () => setImmediate(() => made.pause(CurlPause.Recv))));
      await server.arrived('/drip', 2);
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(await safelyCloseClient(curl, { politeMs: 0 })).toMatchObject({ outcome: 'closed' });
      expect(isSessionClosed(answer.error)).toBe(true);
    });

    it('ends the upload and the stream that feeds it', async () => {
      const source = new Readable({ read: () => undefined });
      source.push('the beginning of much');
      const { curl, answer } = requestWithCurl(`${server.url}/swallow`, (made) => {
        made.setOpt('UPLOAD', true);
        made.setOpt('HTTPHEADER', ['Transfer-Encoding: chunked']);
        made.setUploadStream(source);
      });
      await server.arrived('/swallow');
      expect(await safelyCloseClient(curl, { politeMs: 0 })).toMatchObject({ outcome: 'closed', settled: 1 });
      expect(isSessionClosed(answer.error)).toBe(true);
      expect(source.destroyed).toBe(true);
      expect(isSessionClosed(source.errored)).toBe(true);
    });

    it('ends the response stream that somebody reads', async () => {
      const { CurlFeature } = nodeLibcurl();
      let stream: Readable | undefined;
      const { curl } = requestWithCurl(`${server.url}/drip`, (made) => {
        made.enable(CurlFeature.StreamResponse);
        made.on('stream', (arrived) => (stream = arrived));
      });
      await vi.waitFor(() => expect(stream).toBeDefined());
      const read = watch((async () => {
        for await (const piece of stream ?? []) void piece;
      })());
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await safelyCloseClient(curl, { politeMs: 0 })).toMatchObject({ outcome: 'closed' });
      await fewTurns();
      expect(isSessionClosed(read.error)).toBe(true);
    });

    it('ends the response stream that nobody reads', async () => {
      const { CurlFeature } = nodeLibcurl();
      const { curl } = requestWithCurl(`${server.url}/big`, (made) => {
        made.enable(CurlFeature.StreamResponse);
        made.on('stream', () => undefined);
      });
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await safelyCloseClient(curl, { politeMs: 0 })).toMatchObject({ outcome: 'closed' });
      expect(await server.socketsBecome(0)).toBe(0);
    });

    it('fails a retry that its error handler starts, and the retry after it, until the handler gives up', async () => {
      let attempts = 0;
      const curl = new (nodeLibcurl().Curl)();
      curl.setOpt('URL', `${server.url}/never`);
      const answer = watch(
        new Promise((resolve, reject) => {
          curl.on('end', resolve);
          curl.on('error', (error) => {
            attempts += 1;
            if (attempts < 3) curl.perform();
            else reject(error);
          });
        }),
      );
      curl.perform();
      expect(await safelyCloseClient(curl, { politeMs: 0 })).toMatchObject({ outcome: 'closed' });
      await fewTurns();
      expect(attempts).toBeLessThanOrEqual(3);
      expect(answer.state).toBe('rejected');
      expect(isSessionClosed(answer.error)).toBe(true);
    });

    it('settles a request whose handle somebody took out of its Multi', async () => {
      const multi = new (nodeLibcurl().Multi)();
      const { curl, answer } = requestWithCurl(`${server.url}/never`, (made) => made.setMulti(multi));
      multi.removeHandle(curl.handle);
      expect(await safelyCloseClient(curl)).toMatchObject({ outcome: 'closed' });
      expect(isSessionClosed(answer.error)).toBe(true);
      multi.close();
    });

    it('is rescued from a Multi that was closed under it, and its request settled', async () => {
      const multi = new (nodeLibcurl().Multi)();
      const { curl, answer } = requestWithCurl(`${server.url}/never`, (made) => made.setMulti(multi));
      await server.arrived('/never');
      multi.close();
      expect(await safelyCloseClient(curl)).toMatchObject({ outcome: 'closed' });
      expect(curl.isOpen).toBe(false);
      expect(isSessionClosed(answer.error)).toBe(true);
    });

    it('leaves the other requests of the default Multi alone', async () => {
      const bystander = requestWithCurl(`${server.url}/slow`);
      const { curl } = requestWithCurl(`${server.url}/never`);
      await safelyCloseClient(curl, { politeMs: 0 });
      expect(await bystander.answer.promise).toBe(200);
      bystander.curl.close();
    });

    it('is told by its address, without credentials and query', async () => {
      const { curl } = requestWithCurl(`${server.url.replace('//', '//user:secret@')}/never?token=secret`);
      const report = await safelyCloseClient(curl, { politeMs: 0 });
      expect(report.items[0]?.label).toBe(`${server.url}/never`);
    });
  });

  describe('Easy and Multi', () => {
    it('settles every transfer of a Multi that closing keeps account of, and leaves no socket', async () => {
      const multi = closing(new (nodeLibcurl().Multi)());
      const requests = ['/never', '/drip', '/big'].map((path) => requestWithEasy(server.url + path, multi));
      await Promise.all(['/never', '/drip', '/big'].map((path) => server.arrived(path)));
      const report = await safelyCloseClient(multi, { politeMs: 0 });
      expect(report).toMatchObject({ outcome: 'closed', phase: 'cancel', transfers: 3, settled: 3 });
      for (const { easy, answer } of requests) {
        expect(isSessionClosed(answer.error)).toBe(true);
        expect(easy.isInsideMultiHandle).toBe(false);
        easy.close();
      }
      expect(() => multi.getCount()).toThrow();
      expect(await server.socketsBecome(0)).toBe(0);
    });

    it('gives its handles back usable', async () => {
      const multi = closing(new (nodeLibcurl().Multi)());
      const { easy } = requestWithEasy(`${server.url}/never`, multi);
      await safelyCloseClient(multi, { politeMs: 0 });
      easy.setOpt('URL', `${server.url}/ok`);
      const another = new (nodeLibcurl().Multi)();
      await another.perform(easy);
      expect(easy.getInfo('RESPONSE_CODE').data).toBe(200);
      another.removeHandle(easy);
      easy.close();
      another.close();
    });

    it('lets a Curl and an Easy be taken out of it and closed: the promise settles, the process lives on', async () => {
      const { exitCode, stderr, lines } = await runScenario('curl-and-easy-taken-out', [`${server.url}/never`]);
      expect({ exitCode, stderr, lines }).toEqual({ exitCode: 0, stderr: '', lines: [true] });
    });

    it('does so in a minified bundle as well', async () => {
      // Below the root, where node-libcurl is found.
      const cache = fileURLToPath(new URL('../../../.cache', import.meta.url));
      await mkdir(cache, { recursive: true });
      const folder = await mkdtemp(join(cache, 'bundle-'));
      try {
        const file = await bundleScenario('curl-and-easy-taken-out', folder);
        const { exitCode, stderr, stdout } = await runProgram([file, `${server.url}/never`]);
        expect({ exitCode, stderr, stdout }).toEqual({ exitCode: 0, stderr: '', stdout: 'true\n' });
      } finally {
        await rm(folder, { recursive: true });
      }
    }, 60_000);

    it('settles the promise of an Easy that is taken out of it and closed', async () => {
      const multi = closing(new (nodeLibcurl().Multi)());
      const { easy, answer } = requestWithEasy(`${server.url}/never`, multi);
      multi.removeHandle(easy);
      easy.close();
      await fewTurns();
      expect(isSessionClosed(answer.error)).toBe(true);
      await safelyCloseClient(multi);
    });

    it('is the bare library again once it is closed', async () => {
      const { Multi } = nodeLibcurl();
      const multi = closing(new Multi());
      await safelyCloseClient(multi);
      for (const name of ['addHandle', 'perform', 'removeHandle', 'onMessage'] as const) expect(multi[name]).toBe(Multi.prototype[name]);
      expect(await safelyCloseClient(multi)).toMatchObject({ outcome: 'already-closed' });
      await multi[Symbol.asyncDispose]();
    });

    it('tells onMessage of the end of handles that were added', async () => {
      const multi = closing(new (nodeLibcurl().Multi)());
      const messages: unknown[] = [];
      multi.onMessage((error) => messages.push(error));
      const easy = easyFor(`${server.url}/never`);
      multi.addHandle(easy);
      await server.arrived('/never');
      expect(await safelyCloseClient(multi, { politeMs: 0 })).toMatchObject({ outcome: 'closed', settled: 1 });
      expect(messages).toHaveLength(1);
      expect(isSessionClosed(messages[0])).toBe(true);
      easy.close();
    });

    it('closes an Easy in a known Multi and leaves the others in it alone', async () => {
      const multi = closing(new (nodeLibcurl().Multi)());
      const { easy, answer } = requestWithEasy(`${server.url}/never`, multi);
      const bystander = requestWithEasy(`${server.url}/slow`, multi);
      expect(await safelyCloseClient(easy, { politeMs: 0 })).toMatchObject({ outcome: 'closed', settled: 1 });
      expect(isSessionClosed(answer.error)).toBe(true);
      expect(easy.isOpen).toBe(false);
      await bystander.answer.promise;
      expect(bystander.easy.getInfo('RESPONSE_CODE').data).toBe(200);
      expect(await safelyCloseClient(multi)).toMatchObject({ outcome: 'closed' });
    });

    it('settles an Easy in a foreign Multi and says that the handle remains, until that Multi is closed', async () => {
      const multi = new (nodeLibcurl().Multi)();
      const { easy, answer } = requestWithEasy(`${server.url}/never`, multi);
      const report = await safelyCloseClient(easy, { politeMs: 0, timeoutMs: 300 });
      expect(isSessionClosed(answer.error)).toBe(true);
      expect(report).toMatchObject({ outcome: 'remaining', settled: 1, transfers: 1 });
      expect(report.remaining).toMatchObject([{ kind: 'session', error: { code: 'ERR_SAFELY_CLOSE_LEFT' } }]);
      expect(await safelyCloseClient(multi)).toMatchObject({ outcome: 'closed', phase: 'polite' });
      expect(easy.isOpen).toBe(false);
    });

    it('closes handles before the Multi that they are in, in whatever order they stand', async () => {
      const multi = new (nodeLibcurl().Multi)();
      const { easy, answer } = requestWithEasy(`${server.url}/never`, multi);
      const reports = await closeAll([multi, easy], { politeMs: 0 });
      expect(reports.map((report) => report.outcome)).toEqual(['closed', 'closed']);
      expect(reports.map((report) => report.client)).toEqual([multi, easy]);
      expect(isSessionClosed(answer.error)).toBe(true);
    });

    it('says which transfers of a Multi without account stay pending', async () => {
      const multi = new (nodeLibcurl().Multi)();
      const { easy, answer } = requestWithEasy(`${server.url}/never`, multi);
      const report = await safelyCloseClient(multi, { politeMs: 0 });
      expect(report).toMatchObject({ outcome: 'remaining', transfers: 1, settled: 0 });
      await fewTurns();
      expect(answer.state).toBe('pending');
      expect(await server.socketsBecome(0)).toBe(0);
      // The handle itself can still be closed.
      expect(await safelyCloseClient(easy)).toMatchObject({ outcome: 'closed' });
    });

    it('does not abort the process when a Multi is closed inside a callback of one of its transfers', async () => {
      const multi = closing(new (nodeLibcurl().Multi)());
      const easy = easyFor(`${server.url}/drip`);
      let closed: ReturnType<typeof safelyCloseClient> | undefined;
      easy.setOpt('WRITEFUNCTION', (_chunk, size, count) => {
        closed ??= safelyCloseClient(multi, { politeMs: 0 });
        return size * count;
      });
      const answer = watch(multi.perform(easy));
      await answer.promise.catch(() => undefined);
      expect(await closed).toMatchObject({ outcome: 'closed' });
      easy.close();
    });

    it('does not free an Easy inside a callback of its own blocking perform', async () => {
      const easy = easyFor(`file://${import.meta.filename}`);
      let closed: ReturnType<typeof safelyCloseClient> | undefined;
      easy.setOpt('WRITEFUNCTION', (_chunk, size, count) => {
        closed ??= safelyCloseClient(easy);
        return size * count;
      });
      expect(easy.perform()).toBe(0);
      expect(await closed).toMatchObject({ outcome: 'closed' });
      expect(easy.isOpen).toBe(false);
    });

    it('does not let a later request at the same address get the answer of one that was closed', async () => {
      for (let round = 0; round < 20; round += 1) {
        const multi = closing(new (nodeLibcurl().Multi)());
        const first = requestWithEasy(`${server.url}/never`, multi);
        await safelyCloseClient(first.easy, { politeMs: 0 });
        const messages: Easy[] = [];
        multi.onMessage((_error, easy) => messages.push(easy));
        const second = easyFor(`${server.url}/ok`);
        multi.addHandle(second);
        await vi.waitFor(() => expect(messages).toEqual([second]));
        await safelyCloseClient(multi);
        second.close();
      }
    });

    it('refuses new requests of a Multi that is being closed', async () => {
      const multi = closing(new (nodeLibcurl().Multi)());
      const { easy } = requestWithEasy(`${server.url}/slow`, multi);
      const closed = safelyCloseClient(multi, { politeMs: 1_000 });
      const late = easyFor(`${server.url}/ok`);
      await expect(multi.perform(late)).rejects.toSatisfy(isSessionClosed);
      expect(await closed).toMatchObject({ outcome: 'closed', phase: 'polite', settled: 1 });
      late.close();
      easy.close();
    });

    it('settles promises of a Multi that somebody closed with requests in it', async () => {
      const multi = closing(new (nodeLibcurl().Multi)());
      const { easy, answer } = requestWithEasy(`${server.url}/never`, multi);
      multi.close();
      expect(await safelyCloseClient(multi)).toMatchObject({ outcome: 'closed', settled: 1 });
      expect(isSessionClosed(answer.error)).toBe(true);
      expect(await safelyCloseClient(easy)).toMatchObject({ outcome: 'closed' });
    });
  });

  describe('beside others', () => {
    it('closes a request that waits for a free connection, and leaves the one that has it alone', async () => {
      const multi = closing(new (nodeLibcurl().Multi)());
      multi.setOpt('MAX_TOTAL_CONNECTIONS', 1);
      const running = requestWithEasy(`${server.url}/slow`, multi);
      const queued = requestWithEasy(`${server.url}/never`, multi);
      await server.arrived('/slow');
      expect(await safelyCloseClient(queued.easy, { politeMs: 0 })).toMatchObject({ outcome: 'closed', settled: 1 });
      expect(isSessionClosed(queued.answer.error)).toBe(true);
      await running.answer.promise;
      expect(running.easy.getInfo('RESPONSE_CODE').data).toBe(200);
      expect(await safelyCloseClient(multi)).toMatchObject({ outcome: 'closed' });
      running.easy.close();
    });

    it('gives requests that are closed together one reason, which says who closed them', async () => {
      const requests = [requestWithCurl(`${server.url}/never`), requestWithCurl(`${server.url}/never`)];
      await closeAll(requests.map(({ curl }) => curl), { politeMs: 0 });
      const [reason, other] = requests.map(({ answer }) => (answer.error as Error).cause);
      expect(reason).toBe(other);
      expect((reason as Error).stack).toContain(import.meta.filename);
    });

    it('closes one HTTP/2 stream, and leaves the other on the same connection alone', async () => {
      const { CurlHttpVersion } = nodeLibcurl();
      let connections = 0;
      const paths: string[] = [];
      const http2Server = createSecureServer(loopbackCertificate, (request, response) => {
        paths.push(request.url);
        if (request.url === '/slow') setTimeout(() => response.end('fine at last'), 200);
      });
      http2Server.on('session', () => (connections += 1));
      await new Promise<void>((resolve) => http2Server.listen(0, '127.0.0.1', resolve));
      const url = `https://127.0.0.1:${(http2Server.address() as AddressInfo).port}`;
      const multi = closing(new (nodeLibcurl().Multi)());
      const prepare = (path: string) => {
        const easy = easyFor(url + path);
        easy.setOpt('HTTP_VERSION', CurlHttpVersion.V2Tls);
        easy.setOpt('SSL_VERIFYPEER', false);
        easy.setOpt('PIPEWAIT', true);
        return { easy, answer: watch(multi.perform(easy)) };
      };
      const bystander = prepare('/slow');
      await holds(() => paths.includes('/slow'));
      const closed = prepare('/never');
      await holds(() => paths.includes('/never'));
      expect(await safelyCloseClient(closed.easy, { politeMs: 0 })).toMatchObject({ outcome: 'closed', settled: 1 });
      expect(isSessionClosed(closed.answer.error)).toBe(true);
      await bystander.answer.promise;
      expect(bystander.easy.getInfo('RESPONSE_CODE').data).toBe(200);
      expect(connections).toBe(1);
      await safelyCloseClient(multi);
      bystander.easy.close();
      await safelyCloseClient(http2Server, { politeMs: 10 });
    });

    it('removes no listener of others and stops no timer of others', async () => {
      const ticks: number[] = [];
      const timer = setInterval(() => ticks.push(1), 5);
      const { curl, answer } = requestWithCurl(`${server.url}/never`);
      const signals = process.listenerCount('SIGTERM');
      await safelyCloseClient(curl, { politeMs: 20 });
      expect(answer.state).toBe('rejected');
      const ticked = ticks.length;
      await new Promise((resolve) => setTimeout(resolve, 30));
      clearInterval(timer);
      expect(ticks.length).toBeGreaterThan(ticked);
      expect(process.listenerCount('SIGTERM')).toBe(signals);
    });
  });

  describe('Share', () => {
    it('is closed when no handle uses it', async () => {
      const share = new (nodeLibcurl().Share)();
      expect(await safelyCloseClient(share)).toMatchObject({ outcome: 'closed' });
      expect(await safelyCloseClient(share)).toMatchObject({ outcome: 'already-closed' });
    });

    it('is left open, not aborting the process, while a handle uses it', async () => {
      const share = new (nodeLibcurl().Share)();
      const easy = easyFor(server.url);
      easy.setOpt('SHARE', share);
      const report = await safelyCloseClient(share, { timeoutMs: 40 });
      expect(report).toMatchObject({ outcome: 'remaining', remaining: [{ error: { code: 'ERR_SAFELY_CLOSE_LEFT' } }] });
      easy.close();
      expect(await safelyCloseClient(share)).toMatchObject({ outcome: 'closed' });
    });

    it('is closed after the handles that use it, whatever their order', async () => {
      const { CurlShareLock, CurlShareOption, Share } = nodeLibcurl();
      const share = new Share();
      share.setOpt(CurlShareOption.SHARE, CurlShareLock.DataCookie);
      const { curl, answer } = requestWithCurl(`${server.url}/never`, (made) => made.setOpt('SHARE', share));
      const reports = await closeAll([share, curl], { politeMs: 0 });
      expect(reports.map((report) => report.outcome)).toEqual(['closed', 'closed']);
      expect(isSessionClosed(answer.error)).toBe(true);
    });
  });
});
