/** Clients of the AWS SDK against servers of HTTP that stand in for S3: what is downloaded, tried again, or sent over an agent of somebody else. */
import { Agent, createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { closing, isSessionClosed, safelyCloseClient } from 'safely-close';
import { afterAll, describe, expect, it } from 'vitest';
import { watch } from '../runtime/support/watched.ts';
import { eventually } from './support/service.ts';
import { serviceLibrary } from './support/service-library.ts';

const { exports, missing } = await serviceLibrary('@aws-sdk/client-s3');
const { exports: handlers } = await serviceLibrary('@smithy/node-http-handler');

const host = '127.0.0.1';
const servers: object[] = [];
afterAll(async () => {
  for (const server of servers) await safelyCloseClient(server, { politeMs: 0 });
});

/** A server whose answer to each path is written out; what is not there is never answered. */
async function serving(answers: Readonly<Record<string, (response: ServerResponse) => void>>): Promise<{ server: Server; port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    asked.push(path);
    answers[path]?.(response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return { server, port: (server.address() as AddressInfo).port, asked };
}

const clientOf = (port: number, further: object = {}) =>
  closing(new exports.S3Client({ endpoint: `http://${host}:${String(port)}`, region: 'here', credentials: { accessKeyId: 'nobody', secretAccessKey: 'none' }, forcePathStyle: true, ...further }));
const get = (key: string) => new exports.GetObjectCommand({ Bucket: 'bucket', Key: key });
const connections = (server: Server): Promise<number> => new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));

describe.skipIf(missing !== undefined)(`AWS SDK${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  it('gives who reads a download the reason', async () => {
    const { server, port } = await serving({ '/bucket/long': (response) => response.writeHead(200, { 'content-length': 1_000_000 }).write('begun') });
    const client = clientOf(port);
    const { Body } = await client.send(get('long'));
    const text = watch(Body.transformToString());
    expect(await safelyCloseClient(client, { politeMs: 50 })).toMatchObject({ outcome: 'closed', phase: 'cancel' });
    await expect(text.promise).rejects.toSatisfy(isSessionClosed);
    await eventually(async () => expect(await connections(server)).toBe(0));
  });

  it('does not try again what was broken off before the closing', async () => {
    const { port, asked } = await serving({ '/bucket/broken': (response) => void response.destroy() });
    const client = clientOf(port, { maxAttempts: 50 });
    const answer = watch(client.send(get('broken')));
    await eventually(() => expect(asked.length).toBeGreaterThan(1));
    expect(await safelyCloseClient(client, { politeMs: 50 })).toMatchObject({ outcome: 'closed', phase: 'cancel' });
    await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
    const tried = asked.length;
    // The third attempt would come within 200 ms, the fourth within 400.
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(asked.length).toBe(tried);
  });

  it('leaves the requests of another client over the same agent alone, and the agent as well', async () => {
    const { server, port } = await serving({ '/bucket/soon': (response) => setTimeout(() => response.end('here'), 300) });
    const httpAgent = new Agent({ keepAlive: true });
    const [client, neighbour] = [clientOf(port, { requestHandler: { httpAgent } }), clientOf(port, { requestHandler: { httpAgent } })];
    const [answer, other] = [watch(client.send(get('never'))), watch<{ Body: { transformToString(): Promise<string> } }>(neighbour.send(get('soon')))];
    await eventually(async () => expect(await connections(server)).toBe(2));
    expect(await safelyCloseClient(client, { politeMs: 50 })).toMatchObject({ outcome: 'closed', phase: 'cancel' });
    await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
    expect(await (await other.promise).Body.transformToString()).toBe('here');
    expect(await safelyCloseClient(neighbour)).toMatchObject({ outcome: 'closed' });
    expect(await safelyCloseClient(httpAgent)).toMatchObject({ outcome: 'closed' });
    await eventually(async () => expect(await connections(server)).toBe(0));
  });

  it('closes a client that speaks HTTP/2', async () => {
    const server = createHttp2Server();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const { port } = server.address() as AddressInfo;
    const sessions = new Set<object>();
    server.on('stream', (stream) => stream.on('error', () => undefined));
    server.on('session', (session) => {
      sessions.add(session);
      session.on('error', () => undefined).on('close', () => sessions.delete(session));
    });
    const client = clientOf(port, { requestHandler: new handlers.NodeHttp2Handler() });
    const answer = watch(client.send(get('never')));
    await eventually(() => expect(sessions.size).toBe(1));
    expect(await safelyCloseClient(client, { politeMs: 50 })).toMatchObject({ outcome: 'closed', phase: 'cancel' });
    await expect(answer.promise).rejects.toSatisfy(isSessionClosed);
    await eventually(() => expect(sessions.size).toBe(0));
  });

  it('lets a request that is short end', async () => {
    const { port } = await serving({ '/bucket/soon': (response) => setTimeout(() => response.end('here'), 100) });
    const client = clientOf(port);
    const answer = client.send(get('soon')).then(({ Body }: { Body: { transformToString(): Promise<string> } }) => Body.transformToString());
    expect(await safelyCloseClient(client, { timeoutMs: 10_000, politeMs: 5_000 })).toMatchObject({ outcome: 'closed', phase: 'polite' });
    expect(await answer).toBe('here');
  });
});
