import { Agent, createServer, get, request } from 'node:http';
import type { ClientRequest, IncomingMessage, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { closeAll, isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holds, startMisbehavingServer } from '../support/misbehaving-server.ts';
import type { MisbehavingServer } from '../support/misbehaving-server.ts';
import { fewTurns, watch } from '../support/watched.ts';

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The body of an answer, as most code reads it. */
function answerTo(sent: ClientRequest): Promise<string> {
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response: IncomingMessage) => {
      let body = '';
      response.on('data', (piece: Buffer) => (body += piece.toString()));
      response.on('end', () => resolve(body));
      response.on('error', reject);
    });
  });
}

describe('http.Server', () => {
  it('is closed at once when it serves nobody', async () => {
    const server = createServer();
    await listening(server);
    expect(await safelyCloseClient(server)).toMatchObject({ outcome: 'closed', phase: 'polite', transfers: 0 });
    expect(server.listening).toBe(false);
    expect(await safelyCloseClient(server)).toMatchObject({ outcome: 'already-closed' });
  });

  it('is closed already when it never listened', async () => {
    expect(await safelyCloseClient(createServer())).toMatchObject({ outcome: 'already-closed' });
  });

  it('does not begin to listen after its closing, where its host was still being looked up', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    expect(server.listening).toBe(false);
    await safelyCloseClient(server);
    const heard: string[] = [];
    server.on('listening', () => heard.push('listening'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect({ heard, listening: server.listening }).toEqual({ heard: [], listening: false });
  });

  it('says only once that it is closed', async () => {
    const server = createServer();
    await listening(server);
    const heard: string[] = [];
    server.on('close', () => heard.push('close'));
    await safelyCloseClient(server);
    await safelyCloseClient(server);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heard).toEqual(['close']);
  });

  it('finishes what it is answering, within half its deadline', async () => {
    const server = createServer((_request, response) => setTimeout(() => response.end('served'), 50));
    const url = await listening(server);
    const answer = watch(answerTo(get(url, { agent: new Agent({ keepAlive: true }) })));
    await holds(() => server.listenerCount('request') > 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const report = await safelyCloseClient(server, { timeoutMs: 4_000 });
    await holds(() => answer.state !== 'pending');
    expect(answer).toMatchObject({ state: 'fulfilled', value: 'served' });
    expect(report).toMatchObject({ outcome: 'closed', phase: 'polite', transfers: 1, settled: 1 });
  });

  it('does not wait for idle keep-alive connections', async () => {
    const server = createServer({ keepAliveTimeout: 60_000 }, (_request, response) => response.end('served'));
    const agent = new Agent({ keepAlive: true });
    const url = await listening(server);
    await answerTo(get(url, { agent }));
    const report = await safelyCloseClient(server, { timeoutMs: 10_000 });
    expect(report).toMatchObject({ outcome: 'closed', phase: 'polite' });
    expect(report.durationMs).toBeLessThan(2_000);
    agent.destroy();
  });

  it('ends an exchange that never ends, and tells the code that handles it', async () => {
    const seen: { request?: IncomingMessage } = {};
    const server = createServer((incoming) => {
      seen.request = incoming;
    });
    const url = await listening(server);
    const sent = request(url, { method: 'POST', agent: new Agent() });
    const answer = watch(answerTo(sent));
    sent.write('the beginning');
    await holds(() => seen.request !== undefined);
    const reading = watch((async () => {
      for await (const piece of seen.request ?? []) void piece;
    })());
    const report = await safelyCloseClient(server, { politeMs: 10 });
    await fewTurns();
    expect(report).toMatchObject({ outcome: 'closed', phase: 'cancel', transfers: 1, settled: 1 });
    expect(report.items[0]?.label).toMatch(/^POST 127\.0\.0\.1:\d+\/$/);
    expect(isSessionClosed(reading.error)).toBe(true);
    await holds(() => answer.state !== 'pending');
    expect(answer.state).toBe('rejected');
  });

  it('is closed in good order just after a client went away in the middle of its request', async () => {
    const seen = { requests: 0 };
    const server = createServer(() => (seen.requests += 1));
    const sent = get(await listening(server), { agent: new Agent() });
    sent.on('error', () => undefined);
    await holds(() => seen.requests > 0);
    sent.destroy();
    expect(await safelyCloseClient(server, { politeMs: 2_000 })).toMatchObject({ outcome: 'closed', phase: 'polite', transfers: 1, settled: 1, remaining: [] });
  });

  it('ends a connection that sends half a request', async () => {
    const server = createServer();
    const url = await listening(server);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write('GET / HTTP/1.1\r\nhost: half');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await safelyCloseClient(server, { politeMs: 10 })).toMatchObject({ outcome: 'closed' });
    await holds(() => socket.closed);
    expect(socket.closed).toBe(true);
  });

  it('ends a connection that was upgraded, which the server itself no longer knows', async () => {
    const server = createServer();
    server.on('upgrade', (_request, socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n'));
    const url = await listening(server);
    const sent = request(url, { headers: { connection: 'upgrade', upgrade: 'echo' } }).end();
    const upgraded = await new Promise<import('node:net').Socket>((resolve) => sent.once('upgrade', (_response, socket) => resolve(socket)));
    upgraded.on('error', () => undefined);
    expect(await safelyCloseClient(server, { politeMs: 10 })).toMatchObject({ outcome: 'closed', phase: 'force' });
    await holds(() => upgraded.closed);
    expect(upgraded.closed).toBe(true);
  });

  it('leaves the connections of another server alone', async () => {
    const servers = [createServer(), createServer((_request, response) => setTimeout(() => response.end('served'), 60))] as const;
    const urls = await Promise.all(servers.map(listening));
    const agent = new Agent();
    const lost = watch(answerTo(get(urls[0] ?? '', { agent })));
    const kept = watch(answerTo(get(urls[1] ?? '', { agent })));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await safelyCloseClient(servers[0], { politeMs: 0 });
    expect(await kept.promise).toBe('served');
    expect(lost.state).toBe('rejected');
    await safelyCloseClient(servers[1]);
  });

  it('can listen again afterwards, and be closed again', async () => {
    const server = createServer();
    await listening(server);
    await safelyCloseClient(server);
    await listening(server);
    expect(await safelyCloseClient(server)).toMatchObject({ outcome: 'closed' });
  });
});

describe('http.Agent', () => {
  let server: MisbehavingServer;
  beforeAll(async () => {
    server = await startMisbehavingServer();
  });
  afterAll(() => server.close());

  it('lets its idle connections go', async () => {
    const agent = new Agent({ keepAlive: true });
    await answerTo(get(`${server.url}/ok`, { agent }));
    await holds(() => Object.keys(agent.freeSockets).length === 1);
    expect(await safelyCloseClient(agent)).toMatchObject({ outcome: 'closed', phase: 'polite' });
    expect(await server.socketsBecome(0)).toBe(0);
  });

  it.each(['/never', '/headers-only', '/drip', '/big'])('settles what waits for %s with the session-closed error itself', async (path) => {
    const agent = new Agent({ keepAlive: true });
    const answer = watch(answerTo(get(server.url + path, { agent })));
    await server.arrived(path);
    await new Promise((resolve) => setTimeout(resolve, 10));
    const report = await safelyCloseClient(agent, { politeMs: 0 });
    await fewTurns();
    expect(report).toMatchObject({ outcome: 'closed', phase: 'cancel', transfers: 1, settled: 1 });
    expect(isSessionClosed(answer.error)).toBe(true);
    expect(await server.socketsBecome(0)).toBe(0);
  });

  it('settles requests that wait for a free connection', async () => {
    const agent = new Agent({ maxSockets: 1 });
    const answers = [1, 2, 3].map(() => watch(answerTo(get(`${server.url}/never`, { agent }))));
    await server.arrived('/never');
    expect(await safelyCloseClient(agent, { politeMs: 0 })).toMatchObject({ outcome: 'closed', transfers: 3, settled: 3 });
    await fewTurns();
    for (const answer of answers) expect(isSessionClosed(answer.error)).toBe(true);
  });

  it('lets an answer that is on its way arrive, and its connection go then', async () => {
    const agent = new Agent({ keepAlive: true });
    const answer = watch(answerTo(get(`${server.url}/slow`, { agent })));
    await server.arrived('/slow');
    expect(await safelyCloseClient(agent, { politeMs: 2_000, timeoutMs: 5_000 })).toMatchObject({ outcome: 'closed', phase: 'polite' });
    expect(answer.state).toBe('fulfilled');
    expect(await server.socketsBecome(0)).toBe(0);
  });

  it('does not end the process over a request that nobody listens to', async () => {
    const agent = new Agent();
    get(`${server.url}/never`, { agent });
    await server.arrived('/never');
    expect(await safelyCloseClient(agent, { politeMs: 0 })).toMatchObject({ outcome: 'closed' });
    await fewTurns();
  });

  it('is closed beside the server that it talks to', async () => {
    const own = createServer(() => undefined);
    const url = await listening(own);
    const agent = new Agent({ keepAlive: true });
    const answer = watch(answerTo(get(url, { agent })));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const reports = await closeAll([own, agent], { politeMs: 10 });
    expect(reports.map((report) => report.outcome)).toEqual(['closed', 'closed']);
    expect(answer.state).toBe('rejected');
  });
});
