/** What shares a connection, a manager or an agent with a client that is closed, and does not belong to it, goes on as if nothing had happened. */
import { Agent as HttpAgent, createServer as createHttpServer, get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Client as GrpcClient, Server as GrpcServer, ServerCredentials, credentials } from '@grpc/grpc-js';
import { Kafka, logLevel } from 'kafkajs';
import { closing, isSessionClosed, safelyCloseClient } from 'safely-close';
import { Server as SocketServer } from 'socket.io';
import { Manager } from 'socket.io-client';
import { Agent, RetryAgent, request } from 'undici';
import { afterAll, describe, expect, it } from 'vitest';
import { startMisbehavingPeer } from '../support/misbehaving-peer.ts';
import { startMisbehavingServer } from '../support/misbehaving-server.ts';
import { kafkaStandIn } from '../support/stand-ins/kafka.ts';
import { watch } from '../support/watched.ts';

const host = '127.0.0.1';
const stops: (() => unknown)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

describe('requests on one connection or agent', () => {
  it('are closed one by one: another stream of the same HTTP/2 session goes on', async () => {
    const server = createHttp2Server();
    server.on('stream', (stream, headers) => {
      stream.on('error', () => undefined);
      if (headers[':path'] === '/slow') setTimeout(() => stream.end('fine at last'), 100);
    });
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const session = connectHttp2(`http://${host}:${String((server.address() as AddressInfo).port)}`);
    stops.push(async () => {
      await safelyCloseClient(session);
      await safelyCloseClient(server);
    });
    const [ours, theirs] = [session.request({ ':path': '/never' }), session.request({ ':path': '/slow' })];
    const waiting = watch(ours.toArray());
    const beside = watch(theirs.setEncoding('utf8').toArray());
    await expect.poll(() => ours.pending || theirs.pending).toBe(false);
    expect(await safelyCloseClient(ours, { politeMs: 20 })).toMatchObject({ outcome: 'closed' });
    await expect(waiting.promise).rejects.toSatisfy(isSessionClosed);
    expect((await beside.promise).join('')).toBe('fine at last');
    expect(session.destroyed).toBe(false);
  });

  it('are closed one by one: another request of the same http.Agent goes on, and the Agent keeps its connections', async () => {
    const server = await startMisbehavingServer();
    stops.push(() => server.close());
    const agent = new HttpAgent({ keepAlive: true });
    stops.push(() => agent.destroy());
    const ours = get(`${server.url}/never`, { agent });
    const waiting = watch(new Promise((_resolve, reject) => ours.on('error', reject)));
    const theirs = watch(new Promise<IncomingMessage>((resolve, reject) => get(`${server.url}/slow`, { agent }, resolve).on('error', reject)).then((response) => response.setEncoding('utf8').toArray()));
    await server.arrived('/never');
    expect(await safelyCloseClient(ours, { politeMs: 20 })).toMatchObject({ outcome: 'closed' });
    await expect(waiting.promise).rejects.toSatisfy(isSessionClosed);
    expect((await theirs.promise).join('')).toBe('fine at last');
    expect(await server.socketsBecome(1)).toBe(1);
  });

  it('are closed with the session, also where the peer of an HTTP/2 session never ends its side', async () => {
    const server = createHttp2Server();
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    stops.push(() => safelyCloseClient(server));
    const peer = await startMisbehavingPeer({ realPort: (server.address() as AddressInfo).port, endless: Buffer.alloc(0) });
    stops.push(() => peer.close());
    const session = connectHttp2(`http://${host}:${String(peer.port)}`);
    await new Promise((resolve) => session.once('remoteSettings', resolve));
    peer.misbehave('ignores the goodbye');
    expect(await safelyCloseClient(session, { politeMs: 50 })).toMatchObject({ outcome: 'closed' });
    expect(await peer.left()).toBe(0);
  });
});

describe('gRPC clients of one address, which share a connection', () => {
  const bytes = (value: Buffer): Buffer => value;
  const method = { path: '/by.stander/Say', requestStream: false, responseStream: false, requestSerialize: bytes, requestDeserialize: bytes, responseSerialize: bytes, responseDeserialize: bytes } as const;
  const ask = (client: GrpcClient, text: string): Promise<string> =>
    new Promise((resolve, reject) => client.makeUnaryRequest(method.path, bytes, bytes, Buffer.from(text), (error, answer) => (error === null ? resolve(String(answer)) : reject(error))));

  it('are closed one by one: the call of another goes on, and its connection stays', async () => {
    const answers: (() => void)[] = [];
    const server = new GrpcServer();
    server.addService({ say: method }, { say: (call: { request: Buffer }, done: (error: null, value: Buffer) => void) => (String(call.request) === 'later' ? answers.push(() => done(null, Buffer.from('at last'))) : done(null, call.request)) });
    const port = await new Promise<number>((resolve, reject) => server.bindAsync(`${host}:0`, ServerCredentials.createInsecure(), (error, bound) => (error === null ? resolve(bound) : reject(error))));
    stops.push(() => server.forceShutdown());
    const [ours, theirs] = [1, 2].map(() => new GrpcClient(`${host}:${String(port)}`, credentials.createInsecure())) as [GrpcClient, GrpcClient];
    expect(await ask(ours, 'one')).toBe('one');
    const waiting = watch(ask(theirs, 'later'));
    await expect.poll(() => answers.length).toBe(1);
    expect(await safelyCloseClient(ours)).toMatchObject({ outcome: 'closed', phase: 'polite' });
    for (const answer of answers) answer();
    expect(await waiting.promise).toBe('at last');
    expect(await ask(theirs, 'two')).toBe('two');
    expect(await safelyCloseClient(theirs)).toMatchObject({ outcome: 'closed' });
  });
});

describe('sockets of Socket.IO on one connection', () => {
  it('are closed one by one: the other goes on over it', async () => {
    const http = createHttpServer();
    const server = new SocketServer(http);
    for (const namespace of ['/ours', '/theirs']) server.of(namespace).on('connection', (socket) => socket.on('ask', (text: string, answer: (text: string) => void) => (text === 'never' ? undefined : answer(text))));
    await new Promise<void>((resolve) => http.listen(0, host, resolve));
    stops.push(() => server.close());
    const manager = new Manager(`http://${host}:${String((http.address() as AddressInfo).port)}`);
    const [ours, theirs] = [manager.socket('/ours'), manager.socket('/theirs')];
    await Promise.all([ours, theirs].map((socket) => new Promise<void>((resolve) => socket.once('connect', resolve))));
    const waiting = watch(ours.emitWithAck('ask', 'never'));
    expect(await safelyCloseClient(ours, { politeMs: 50 })).toMatchObject({ outcome: 'closed' });
    await expect(waiting.promise).rejects.toThrow();
    expect(await theirs.emitWithAck('ask', 'still there?')).toBe('still there?');
    expect(await safelyCloseClient(theirs)).toMatchObject({ outcome: 'closed' });
    expect(manager.engine.readyState).toBe('closed');
  });
});

describe('a client whose sockets are followed', () => {
  it('does not own what a callback of its user opens', async () => {
    const peer = await startMisbehavingPeer(kafkaStandIn);
    stops.push(() => peer.close());
    const other = createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => other.listen(0, host, resolve));
    stops.push(() => other.close());
    const producer = closing(new Kafka({ brokers: [`${host}:${String(peer.port)}`], logLevel: logLevel.NOTHING }).producer());
    let mine: Socket | undefined;
    producer.on('producer.connect', () => (mine = connect((other.address() as AddressInfo).port, host)));
    await producer.connect();
    peer.misbehave('ignores the goodbye');
    expect(await safelyCloseClient(producer, { politeMs: 50 })).toMatchObject({ outcome: 'closed' });
    expect(await peer.left()).toBe(0);
    expect(mine?.destroyed).toBe(false);
    mine?.destroy();
  });
});

describe('an Agent that a RetryAgent wraps', () => {
  it.each([
    ['given to closing', (agent: RetryAgent) => closing(agent)],
    ['not given to closing', (agent: RetryAgent) => agent],
  ])('is closed with it, and another Agent is not: %s', async (_how, given) => {
    const server = await startMisbehavingServer();
    stops.push(() => server.close());
    const [inner, theirs] = [new Agent(), new Agent()];
    const outer = given(new RetryAgent(inner, { maxRetries: 3, minTimeout: 10 }));
    const waiting = watch(request(`${server.url}/never`, { dispatcher: outer }));
    const beside = watch(request(`${server.url}/slow`, { dispatcher: theirs }).then(({ body }) => body.text()));
    await server.arrived('/never');
    expect(await safelyCloseClient(outer, { politeMs: 20 })).toMatchObject({ outcome: 'closed' });
    await expect(waiting.promise).rejects.toThrow();
    expect(await beside.promise).toBe('fine at last');
    expect(await safelyCloseClient(theirs)).toMatchObject({ outcome: 'closed' });
    expect(await server.socketsBecome(0)).toBe(0);
    expect(await safelyCloseClient(inner)).toMatchObject({ outcome: 'already-closed' });
  });
});
