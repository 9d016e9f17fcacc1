/** How the requests of a CurlSession reach their server: over HTTP/2, by a proxy, over TLS, by redirects, and with which body. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { createServer as createHttp2Server, createSecureServer as createSecureHttp2Server } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { safelyCloseClient } from 'safely-close';
import type * as CurlModule from 'safely-close/curl';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { libcurlMissing, withLibcurl } from './support/libcurl.ts';
import { loopbackCertificate } from './support/loopback-certificate.ts';

/** libcurl's words for why a request failed. */
const codes = { timedOut: 28, tooManyRedirects: 47, peerNotVerified: 60 };

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Says what it was asked. `/moved` is elsewhere, by the same method; `/round` is always elsewhere. */
const echo: RequestListener = (request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    if (request.url === '/moved') return response.writeHead(307, { location: '/echo' }).end();
    if (request.url === '/round') return response.writeHead(302, { location: '/round' }).end();
    return response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(pieces).toString('latin1') }));
  });
};

describe.skipIf(libcurlMissing !== undefined)(`the requests of a CurlSession${withLibcurl}`, () => {
  let CurlSession: typeof CurlModule.CurlSession;
  const servers: object[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'curl-session-'));
  const caFile = join(folder, 'ca.pem');
  beforeAll(async () => {
    ({ CurlSession } = await import('safely-close/curl'));
    writeFileSync(caFile, loopbackCertificate.cert);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await safelyCloseClient(server, { politeMs: 0 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const portOf = async (server: Server): Promise<number> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const startServer = async (): Promise<string> => `http://127.0.0.1:${String(await portOf(createHttpServer(echo)))}/`;

  describe('over HTTP/2', () => {
    /** A server that speaks both versions and says in which it was asked. */
    const startBoth = async (): Promise<{ readonly baseUrl: string; readonly connections: () => number }> => {
      let connections = 0;
      const server = createSecureHttp2Server({ ...loopbackCertificate, allowHTTP1: true }, (request, response) => void response.end(request.httpVersion));
      server.on('session', () => (connections += 1));
      return { baseUrl: `https://127.0.0.1:${String(await portOf(server))}/`, connections: () => connections };
    };

    it('go side by side on one connection where the server speaks it', async () => {
      const { baseUrl, connections } = await startBoth();
      await using session = new CurlSession({ baseUrl, caFile });
      expect((await session.get('first')).text()).toBe('2.0');
      const answers = await Promise.all(Array.from({ length: 5 }, () => session.get('more')));
      expect(answers.map((answer) => answer.text())).toEqual(Array.from({ length: 5 }, () => '2.0'));
      expect(connections()).toBe(1);
    });

    it('do not go where another version is asked for', async () => {
      const { baseUrl } = await startBoth();
      await using session = new CurlSession({ baseUrl, caFile });
      expect((await session.get('', { httpVersion: '1.1' })).text()).toBe('1.1');
    });

    it('go without TLS where the server is known to speak it', async () => {
      const server = createHttp2Server((request, response) => void response.end(request.httpVersion));
      await using session = new CurlSession({ baseUrl: `http://127.0.0.1:${String(await portOf(server))}/`, httpVersion: '2-prior-knowledge' });
      // One request only: libcurl 7.88 fails the next on the same connection (https://github.com/curl/curl/pull/10643).
      expect((await session.get('')).text()).toBe('2.0');
    });
  });

  it('go by a proxy, which is asked for the whole address', async () => {
    const proxy = await startServer();
    await using session = new CurlSession({ proxy });
    expect((await session.get('http://nowhere.test/page')).json<Echo>()).toMatchObject({ url: 'http://nowhere.test/page', headers: { host: 'nowhere.test' } });
  });

  describe('over TLS', () => {
    const startTls = async (): Promise<string> => `https://127.0.0.1:${String(await portOf(createHttpsServer(loopbackCertificate, echo)))}/echo`;

    it('are not sent to whom nobody vouches for', async () => {
      await using session = new CurlSession();
      await expect(session.get(await startTls())).rejects.toMatchObject({ code: codes.peerNotVerified });
    });

    it('are sent to whom the given certificates vouch for', async () => {
      await using session = new CurlSession({ caFile });
      expect(await session.get(await startTls())).toMatchObject({ status: 200 });
    });

    it('are not sent to another name than the certificate’s', async () => {
      await using session = new CurlSession({ caFile, curl: { RESOLVE: ['other.test:443:127.0.0.1'] } });
      const { port } = new URL(await startTls());
      await expect(session.get('https://other.test/echo', { curl: { CONNECT_TO: [`other.test:443:127.0.0.1:${port}`] } })).rejects.toMatchObject({ code: codes.peerNotVerified });
    });

    it('are sent to anybody where that is asked for', async () => {
      await using session = new CurlSession({ verifyTls: false });
      expect(await session.get(await startTls())).toMatchObject({ status: 200 });
      const { port } = new URL(await startTls());
      expect(await session.get('https://other.test/echo', { curl: { CONNECT_TO: [`other.test:443:127.0.0.1:${port}`] } })).toMatchObject({ status: 200 });
    });

    it('wait no longer for the connection than they may', async () => {
      const port = await portOf(createTcpServer((socket) => void socket.on('error', () => undefined)));
      await using session = new CurlSession({ connectTimeoutMs: 50 });
      await expect(session.get(`https://127.0.0.1:${String(port)}/`)).rejects.toMatchObject({ code: codes.timedOut });
    });
  });

  it('follow no more redirects than they may', async () => {
    await using session = new CurlSession({ baseUrl: await startServer(), maxRedirects: 3 });
    await expect(session.get('round')).rejects.toMatchObject({ code: codes.tooManyRedirects });
  });

  it.each([
    ['a short body', 'text'],
    ['a body of many pieces', 'x'.repeat(1_000_000)],
  ])('send %s again where a redirect keeps the method', async (_what, body) => {
    await using session = new CurlSession({ baseUrl: await startServer() });
    const answer = await session.post('moved', { body });
    expect(answer.redirected).toBe(true);
    const { method, url, body: received } = answer.json<Echo>();
    expect([method, url, received === body]).toEqual(['POST', '/echo', true]);
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'PROPFIND'])('keep the method %s with a body of each kind', async (method) => {
    await using session = new CurlSession({ baseUrl: await startServer() });
    for (const options of [{ json: 1 }, { body: Readable.from(['1']) }, { multipart: [{ type: 'data', name: 'a', data: '1' }] as const }]) {
      expect((await session.request(method, 'echo', options)).json<Echo>()).toMatchObject({ method, body: expect.stringContaining('1') as string });
    }
  });

  it('say how long their body is, where that is known', async () => {
    await using session = new CurlSession({ baseUrl: await startServer() });
    const lengthOf = async (options: CurlModule.CurlRequestOptions): Promise<string | undefined> => (await session.post('echo', options)).json<Echo>().headers['content-length'];
    expect(await lengthOf({ body: 'four' })).toBe('4');
    expect(await lengthOf({ body: new Blob(['four']) })).toBe('4');
    expect(await lengthOf({})).toBe('0');
    expect(await lengthOf({ body: Readable.from(['four']) })).toBeUndefined();
  });
});
