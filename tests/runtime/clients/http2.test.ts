import { connect, createServer } from 'node:http2';
import type { ClientHttp2Session, Http2Server, ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { closeAll, closing, isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { holds } from '../support/misbehaving-server.ts';
import { runScenario } from '../support/run-scenario.ts';
import { fewTurns, watch } from '../support/watched.ts';
import type { Watched } from '../support/watched.ts';

interface Http2Peer {
  readonly server: Http2Server;
  readonly url: string;
  readonly streams: ServerHttp2Stream[];
  sessions(): number;
}

async function startPeer(): Promise<Http2Peer> {
  const server = closing(createServer());
  const streams: ServerHttp2Stream[] = [];
  let sessions = 0;
  server.on('session', (session) => {
    sessions += 1;
    session.on('error', () => undefined);
    session.on('close', () => (sessions -= 1));
  });
  server.on('stream', (stream, headers) => {
    streams.push(stream);
    stream.on('error', () => undefined);
    if (headers[':path'] === '/ok') stream.end('fine');
    if (headers[':path'] === '/slow') setTimeout(() => stream.destroyed || stream.end('fine at last'), 40);
    if (headers[':path'] === '/drip') {
      stream.respond();
      const timer = setInterval(() => stream.write('.'), 5);
      stream.on('close', () => clearInterval(timer));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, streams, sessions: () => sessions };
}

function answerTo(session: ClientHttp2Session, path: string): Watched<string> {
  return watch(
    new Promise<string>((resolve, reject) => {
      const stream = session.request({ ':path': path });
      let body = '';
      stream.on('data', (piece: Buffer) => (body += piece.toString()));
      stream.on('end', () => resolve(body));
      stream.on('error', reject);
    }),
  );
}

describe('http2', () => {
  let peer: Http2Peer;
  beforeAll(async () => {
    peer = await startPeer();
  });
  beforeEach(() => {
    peer.streams.length = 0;
  });
  afterAll(async () => {
    await safelyCloseClient(peer.server, { politeMs: 0 });
  });
  const open = (): ClientHttp2Session => connect(peer.url).on('error', () => undefined);

  it('closes an idle session politely', async () => {
    const session = open();
    await new Promise((resolve) => session.once('connect', resolve));
    expect(await safelyCloseClient(session)).toMatchObject({ outcome: 'closed', phase: 'polite', transfers: 0 });
    expect(session.destroyed).toBe(true);
    expect(await safelyCloseClient(session)).toMatchObject({ outcome: 'already-closed' });
    await holds(() => peer.sessions() === 0);
    expect(peer.sessions()).toBe(0);
  });

  it.each(['/never', '/drip'])('settles what waits for %s with the session-closed error itself', async (path) => {
    const session = open();
    const answer = answerTo(session, path);
    await holds(() => peer.streams.length === 1);
    const report = await safelyCloseClient(session, { politeMs: 0 });
    await fewTurns();
    expect(isSessionClosed(answer.error)).toBe(true);
    expect(report).toMatchObject({ outcome: 'closed', phase: 'cancel', transfers: 1, settled: 1 });
    expect(report.items[0]?.label).toBe(`GET ${new URL(peer.url).host}${path}`);
    await holds(() => peer.sessions() === 0);
    expect(peer.sessions()).toBe(0);
  });

  it('lets an answer that is on its way arrive', async () => {
    const session = open();
    const answer = answerTo(session, '/slow');
    await holds(() => peer.streams.length === 1);
    expect(await safelyCloseClient(session, { politeMs: 2_000, timeoutMs: 5_000 })).toMatchObject({ outcome: 'closed', phase: 'polite' });
    expect(answer).toMatchObject({ state: 'fulfilled', value: 'fine at last' });
  });

  it('closes a session that is still connecting', async () => {
    const session = open();
    const answer = answerTo(session, '/never');
    expect(await safelyCloseClient(session, { politeMs: 0 })).toMatchObject({ outcome: 'closed' });
    await holds(() => answer.state !== 'pending');
    expect(isSessionClosed(answer.error)).toBe(true);
  });

  it('lets a request through that waits for the connection', async () => {
    const session = open();
    const answer = answerTo(session, '/slow');
    expect(session.connecting).toBe(true);
    expect(await safelyCloseClient(session, { politeMs: 2_000, timeoutMs: 5_000 })).toMatchObject({ outcome: 'closed', phase: 'polite' });
    expect(answer).toMatchObject({ state: 'fulfilled', value: 'fine at last' });
  });

  describe.each(['before', 'after the next turn'])('a request that is given up %s, while its session connects', (when) => {
    it.each([
      ['neither', []],
      ['the session', []],
      ['the stream', ['session closed']],
    ])('does not end the process, with a listener for errors of %s', async (listened, heard) => {
      const end = await runScenario('http2-aborted-while-connecting', [peer.url, when, listened]);
      expect(end).toMatchObject({ exitCode: 0, hung: false, stderr: '' });
      expect(end.lines).toEqual([{ body: 'AbortError', heard }]);
      await holds(() => peer.sessions() === 0);
      expect(peer.sessions()).toBe(0);
    });
  });

  it('closes a session whose peer speaks no HTTP/2', async () => {
    const { createServer: createTcpServer } = await import('node:net');
    const mute = createTcpServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await new Promise((resolve) => mute.once('listening', resolve));
    const session = connect(`http://127.0.0.1:${(mute.address() as AddressInfo).port}`).on('error', () => undefined);
    const answer = answerTo(session, '/never');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await safelyCloseClient(session, { politeMs: 0 })).toMatchObject({ outcome: 'closed' });
    await holds(() => answer.state !== 'pending');
    expect(isSessionClosed(answer.error)).toBe(true);
    expect(await safelyCloseClient(mute, { politeMs: 0 })).toMatchObject({ outcome: 'closed' });
  });

  it('does not end the process over streams and sessions that nobody listens to', async () => {
    const uncaught = vi.fn();
    process.once('uncaughtException', uncaught);
    const session = connect(peer.url);
    session.request({ ':path': '/never' });
    await holds(() => peer.streams.length === 1);
    expect(await safelyCloseClient(session, { politeMs: 0 })).toMatchObject({ outcome: 'closed' });
    await fewTurns();
    process.removeListener('uncaughtException', uncaught);
    expect(uncaught).not.toHaveBeenCalled();
  });

  it('leaves another session with the same server alone', async () => {
    const [session, bystander] = [open(), open()];
    answerTo(session, '/never');
    const kept = answerTo(bystander, '/slow');
    await holds(() => peer.streams.length === 2);
    await safelyCloseClient(session, { politeMs: 0 });
    expect(await kept.promise).toBe('fine at last');
    await safelyCloseClient(bystander);
  });

  it('closes a server with sessions and streams on it', async () => {
    const own = await startPeer();
    const session = connect(own.url).on('error', () => undefined);
    const answer = answerTo(session, '/drip');
    await holds(() => own.streams.length === 1);
    const report = await safelyCloseClient(own.server, { politeMs: 10 });
    expect(report).toMatchObject({ outcome: 'closed', transfers: 1, settled: 1 });
    await holds(() => answer.state !== 'pending' && own.sessions() === 0);
    expect(own.sessions()).toBe(0);
    expect(session.destroyed || session.closed).toBe(true);
  });

  it('closes a server that closing was not called for', async () => {
    const bare = createServer((_request, _response) => undefined);
    await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
    const session = connect(`http://127.0.0.1:${(bare.address() as AddressInfo).port}`).on('error', () => undefined);
    const answer = answerTo(session, '/never');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await safelyCloseClient(bare, { politeMs: 10 })).toMatchObject({ outcome: 'closed' });
    await holds(() => answer.state !== 'pending');
    expect(answer.state).not.toBe('pending');
  });

  it('goes on following the sessions of a server when it is closed together with others', async () => {
    const own = await startPeer();
    const session = connect(own.url).on('error', () => undefined);
    answerTo(session, '/drip');
    await holds(() => own.streams.length === 1);
    expect(await closeAll([own.server], { politeMs: 10 })).toMatchObject([{ outcome: 'closed', transfers: 1, settled: 1 }]);
  });

  it('closes a server whose sessions are idle at once, saying goodbye to them', async () => {
    const own = await startPeer();
    const session = connect(own.url);
    await answerTo(session, '/ok').promise;
    expect(await safelyCloseClient(own.server, { timeoutMs: 5_000 })).toMatchObject({ outcome: 'closed', phase: 'polite' });
    await holds(() => session.destroyed);
    expect(session.destroyed).toBe(true);
  });
});
