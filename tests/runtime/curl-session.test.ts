import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { getEventListeners } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { closing, isSessionClosed, openSessions, safelyCloseClient } from 'safely-close';
import type { SessionEvent } from 'safely-close';
import type * as CurlModule from 'safely-close/curl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { libcurlMissing, withLibcurl } from './support/libcurl.ts';
import { holds } from './support/misbehaving-server.ts';
import { fewTurns, watch } from './support/watched.ts';

/** Of a size that no buffer divides. */
const largeBody = Buffer.from(Uint8Array.from({ length: 3_000_017 }, (_byte, index) => index % 251));

function formData(): FormData {
  const fields = new FormData();
  fields.set('a', '1');
  return fields;
}

async function* generated(): AsyncGenerator<string> {
  yield 'one ';
  await fewTurns();
  yield 'two';
}

/** What the server says of a request that it got. */
interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

describe.skipIf(libcurlMissing !== undefined)(`CurlSession${withLibcurl}`, () => {
  let CurlSession: typeof CurlModule.CurlSession;
  let server: Server;
  let baseUrl: string;
  const sockets = new Set<Socket>();
  const attempts = new Map<string, number>();

  beforeAll(async () => {
    ({ CurlSession } = await import('safely-close/curl'));
    server = createServer((request, response) => void answer(request, response).catch(() => undefined));
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 4_096, resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => safelyCloseClient(server, { politeMs: 0 }));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => undefined);
    const { pathname } = new URL(request.url ?? '/', baseUrl);
    const count = (attempts.get(pathname) ?? 0) + 1;
    attempts.set(pathname, count);
    if (pathname.startsWith('/never')) return;
    if (pathname === '/drip') {
      const timer = setInterval(() => response.write('.'), 5);
      response.on('close', () => clearInterval(timer));
      return;
    }
    if (pathname === '/begun') return void response.writeHead(200).write('the first piece, and no other');
    if (pathname === '/redirect') return void response.writeHead(302, { location: '/echo', 'x-hop': 'one' }).end();
    if (pathname === '/gzip') return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('compressed'));
    if (pathname === '/cookie') return void response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end();
    if (pathname === '/busy') return void response.writeHead(count < 3 ? 503 : 200, { 'retry-after': '0' }).end(String(count));
    if (pathname === '/overloaded') return void response.writeHead(503).end();
    if (pathname === '/later') return void response.writeHead(503, { 'retry-after': '3600' }).end();
    if (pathname === '/since') return void response.writeHead(count < 3 ? 503 : 200, { 'retry-after': new Date(0).toUTCString() }).end(String(count));
    if (pathname === '/odd') return void response.writeHead(count < 3 ? 418 : 200).end(String(count));
    if (pathname === '/drop' && count < 3) return void request.socket.destroy();
    if (pathname === '/large') return void response.end(largeBody);
    if (pathname === '/bytes') return void response.end(Buffer.from([0, 255, 128, 10]));
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const echo = { method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(pieces).toString('latin1') };
    response.writeHead(pathname === '/missing' ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(echo));
  }

  describe('requests', () => {
    it('speaks each method, with headers of the session and of the request', async () => {
      await using session = new CurlSession({ baseUrl, headers: { 'x-session': 'yes', 'x-both': 'session' } });
      for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
        const response = await session[method]('echo', { headers: { 'X-Both': 'request' } });
        expect(response).toMatchObject({ status: 200, ok: true });
        expect(response.json<Echo>()).toMatchObject({ method: method.toUpperCase(), url: '/echo', headers: { 'x-session': 'yes', 'x-both': 'request' } });
      }
      const head = await session.head('echo');
      expect(head).toMatchObject({ status: 200 });
      expect(head.text()).toBe('');
    });

    it('adds a query, keeps what the address has', async () => {
      await using session = new CurlSession({ baseUrl });
      const response = await session.get('echo?a=1', { query: { b: 2, c: true, d: undefined, e: [3, 4] } });
      expect(response.json<Echo>().url).toBe('/echo?a=1&b=2&c=true&e=3&e=4');
    });

    it.each([
      ['JSON', { json: { a: [1] } }, '{"a":[1]}', 'application/json'],
      ['a form', { form: { a: 'ä b', n: 1 } }, 'a=%C3%A4+b&n=1', 'application/x-www-form-urlencoded'],
      ['parameters', { body: new URLSearchParams({ a: '1' }) }, 'a=1', 'application/x-www-form-urlencoded'],
      ['text', { body: 'plain' }, 'plain', 'text/plain;charset=UTF-8'],
      ['bytes', { body: new Uint8Array([0, 255, 10]) }, '\u0000ÿ\n', undefined],
      ['a view of bytes', { body: new DataView(new Uint8Array([9, 1, 2, 9]).buffer, 1, 2) }, '\u0001\u0002', undefined],
      ['a buffer of bytes', { body: new Uint8Array([1, 255]).buffer }, '\u0001ÿ', undefined],
      ['a Blob', { body: new Blob(['one ', 'two'], { type: 'text/csv' }) }, 'one two', 'text/csv'],
      ['a FormData', { body: formData() }, expect.stringContaining('name="a"\r\n\r\n1\r\n') as string, expect.stringMatching(/^multipart\/form-data; boundary=/) as string],
      ['a stream', { body: Readable.from(['one ', 'two']) }, 'one two', undefined],
      ['a stream of a known size', { body: Readable.from(['one ', 'two']), headers: { 'content-length': '7' } }, 'one two', undefined],
      ['a stream of the web', { body: new Blob(['one ', 'two']).stream() }, 'one two', undefined],
      ['what a generator makes', { body: generated() }, 'one two', undefined],
      ['nothing', {}, '', undefined],
    ])('sends %s', async (_what, options, body, type) => {
      await using session = new CurlSession({ baseUrl });
      const echo = (await session.post('echo', options)).json<Echo>();
      expect(echo).toMatchObject({ method: 'POST', body });
      expect(echo.headers['content-type']).toEqual(type);
      expect(echo.headers).not.toHaveProperty('expect');
    });

    it('takes a method in small letters, as fetch does: a server knows it in capitals', async () => {
      await using session = new CurlSession({ baseUrl });
      expect((await session.request('post', 'echo', { body: 'text' })).json<Echo>()).toMatchObject({ method: 'POST', body: 'text' });
      expect(await session.request('head', 'echo')).toMatchObject({ status: 200 });
    });

    it.each([
      ['a header that brings another', 'GET', { headers: { 'x-a': '1\r\nx-evil: 2' } }, 'one line'],
      ['a header’s name that brings another', 'GET', { headers: [['x-a: 1\r\nx-evil', '2']] as const }, 'name of a header'],
      ['a method that brings a header', 'GET / HTTP/1.1\r\nx-evil: 2', {}, 'method'],
      ['a header that is no text', 'GET', { headers: { 'x-a': null as never } }, 'x-a must be a text or a number'],
      ['two bodies', 'POST', { json: 1, body: 'x' }, 'json and body'],
      ['what JSON cannot say', 'POST', { json: () => 1 }, 'json must be'],
      ['a body of no known kind', 'POST', { body: 5 as never }, 'body must be'],
      ['a time that is none', 'GET', { timeoutMs: Number.NaN }, 'timeoutMs must be'],
      ['a version that it does not speak', 'GET', { httpVersion: '4' as never }, 'httpVersion must be one of'],
    ])('does not send %s, and says why', async (_what, method, options, words) => {
      await using session = new CurlSession({ baseUrl });
      attempts.clear();
      await expect(session.request(method, 'echo', options)).rejects.toMatchObject({ code: 'ERR_SAFELY_CLOSE_INVALID_OPTION', message: expect.stringContaining(words) as string });
      await expect(session.stream(method, 'echo', options)).rejects.toMatchObject({ code: 'ERR_SAFELY_CLOSE_INVALID_OPTION' });
      expect(attempts.size).toBe(0);
      expect(session.pending).toBe(0);
    });

    it('sends a number as a header', async () => {
      await using session = new CurlSession({ baseUrl });
      expect((await session.get('echo', { headers: { 'x-count': 5 } })).json<Echo>().headers).toMatchObject({ 'x-count': '5' });
    });

    it('takes an answer whose headers are not as the standard wants them', async () => {
      await using odd = closing(createTcpServer((socket) => void socket.end(Buffer.from('HTTP/1.1 200 OK\r\nbad name: 1\r\nx-word: Übergröße ☃\r\nx-good: 2\r\n\r\nbody'))).listen(0, '127.0.0.1'));
      await holds(() => odd.listening);
      await using session = new CurlSession({ baseUrl: `http://127.0.0.1:${(odd.address() as AddressInfo).port}/` });
      const response = await session.get('');
      expect(response.text()).toBe('body');
      expect([...response.headers.keys()]).toEqual(['x-good', 'x-word']);
    });

    it('sends several parts', async () => {
      await using session = new CurlSession({ baseUrl });
      const echo = (await session.post('echo', { multipart: [{ type: 'data', name: 'field', data: 'value' }] })).json<Echo>();
      expect(echo.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
      expect(echo.body).toContain('name="field"\r\n\r\nvalue');
    });

    it('sends a body of several megabytes whole', async () => {
      await using session = new CurlSession({ baseUrl });
      const body = Buffer.alloc(3_000_000, 'abc');
      expect((await session.put('echo', { body })).json<Echo>().body).toHaveLength(3_000_000);
    });

    it('follows redirects as browsers do, and says so', async () => {
      await using session = new CurlSession({ baseUrl });
      const followed = await session.post('redirect', { body: 'x' });
      expect(followed).toMatchObject({ status: 200, redirected: true, url: `${baseUrl}echo` });
      expect(followed.json<Echo>()).toMatchObject({ method: 'GET', body: '' });
      expect(followed.headers.get('x-hop'), 'is said by the redirect only').toBeNull();
      expect(await session.get('redirect', { maxRedirects: 0 })).toMatchObject({ status: 302, redirected: false });
    });

    it('takes any status as an answer, decompresses, and gives bytes', async () => {
      await using session = new CurlSession({ baseUrl });
      expect(await session.get('missing')).toMatchObject({ status: 404, ok: false });
      expect((await session.get('gzip')).text()).toBe('compressed');
      expect([...(await session.get('bytes')).bytes()]).toEqual([0, 255, 128, 10]);
    });

    it('keeps cookies within the session, and out of the next', async () => {
      await using session = new CurlSession({ baseUrl });
      expect((await session.get('cookie')).headers.getSetCookie()).toEqual(['a=1', 'b=2']);
      expect((await session.get('echo')).json<Echo>().headers['cookie']).toMatch(/a=1.*b=2|b=2.*a=1/);
      await using other = new CurlSession({ baseUrl });
      expect((await other.get('echo')).json<Echo>().headers).not.toHaveProperty('cookie');
    });

    it('measures', async () => {
      await using session = new CurlSession({ baseUrl });
      const { timings } = await session.get('echo');
      expect(timings.totalMs).toBeGreaterThan(0);
      expect(timings.totalMs).toBeGreaterThanOrEqual(timings.connectMs);
    });

    it('takes libcurl’s own options', async () => {
      await using session = new CurlSession({ baseUrl, curl: { USERAGENT: 'mine' } });
      expect((await session.get('echo')).json<Echo>().headers['user-agent']).toBe('mine');
    });

    it('rejects with libcurl’s code when it fails, and at once for what is no address', async () => {
      await using session = new CurlSession();
      await expect(session.get('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 7 });
      await expect(session.get(`${baseUrl}never/timeout`, { timeoutMs: 50 })).rejects.toMatchObject({ code: 28 });
      await expect(session.get('no address')).rejects.toThrow(TypeError);
    });

    it('uses its connections again, and no more than it may', async () => {
      await using session = new CurlSession({ baseUrl, maxConnections: 2 });
      const before = sockets.size;
      await Promise.all(Array.from({ length: 10 }, () => session.get('echo')));
      expect(sockets.size - before).toBeLessThanOrEqual(2);
    });

    it('has no more connections to one host than it may', async () => {
      await holds(() => sockets.size === 0);
      await using session = new CurlSession({ baseUrl, maxConnectionsPerHost: 2 });
      await Promise.all(Array.from({ length: 10 }, () => session.get('echo')));
      expect(sockets.size).toBeLessThanOrEqual(2);
    });

    it('leaves nothing open where it cannot be set up', async () => {
      const before = openSessions().length;
      expect(() => new CurlSession({ maxConnections: 'many' as never, label: 'the impossible' })).toThrow();
      await fewTurns();
      expect(openSessions().length).toBe(before);
    });
  });

  describe('further attempts', () => {
    it('are none by default', async () => {
      await using session = new CurlSession({ baseUrl });
      attempts.clear();
      expect(await session.get('busy')).toMatchObject({ status: 503 });
      expect(attempts.get('/busy')).toBe(1);
    });

    it('are made after temporary answers and failures', async () => {
      await using session = new CurlSession({ baseUrl, retries: 3 });
      attempts.clear();
      expect((await session.get('busy')).text()).toBe('3');
      expect(await session.get('drop', { retries: { limit: 3, delayMs: () => 1 } })).toMatchObject({ status: 200 });
      expect(attempts.get('/drop')).toBe(3);
    });

    it('are not made of what may not be repeated', async () => {
      await using session = new CurlSession({ baseUrl, retries: 3 });
      attempts.clear();
      expect(await session.post('busy')).toMatchObject({ status: 503 });
    });

    it('are not made of a body that can be read only once: the next would be empty', async () => {
      await using session = new CurlSession({ baseUrl, retries: 3 });
      attempts.clear();
      expect(await session.put('busy', { body: Readable.from(['once']) })).toMatchObject({ status: 503 });
      expect(await session.put('busy', { multipart: [{ type: 'stream', name: 'a', stream: Readable.from([Buffer.from('once')]), size: 4 }] })).toMatchObject({ status: 503 });
      expect((await session.put('busy', { body: new Blob(['again']) })).text()).toBe('3');
    });

    it('are made of the methods and after the statuses that are named, and of no others', async () => {
      await using session = new CurlSession({ baseUrl, retries: { limit: 3, methods: ['POST'], statuses: [418], delayMs: () => 0 } });
      attempts.clear();
      expect(await session.get('odd')).toMatchObject({ status: 418 });
      expect(await session.post('overloaded')).toMatchObject({ status: 503 });
      expect(attempts.get('/overloaded')).toBe(1);
      expect((await session.post('odd')).text()).toBe('3');
    });

    it('are no more than was said, and told which they are', async () => {
      const asked: number[] = [];
      await using session = new CurlSession({ baseUrl, retries: { limit: 2, delayMs: (attempt) => { asked.push(attempt); return 0; } } });
      attempts.clear();
      expect(await session.get('overloaded')).toMatchObject({ status: 503 });
      expect(attempts.get('/overloaded')).toBe(3);
      expect(asked).toEqual([1, 2]);
    });

    it('wait for the date that an answer names', async () => {
      await using session = new CurlSession({ baseUrl, retries: { limit: 3, delayMs: () => 60_000 } });
      attempts.clear();
      expect((await session.get('since')).text()).toBe('3');
    });

    const pausing = [
      ['after an answer', { path: 'overloaded', delayMs: 60_000 }],
      ['after a failure', { path: 'http://127.0.0.1:1/', delayMs: 60_000 }],
      ['where the answer tells to', { path: 'later', delayMs: 0 }],
    ] as const;
    /** Waits until a request of the session has begun, and pauses before its next attempt. */
    const untilItPauses = async (session: CurlModule.CurlSession): Promise<string[]> => {
      const doing = (): string[] => openSessions().flatMap((open) => (open.client === session ? open.inFlight : []));
      await holds(() => doing().includes('a request that waits for another attempt'));
      await fewTurns();
      return doing();
    };

    it.each(pausing)('wait %s; that counts as running, and ends with the session', async (_when, { path, delayMs }) => {
      const session = new CurlSession({ baseUrl, retries: { limit: 9, delayMs: () => delayMs } });
      attempts.clear();
      const waiting = watch(session.get(path));
      expect(await untilItPauses(session)).toEqual(['a request that waits for another attempt']);
      expect(session.pending).toBe(1);
      expect(attempts.get(`/${path}`) ?? 1).toBe(1);
      const report = await session.close({ politeMs: 0 });
      expect(report).toMatchObject({ outcome: 'closed', settled: 1 });
      expect(report.items[0]).toMatchObject({ label: 'a request that waits for another attempt', fellIn: 'cancelled' });
      await fewTurns();
      expect(isSessionClosed(waiting.error)).toBe(true);
    });

    it.each(pausing)('wait %s no longer than a signal lets them', async (_when, { path, delayMs }) => {
      await using session = new CurlSession({ baseUrl, retries: { limit: 9, delayMs: () => delayMs } });
      const stop = new AbortController();
      const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
      const before = timers();
      const waiting = watch(session.get(path, { signal: stop.signal }));
      await untilItPauses(session);
      stop.abort(new Error('changed my mind'));
      await expect(waiting.promise).rejects.toThrow('changed my mind');
      expect(session.pending).toBe(0);
      expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
      await holds(() => timers() <= before);
      expect(timers(), 'the process may end').toBeLessThanOrEqual(before);
    });

    it('do not even wait where the signal aborts as they are about to', async () => {
      const stop = new AbortController();
      await using session = new CurlSession({ baseUrl, retries: { limit: 9, delayMs: () => { stop.abort(new Error('changed my mind')); return 60_000; } } });
      await expect(session.get('overloaded', { signal: stop.signal })).rejects.toThrow('changed my mind');
      expect(session.pending).toBe(0);
    });
  });

  describe('a signal', () => {
    it('ends one request with its reason, and leaves the others alone', async () => {
      await using session = new CurlSession({ baseUrl });
      const stop = new AbortController();
      const stopped = watch(session.get('never/stopped', { signal: stop.signal }));
      const other = session.get('echo');
      await holds(() => attempts.has('/never/stopped'));
      stop.abort(new Error('changed my mind'));
      await expect(stopped.promise).rejects.toThrow('changed my mind');
      expect(await other).toMatchObject({ status: 200 });
      await holds(() => session.pending === 0);
      expect(session.pending).toBe(0);
    });

    it('is listened to no longer than the request lasts', async () => {
      await using session = new CurlSession({ baseUrl, retries: { limit: 2, delayMs: () => 0 } });
      const { signal } = new AbortController();
      await session.get('echo', { signal });
      await session.get('overloaded', { signal });
      await expect(session.get('http://127.0.0.1:1/', { signal })).rejects.toMatchObject({ code: 7 });
      await (await session.stream('GET', 'echo', { signal })).body.toArray();
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    });

    it('that has aborted lets no request begin', async () => {
      await using session = new CurlSession({ baseUrl });
      await expect(session.get('echo', { signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow('never');
    });
  });

  describe('streams', () => {
    it('are read as they come', async () => {
      await using session = new CurlSession({ baseUrl });
      const { status, headers, body } = await session.stream('GET', 'echo');
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('application/json');
      expect(JSON.parse(Buffer.concat(await body.toArray()).toString())).toMatchObject({ method: 'GET' });
    });

    it('begin with the head and the first piece: the body may take its time', async () => {
      await using session = new CurlSession({ baseUrl });
      const { status, body } = await session.stream('GET', 'begun');
      expect(status).toBe(200);
      const [piece] = await body.take(1).toArray();
      expect(String(piece)).toBe('the first piece, and no other');
    });

    it('are refused where the request fails before', async () => {
      await using session = new CurlSession({ baseUrl });
      await expect(session.stream('GET', 'http://127.0.0.1:1/')).rejects.toMatchObject({ code: 7 });
      expect(session.pending).toBe(0);
    });

    it('end on a connection that was used before', async () => {
      await using session = new CurlSession({ baseUrl, maxConnections: 1, timeoutMs: 5_000 });
      for (const path of ['echo', 'large', 'echo', 'large']) {
        const { body } = await session.stream('GET', path);
        const { byteLength } = Buffer.concat(await body.toArray());
        if (path === 'large') expect(byteLength).toBe(largeBody.byteLength);
        await session.get('echo');
      }
    });

    it('come no faster than they are read, and whole', async () => {
      await using session = new CurlSession({ baseUrl });
      const { body } = await session.stream('GET', 'large');
      const pieces: Buffer[] = [];
      let mostHeld = 0;
      for await (const piece of body) {
        pieces.push(piece as Buffer);
        await fewTurns();
        mostHeld = Math.max(mostHeld, body.readableLength);
      }
      expect(Buffer.concat(pieces).equals(largeBody)).toBe(true);
      expect(mostHeld).toBeLessThan(largeBody.byteLength / 4);
    });

    it('have no body where the answer has none', async () => {
      await using session = new CurlSession({ baseUrl });
      const { status, body } = await session.stream('HEAD', 'echo');
      expect(status).toBe(200);
      expect(await body.toArray()).toEqual([]);
    });

    it('fail with the reason of a signal that aborts, which is no closing', async () => {
      await using session = new CurlSession({ baseUrl });
      const controller = new AbortController();
      const { body } = await session.stream('GET', 'drip', { signal: controller.signal });
      const reason = new Error('enough');
      controller.abort(reason);
      const read = watch(body.toArray());
      await holds(() => read.error !== undefined);
      expect(read.error).toBe(reason);
      await holds(() => session.pending === 0);
      expect(session.pending).toBe(0);
    });

    it('end their request when their reader has enough', async () => {
      await using session = new CurlSession({ baseUrl });
      const { body } = await session.stream('GET', 'drip');
      for await (const piece of body) {
        void piece;
        break;
      }
      await holds(() => session.pending === 0);
      expect(session.pending).toBe(0);
    });

    it('fail when the session is closed', async () => {
      const session = new CurlSession({ baseUrl });
      const { body } = await session.stream('GET', 'drip');
      const read = watch((async () => {
        for await (const piece of body) void piece;
      })());
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await session.close({ politeMs: 0 })).toMatchObject({ outcome: 'closed' });
      await fewTurns();
      expect(isSessionClosed(read.error)).toBe(true);
    });

    it('that nobody reads are ended with the session', async () => {
      const session = new CurlSession({ baseUrl });
      await session.stream('GET', 'drip');
      expect(await session.close({ politeMs: 0 })).toMatchObject({ outcome: 'closed' });
    });
  });

  describe('closing', () => {
    it('is over at once where nothing is running', async () => {
      const session = new CurlSession({ baseUrl });
      await session.get('echo');
      const report = await session.close({ politeMs: 600_000, timeoutMs: 600_000 });
      expect(report).toMatchObject({ outcome: 'closed', phase: 'polite', passes: 0, transfers: 0 });
      await holds(() => sockets.size === 0);
      expect(sockets.size).toBe(0);
    });

    it('cancels what does not end by itself, which needs no force', async () => {
      const session = new CurlSession({ baseUrl });
      const waiting = watch(session.get('never/cancelled'));
      await holds(() => attempts.has('/never/cancelled'));
      const report = await session.close({ politeMs: 0 });
      expect(report).toMatchObject({ outcome: 'closed', phase: 'cancel', passes: 1 });
      expect(report.items.map(({ label, fellIn }) => `${label} ${fellIn}`)).toEqual([`GET ${baseUrl}never/cancelled cancelled`, 'node-libcurl CurlSession cancelled']);
      await fewTurns();
      expect(isSessionClosed(waiting.error)).toBe(true);
      await holds(() => sockets.size === 0);
      expect(sockets.size).toBe(0);
    });

    it('forgets all that was noted of it', async () => {
      const noted = new Set<string>();
      const note = (event: unknown): void => void noted.add((event as SessionEvent).label);
      const forget = (event: unknown): void => void noted.delete((event as SessionEvent).label);
      subscribe('safely-close:open', note);
      subscribe('safely-close:forget', forget);
      const session = new CurlSession({ baseUrl, label: 'the crawler' });
      expect([...noted]).toContain('the crawler’s Multi');
      await session.get('echo');
      await session.close();
      expect([...noted]).toEqual([]);
      unsubscribe('safely-close:open', note);
      unsubscribe('safely-close:forget', forget);
    });

    it('lets running requests finish for a moment', async () => {
      const session = new CurlSession({ baseUrl });
      const running = watch(session.get('echo'));
      expect(await session.close({ politeMs: 2_000, timeoutMs: 5_000 })).toMatchObject({ outcome: 'closed', phase: 'polite', transfers: 1, settled: 1 });
      expect(running.state).toBe('fulfilled');
    });

    it('is what the end of its scope does', async () => {
      let waiting;
      {
        await using session = new CurlSession({ baseUrl });
        waiting = watch(session.get('never'));
        await holds(() => attempts.has('/never'));
      }
      await fewTurns();
      expect(isSessionClosed(waiting.error)).toBe(true);
    });

    it('refuses requests afterwards, and while it goes on', async () => {
      const session = new CurlSession({ baseUrl });
      const running = watch(session.get('never'));
      expect(session.closed).toBe(false);
      const closed = session.close({ politeMs: 50 });
      expect(session.closed).toBe(true);
      await expect(session.get('echo')).rejects.toSatisfy(isSessionClosed);
      expect(await closed).toMatchObject({ outcome: 'closed' });
      await expect(session.get('echo')).rejects.toSatisfy(isSessionClosed);
      expect(session.closed).toBe(true);
      expect(running.state).toBe('rejected');
      expect(await session.close()).toMatchObject({ outcome: 'already-closed' });
    });

    it('leaves nothing of a thousand requests in flight, no socket either', async () => {
      await holds(() => sockets.size === 0);
      const before = sockets.size;
      const session = new CurlSession({ baseUrl, maxConnections: 1_000 });
      const running = Array.from({ length: 1_000 }, (_, index) => watch(session.get(`never/${index}`)));
      await holds(() => sockets.size > 100);
      const report = await session.close({ politeMs: 0, timeoutMs: 30_000 });
      await fewTurns();
      expect(report).toMatchObject({ outcome: 'closed', transfers: 1_000, settled: 1_000 });
      expect(running.filter((request) => !isSessionClosed(request.error))).toEqual([]);
      expect(session.pending).toBe(0);
      // On a busy machine the server has yet to accept most of them when their other end has gone already.
      await holds(() => sockets.size <= before, 30_000);
      expect(sockets.size).toBeLessThanOrEqual(before);
    });

    it('is noted: the session is open until then', async () => {
      const session = new CurlSession({ label: 'the crawler' });
      const noted = (): string[] => openSessions().map((open) => open.label);
      expect(noted()).toContain('the crawler');
      await session.close();
      expect(noted()).not.toContain('the crawler');
      expect(noted().filter((label) => label.includes('the crawler'))).toEqual([]);
    });
  });
});
